import { sql } from 'kysely'
import type { Engine } from './engine.ts'
import { statement } from './statement.ts'
import { withoutTenant } from './transaction.ts'

const clock = statement(() => sql<{ now: Date }>`select clock_timestamp() as now`)

/** What the clock of the database says, by which everything is decided that lasts until some moment. */
export async function databaseTime(engine: Engine): Promise<Date> {
  const [row] = await withoutTenant(engine, (session) => session.run(clock({})))
  if (!row) throw new Error('the database did not tell the time')
  return row.now
}
