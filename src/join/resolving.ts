import type { Logger } from 'pino'
import { v7 as newId } from 'uuid'
import type { Keyring } from '../adapters/secrets/keyring.ts'
import { resolveRequest } from '../core/recovery/resolve-requests.ts'
import type { Engine } from '../storage/engine.ts'
import { tenantsWithRequests } from '../storage/recovery-requests.ts'
import { startRepeating } from './repeating.ts'
import { transactionsOf } from './stores.ts'

export interface ResolvingParts {
  readonly engine: Engine
  readonly keyring: Keyring
  readonly logger: Pick<Logger, 'info' | 'warn'>
}

// Whoever asked looks into their mailbox a few seconds later.
const everyMilliseconds = 250
// A run is over within seconds, so that a server that stops does not wait for it, and the tenants take turns.
const tenantsAtOnce = 50
const requestsAtOnce = 10
const beforeAll = '00000000-0000-0000-0000-000000000000'

/**
 * Resolves the requests for new passwords of all tenants, each in turn: what floods one holds the others up by a few requests.
 *
 * @returns how to end it, after the run under way
 */
export function startResolving({ engine, keyring, logger }: ResolvingParts): () => Promise<void> {
  const resolveOne = (tenantId: string) =>
    resolveRequest({ transaction: transactionsOf(engine, tenantId, keyring), newId: () => newId(), now: () => new Date() })
  let lastServed = beforeAll
  const work = async (): Promise<boolean> => {
    const tenantIds = await tenantsWithRequests(engine, { after: lastServed, limit: tenantsAtOnce })
    lastServed = tenantIds.length < tenantsAtOnce ? beforeAll : (tenantIds.at(-1) ?? beforeAll)
    const failures: unknown[] = []
    let resolved = 0
    for (const tenantId of tenantIds) {
      try {
        resolved += await resolveSome(() => resolveOne(tenantId))
      } catch (error) {
        failures.push(error) // the tenants behind this one are not to wait for it
      }
    }
    if (failures.length > 0) throw failures[0]
    return resolved > 0 || lastServed !== beforeAll
  }
  return startRepeating({ what: 'resolving requests for new passwords', everyMilliseconds, work }, logger)
}

/** @returns how many were resolved */
async function resolveSome(resolveOne: () => Promise<boolean>): Promise<number> {
  let resolved = 0
  while (resolved < requestsAtOnce && (await resolveOne())) resolved += 1
  return resolved
}
