import type { Logger } from 'pino'
import { v7 as newId } from 'uuid'
import type { Keyring } from '../adapters/secrets/keyring.ts'
import { resolveRequest } from '../core/recovery/resolve-requests.ts'
import { resolveRegistration } from '../core/registration/resolve-registration.ts'
import type { Engine } from '../storage/engine.ts'
import { tenantsWithWaiting } from '../storage/waiting-tenants.ts'
import { settingsIn } from './presences.ts'
import { startRepeating } from './repeating.ts'
import { transactionsOf } from './stores.ts'
import { tenantRules } from './tenant-rules.ts'
import type { Tenants } from './tenants.ts'

export interface ResolvingParts {
  readonly engine: Engine
  readonly tenants: Tenants
  readonly keyring: Keyring
  readonly logger: Pick<Logger, 'info' | 'warn'>
  now(): Date
}

// Whoever asked looks into their mailbox a few seconds later.
const everyMilliseconds = 250
// A run is over within seconds, so that a server that stops does not wait for it, and the tenants take turns.
const tenantsAtOnce = 50
const requestsAtOnce = 10
const beforeAll = '00000000-0000-0000-0000-000000000000'

/**
 * Resolves registrations and requests for new passwords that wait, of all tenants, each in turn: what floods one holds the
 * others up by a few requests.
 *
 * @returns how to end it, after the run under way
 */
export function startResolving(parts: ResolvingParts): () => Promise<void> {
  const { engine, logger } = parts
  let lastServed = beforeAll
  const work = async (): Promise<boolean> => {
    const tenantIds = await tenantsWithWaiting(engine, { after: lastServed, limit: tenantsAtOnce })
    lastServed = tenantIds.length < tenantsAtOnce ? beforeAll : (tenantIds.at(-1) ?? beforeAll)
    const failures: unknown[] = []
    let resolved = 0
    for (const tenantId of tenantIds) {
      // Registrations first: whoever has just registered may have asked for a password, too.
      for (const resolveOne of resolversOf(tenantId, parts)) {
        try {
          resolved += await resolveSome(resolveOne)
        } catch (error) {
          failures.push(error) // the tenants behind this one are not to wait for it
        }
      }
    }
    if (failures.length > 0) throw failures[0]
    return resolved > 0 || lastServed !== beforeAll
  }
  return startRepeating({ what: 'resolving registrations and requests for new passwords', everyMilliseconds, work }, logger)
}

/** Each resolves the oldest of its kind. @returns whether there was one */
function resolversOf(tenantId: string, { engine, tenants, keyring, now }: ResolvingParts): readonly (() => Promise<boolean>)[] {
  const deps = { transaction: transactionsOf(engine, tenantId, keyring), newId: () => newId(), now }
  return [
    async () => resolveRegistration({ ...deps, ...tenantRules(await settingsIn(tenantId, tenants), now) }),
    () => resolveRequest(deps),
  ]
}

/** @returns how many were resolved */
async function resolveSome(resolveOne: () => Promise<boolean>): Promise<number> {
  let resolved = 0
  while (resolved < requestsAtOnce && (await resolveOne())) resolved += 1
  return resolved
}
