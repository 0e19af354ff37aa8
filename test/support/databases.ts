import { randomBytes } from 'node:crypto'
import { constants, cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { Client } from 'pg'
import { startPostgres } from './postgres-server.ts'
import { scratchFolder } from './scratch-folder.ts'

/** Where a test's Patron keeps its data. */
export interface TestDatabase {
  /** The superuser's address of an empty PostgreSQL database; absent on PGlite. */
  readonly databaseUrl?: string
  /** A fresh folder of the test's own; on PGlite the empty database is its subfolder `pglite`. */
  readonly dataDir: string
}

/** One of the two databases that Patron runs on. */
export interface TestEngine {
  readonly engine: 'pglite' | 'postgresql'
  /** Gives a fresh, empty database, and removes it when the test and all its other `after` hooks are done. */
  create(t: Pick<TestContext, 'after'>): Promise<TestDatabase>
}

/**
 * Makes an empty PGlite database, to be copied: opening a copy takes a fraction of the seconds that making one takes.
 *
 * @param folder  where it goes; must not exist yet
 * @returns the version of PostgreSQL that PGlite is
 */
export async function makePgliteTemplate(folder: string): Promise<string> {
  const { PGlite } = await import('@electric-sql/pglite')
  const database = await PGlite.create(folder)
  const { rows } = await database.query<{ server_version: string }>('show server_version')
  await database.close()
  return rows[0]?.server_version ?? 'of unknown version'
}

/** Hooks run in the order in which they were added; a hook added by a hook comes after all of them. */
function afterEverything(t: Pick<TestContext, 'after'>, clean: () => void | Promise<void>): void {
  t.after(() => t.after(clean))
}

async function ownTemplate(): Promise<string> {
  const template = join(scratchFolder().folder, 'template')
  await makePgliteTemplate(template)
  return template
}

async function ownServer(): Promise<string> {
  const { url } = await startPostgres() // it ends with this process
  return url
}

let template: Promise<string> | undefined
let server: Promise<string> | undefined

/** The runner's template and server; a test file run alone makes its own, once. */
function templateFolder(): Promise<string> {
  const named = process.env['PATRON_TEST_PGLITE_TEMPLATE']
  template ??= named && existsSync(named) ? Promise.resolve(named) : ownTemplate()
  return template
}

function serverUrl(): Promise<string> {
  const named = process.env['PATRON_TEST_DATABASE_URL']
  server ??= named ? Promise.resolve(named) : ownServer()
  return server
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

async function createPglite(t: Pick<TestContext, 'after'>): Promise<TestDatabase> {
  const from = await templateFolder()
  const { folder: dataDir, remove } = scratchFolder()
  afterEverything(t, remove)
  cpSync(from, join(dataDir, 'pglite'), { recursive: true, mode: constants.COPYFILE_FICLONE })
  return { dataDir }
}

async function createPostgresql(t: Pick<TestContext, 'after'>): Promise<TestDatabase> {
  const url = await serverUrl()
  const name = `patron_test_${randomBytes(8).toString('hex')}`
  const { folder: dataDir, remove } = scratchFolder()
  afterEverything(t, async () => {
    remove()
    await execute(url, `drop database if exists ${name} with (force)`)
  })
  await execute(url, `create database ${name} template template0`) // template0: what others put into template1 stays out
  const database = new URL(url)
  database.pathname = `/${name}`
  return { databaseUrl: database.href, dataDir }
}

/** Both databases, for suites that run on each: `for (const { engine, create } of testDatabases) test(…)`. */
export const testDatabases: readonly TestEngine[] = [
  { engine: 'pglite', create: createPglite },
  { engine: 'postgresql', create: createPostgresql },
]
