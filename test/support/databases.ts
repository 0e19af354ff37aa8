import { randomBytes } from 'node:crypto'
import { constants, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { Client } from 'pg'
import { migrateToNewest } from '../../src/storage/migrations.ts'
import { createPgliteEngine } from '../../src/storage/pglite-engine.ts'
import { createPostgresEngine } from '../../src/storage/postgres-engine.ts'
import { startPostgres } from './postgres-server.ts'
import { scratchFolder } from './scratch-folder.ts'

/** Where a test's Patron keeps its data. */
export interface TestDatabase {
  /** The superuser's address of a PostgreSQL database; absent on PGlite. */
  readonly databaseUrl?: string
  /** A fresh folder of the test's own; on PGlite the database is its subfolder `pglite`. */
  readonly dataDir: string
}

/** One of the two databases that Patron runs on. */
export interface TestEngine {
  readonly engine: 'pglite' | 'postgresql'
  /** Gives a fresh database with the newest tables, and removes it when the test and all its other `after` hooks are done. */
  create(t: Pick<TestContext, 'after'>): Promise<TestDatabase>
  /** As `create`, without any tables. */
  createEmpty(t: Pick<TestContext, 'after'>): Promise<TestDatabase>
}

/**
 * Makes PGlite databases to be copied, `empty` and `migrated`: opening a copy takes a fraction of the seconds that making one
 * takes.
 *
 * @param folder  where they go; must not exist yet
 * @returns the version of PostgreSQL that PGlite is
 */
export async function makePgliteTemplates(folder: string): Promise<string> {
  const empty = join(folder, 'empty')
  const migrated = join(folder, 'migrated')
  mkdirSync(folder, { recursive: true })
  const version = await makeEmptyPglite(empty)
  cpSync(empty, migrated, { recursive: true })
  const engine = await createPgliteEngine(migrated)
  await migrateToNewest(engine)
  await engine.close()
  return version
}

/** @returns the version of PostgreSQL that PGlite is */
export async function makeEmptyPglite(folder: string): Promise<string> {
  const { PGlite } = await import('@electric-sql/pglite')
  const database = await PGlite.create(folder)
  const { rows } = await database.query<{ server_version: string }>('show server_version')
  await database.close()
  return rows[0]?.server_version ?? 'of unknown version'
}

/** A PostgreSQL database with the newest tables, to be copied. @returns its name */
export async function makePostgresTemplate(url: string): Promise<string> {
  const name = `patron_template_${randomBytes(8).toString('hex')}`
  await execute(url, `create database ${name} template template0`)
  const engine = createPostgresEngine({
    url: addressOf(url, name),
    poolSize: 1,
    preparesStatements: false,
    onIdleError: () => {},
  })
  await migrateToNewest(engine)
  await engine.close()
  return name
}

function addressOf(url: string, database: string): string {
  const address = new URL(url)
  address.pathname = `/${database}`
  return address.href
}

/** Hooks run in the order in which they were added; a hook added by a hook comes after all of them. */
function afterEverything(t: Pick<TestContext, 'after'>, clean: () => void | Promise<void>): void {
  t.after(() => t.after(clean))
}

async function ownTemplates(): Promise<string> {
  const templates = join(scratchFolder().folder, 'templates')
  await makePgliteTemplates(templates)
  return templates
}

async function ownServer(): Promise<string> {
  const { url } = await startPostgres() // it ends with this process
  return url
}

let templates: Promise<string> | undefined
let server: Promise<string> | undefined
let postgresTemplate: Promise<string> | undefined

/** The runner's templates and server; a test file run alone makes its own, once. */
function templatesFolder(): Promise<string> {
  const named = process.env['PATRON_TEST_PGLITE_TEMPLATES']
  templates ??= named && existsSync(named) ? Promise.resolve(named) : ownTemplates()
  return templates
}

function migratedTemplate(url: string): Promise<string> {
  const named = process.env['PATRON_TEST_POSTGRES_TEMPLATE']
  postgresTemplate ??= named ? Promise.resolve(named) : makePostgresTemplate(url)
  return postgresTemplate
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

type Holding = 'empty' | 'migrated'

export const dropDatabase = (url: string, name: string): Promise<void> =>
  execute(url, `drop database if exists ${name} with (force)`)

async function createPglite(t: Pick<TestContext, 'after'>, holding: Holding): Promise<TestDatabase> {
  const from = join(await templatesFolder(), holding)
  const { folder: dataDir, remove } = scratchFolder()
  afterEverything(t, remove)
  cpSync(from, join(dataDir, 'pglite'), { recursive: true, mode: constants.COPYFILE_FICLONE })
  return { dataDir }
}

async function createPostgresql(t: Pick<TestContext, 'after'>, holding: Holding): Promise<TestDatabase> {
  const url = await serverUrl()
  // template0 and not the usual one: what others put into that stays out.
  const template = holding === 'migrated' ? await migratedTemplate(url) : 'template0'
  const name = `patron_test_${randomBytes(8).toString('hex')}`
  const { folder: dataDir, remove } = scratchFolder()
  afterEverything(t, async () => {
    remove()
    await dropDatabase(url, name)
  })
  // Half of what it takes to write each page to the log; nobody needs this database after a crash.
  await execute(url, `create database ${name} template ${template} strategy file_copy`)
  return { databaseUrl: addressOf(url, name), dataDir }
}

/**
 * A copy of the database as it is now, while no server has it open.
 *
 * @returns how to put it in the place of whatever is there then; the files beside it stay as they are
 */
export async function backUp(
  t: Pick<TestContext, 'after'>,
  { databaseUrl, dataDir }: TestDatabase,
): Promise<() => Promise<void>> {
  if (databaseUrl === undefined) {
    const [live, copy] = [join(dataDir, 'pglite'), join(dataDir, 'pglite-of-before')]
    cpSync(live, copy, { recursive: true })
    return async () => {
      rmSync(live, { recursive: true })
      cpSync(copy, live, { recursive: true })
    }
  }
  const [server, live] = [await serverUrl(), new URL(databaseUrl).pathname.slice(1)]
  const copy = `${live}_of_before`
  await execute(server, `create database ${copy} template ${live} strategy file_copy`)
  afterEverything(t, () => dropDatabase(server, copy))
  return async () => {
    await dropDatabase(server, live)
    await execute(server, `create database ${live} template ${copy} strategy file_copy`)
  }
}

/** Both databases, for suites that run on each: `for (const { engine, create } of testDatabases) test(…)`. */
export const testDatabases: readonly TestEngine[] = [
  { engine: 'pglite', create: (t) => createPglite(t, 'migrated'), createEmpty: (t) => createPglite(t, 'empty') },
  { engine: 'postgresql', create: (t) => createPostgresql(t, 'migrated'), createEmpty: (t) => createPostgresql(t, 'empty') },
]
