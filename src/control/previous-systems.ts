import { randomBytes } from 'node:crypto'
import { loginTo, type SecretNamed } from '../adapters/previous-system/login-to.ts'
import type { PreviousSystem } from '../core/tenants/settings.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import type { Engine } from '../storage/engine.ts'
import { countMoved } from '../storage/moving-in.ts'
import { tenantsComingFromElsewhere } from '../storage/tenants.ts'
import { loadingInTenant } from '../storage/transaction.ts'
import type { Finding } from './finding.ts'

export interface PreviousSystemDeps {
  readonly engine: Engine
  readonly secretNamed: SecretNamed
}

/** How far the moving of each tenant is whose customers come from a system that still runs, and whether that answers now. */
export async function examinePreviousSystems(deps: PreviousSystemDeps): Promise<readonly Finding[]> {
  const tenants = await tenantsComingFromElsewhere(deps.engine)
  return Promise.all(tenants.map((tenant) => examineOne(tenant, deps)))
}

async function examineOne({ id, name, settings }: Tenant, { engine, secretNamed }: PreviousSystemDeps): Promise<Finding> {
  const system = settings.previousSystem
  const { moved, withoutPassword } = await loadingInTenant(engine, id, (session) => countMoved(session, id))
  const fault = system ? await faultOf(system, secretNamed) : undefined
  const answers = fault === undefined ? `${system?.url} answers` : `${system?.url} does not: ${fault}`
  const text = `${name}: ${moved} have moved in by signing in, ${withoutPassword} are here without a password, ${answers}`
  return { subject: 'moving in', state: fault === undefined ? 'good' : 'doubtful', text }
}

/** What keeps it from answering; it is asked about somebody who is nobody there. */
async function faultOf(system: PreviousSystem, secretNamed: SecretNamed): Promise<string | undefined> {
  const nobody = `nobody-${randomBytes(8).toString('hex')}@patron.invalid`
  try {
    await loginTo(system, secretNamed)(nobody, `${randomBytes(16).toString('base64url')}aA1!`)
    return undefined
  } catch (error) {
    return causesOf(error).join(': ') || 'it gave no reason'
  }
}

/** What a trouble says of itself is its code, so its causes are told. */
function causesOf(error: unknown): readonly string[] {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error ? [cause.message, ...causesOf(cause)].filter((text) => text !== '') : []
}
