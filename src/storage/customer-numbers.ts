import { sql } from 'kysely'
import type { Engine } from './engine.ts'
import { statement } from './statement.ts'
import { withoutTenant } from './transaction.ts'

// The view shows a sequence to whoever may use it; reading the sequence itself would take a right of its own.
const usedRatio = statement(
  () => sql<{ ratio: number | null }>`select last_value::float8 / max_value as ratio
    from pg_sequences where schemaname = current_schema() and sequencename = 'customer_number'`,
)

/**
 * The share of all customer numbers that was given out, from 0 to 1.
 *
 * @throws Trouble `unavailable` when the database cannot be reached
 */
export async function customerNumbersUsed(engine: Engine): Promise<number> {
  const [row] = await withoutTenant(engine, (session) => session.run(usedRatio({})))
  return row?.ratio ?? 0 // null before the first number
}
