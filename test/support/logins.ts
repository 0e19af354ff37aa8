import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import { Client } from 'pg'
import type { TestDatabase } from './databases.ts'

/** A role of a test's own that can log in. */
export interface TestLogin {
  readonly name: string
  /** The test's database as this role. */
  readonly url: string
}

/** One statement as the superuser. */
export async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

/**
 * Makes a login role with no right but to connect. It goes after the test and its database, since it may own things there.
 *
 * @param rights  what `create role` is to say besides
 */
export async function createLogin(t: Pick<TestContext, 'after'>, database: TestDatabase, rights = ''): Promise<TestLogin> {
  const { databaseUrl } = database
  if (databaseUrl === undefined) throw new Error('PGlite has no logins')
  const name = `patron_test_${randomBytes(8).toString('hex')}`
  const password = randomBytes(8).toString('hex')
  const server = new URL(databaseUrl)
  server.pathname = '/postgres'
  await execute(server.href, `create role ${name} login password '${password}' ${rights}`)
  // A hook of a hook of a hook: after the one that drops the database.
  t.after(() => t.after(() => t.after(() => execute(server.href, `drop role if exists ${name}`))))
  const url = new URL(databaseUrl)
  url.username = name
  url.password = password
  return { name, url: url.href }
}
