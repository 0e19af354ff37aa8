import { join } from 'node:path'
import { Client } from 'pg'
import type { TestDatabase } from './databases.ts'

type Row = Record<string, unknown>
export type Ask = (statement: string, parameters?: readonly unknown[]) => Promise<Row[]>

/** As `asOwner`, for one statement. */
export const query = (database: TestDatabase, statement: string, parameters: readonly unknown[] = []): Promise<Row[]> =>
  asOwner(database, (ask) => ask(statement, parameters))

/**
 * Runs statements on a test's database as its owner, past row-level security.
 * PGlite has room for one process and one user, so there the server has to be stopped meanwhile; opening it takes a second.
 */
export async function asOwner<Result>(database: TestDatabase, work: (ask: Ask) => Promise<Result>): Promise<Result> {
  return database.databaseUrl === undefined
    ? askPglite(join(database.dataDir, 'pglite'), work)
    : askPostgres(database.databaseUrl, work)
}

async function askPglite<Result>(folder: string, work: (ask: Ask) => Promise<Result>): Promise<Result> {
  const { PGlite } = await import('@electric-sql/pglite')
  const database = await PGlite.create(folder)
  try {
    return await work(async (statement, parameters = []) => (await database.query<Row>(statement, [...parameters])).rows)
  } finally {
    await database.close()
  }
}

async function askPostgres<Result>(url: string, work: (ask: Ask) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(async (statement, parameters = []) => (await client.query<Row>(statement, [...parameters])).rows)
  } finally {
    await client.end()
  }
}
