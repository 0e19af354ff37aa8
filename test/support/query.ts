import { join } from 'node:path'
import { Client } from 'pg'
import type { TestDatabase } from './databases.ts'

type Row = Record<string, unknown>

/**
 * Runs one statement on a test's database as its owner, past row-level security.
 * PGlite has room for one process and one user, so there the server has to be stopped meanwhile.
 */
export async function query(database: TestDatabase, statement: string, parameters: readonly unknown[] = []): Promise<Row[]> {
  return database.databaseUrl === undefined
    ? queryPglite(join(database.dataDir, 'pglite'), statement, parameters)
    : queryPostgres(database.databaseUrl, statement, parameters)
}

async function queryPglite(folder: string, statement: string, parameters: readonly unknown[]): Promise<Row[]> {
  const { PGlite } = await import('@electric-sql/pglite')
  const database = await PGlite.create(folder)
  try {
    return (await database.query<Row>(statement, [...parameters])).rows
  } finally {
    await database.close()
  }
}

async function queryPostgres(url: string, statement: string, parameters: readonly unknown[]): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(statement, [...parameters])).rows
  } finally {
    await client.end()
  }
}
