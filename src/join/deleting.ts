import type { Logger } from 'pino'
import { v7 as newId } from 'uuid'
import type { Keyring } from '../adapters/secrets/keyring.ts'
import type { ErasureLedger } from '../core/erasure/erasure.ts'
import { deleteDue } from '../core/erasure/planned-deletion.ts'
import type { Engine } from '../storage/engine.ts'
import { unledgeredStore } from '../storage/erasures.ts'
import { customersDue, tenantsWithDue } from '../storage/planned-deletions.ts'
import { statementByStatement } from '../storage/transaction.ts'
import { startRepeating } from './repeating.ts'
import { transactionsOf } from './stores.ts'

export interface DeletingParts {
  readonly engine: Engine
  readonly keyring: Keyring
  readonly ledger: ErasureLedger
  readonly logger: Pick<Logger, 'info' | 'warn'>
  now(): Date
}

// Whoever chose a day does not mind a minute.
const everyMilliseconds = 60_000
// A run is over within seconds, so that a server that stops does not wait for it.
const customersAtOnce = 50

/**
 * Deletes customers whose day has come, of all tenants, on any number of nodes, each customer once.
 *
 * @returns how to end it, after the run under way
 */
export function startDeleting(parts: DeletingParts): () => Promise<void> {
  const work = async (): Promise<boolean> => {
    let deleted = 0
    for (const tenantId of await tenantsWithDue(parts.engine)) deleted += await deleteSome(tenantId, parts)
    if (deleted > 0) parts.logger.info({ deleted }, 'customers were deleted whose day had come')
    return deleted > 0
  }
  return startRepeating({ what: 'deleting customers whose day has come', everyMilliseconds, work }, parts.logger)
}

/** @returns how many were deleted here */
async function deleteSome(tenantId: string, { engine, keyring, ledger, now }: DeletingParts): Promise<number> {
  const asking = statementByStatement(engine, tenantId)
  const unledgered = unledgeredStore(asking, tenantId)
  const deps = { transaction: transactionsOf(engine, tenantId, keyring), newId: () => newId(), now, tenantId, ledger, unledgered }
  let deleted = 0
  for (const customerId of await customersDue(asking, tenantId, customersAtOnce))
    if (await deleteDue(customerId, deps)) deleted += 1
  return deleted
}
