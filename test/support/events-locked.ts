import { Client } from 'pg'
import type { TestDatabase } from './databases.ts'

/** Holds whatever has an event up at it until `unlock`: on PostgreSQL, where somebody else can. */
export async function withEventsLocked(
  database: TestDatabase,
  work: (unlock: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const blocker = new Client({ connectionString: database.databaseUrl })
  await blocker.connect()
  try {
    await blocker.query('begin; lock table event in access exclusive mode')
    await work(() => blocker.query('rollback'))
  } finally {
    await blocker.end()
  }
}
