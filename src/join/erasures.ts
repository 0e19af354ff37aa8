import type { Logger } from 'pino'
import { v7 as newId } from 'uuid'
import { type LedgerFile, openLedgerFile } from '../adapters/erasure-ledger/ledger-file.ts'
import type { Keyring } from '../adapters/secrets/keyring.ts'
import type { Config } from '../config/config.ts'
import { completeLedger, type ReplayTenant, replayLedger } from '../core/erasure/replay-ledger.ts'
import type { Engine } from '../storage/engine.ts'
import { tenantsWithUnledgered, undeletedCustomers, unledgeredStore } from '../storage/erasures.ts'
import { statementByStatement } from '../storage/transaction.ts'
import { transactionsOf } from './stores.ts'

interface ErasureParts {
  readonly engine: Engine
  readonly keyring: Keyring
  readonly config: Config
  readonly logger: Logger
  now(): Date
}

/**
 * Opens the ledger of erasures and brings ledger and database together: whoever stands in the ledger is erased from a
 * database that was restored, and what a crash kept from the ledger is entered.
 *
 * @throws an error that names the file and the line, when it cannot be read or written
 */
export async function joinErasures({ engine, keyring, config, logger, now }: ErasureParts): Promise<LedgerFile> {
  const file = config.erasureLedger
  const ledger = await openLedgerFile(file, () =>
    logger.warn({ file }, 'the last line of the erasure ledger was cut off by a crash; no answer was given for it'),
  )
  const tenantOf = (tenantId: string): ReplayTenant => ({
    transaction: transactionsOf(engine, tenantId, keyring),
    undeleted: (ids) => undeletedCustomers(statementByStatement(engine, tenantId), tenantId, ids),
    newId: () => newId(),
    now,
  })
  const erased = await replayLedger(ledger.read(), tenantOf)
  if (erased > 0) logger.warn({ erased, file }, 'customers were erased again: the database had forgotten their erasure')
  let entered = 0
  for (const tenantId of await tenantsWithUnledgered(engine))
    entered += await completeLedger(ledger, unledgeredStore(statementByStatement(engine, tenantId), tenantId))
  if (entered > 0) logger.warn({ entered, file }, 'erasures were entered in the ledger that a crash had kept from it')
  return ledger
}
