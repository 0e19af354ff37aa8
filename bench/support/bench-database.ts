import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { Client } from 'pg'
import { makeEmptyPglite } from '../../test/support/databases.ts'
import { startPostgres } from '../../test/support/postgres-server.ts'
import { scratchFolder } from '../../test/support/scratch-folder.ts'

export const engines = ['postgresql', 'pglite'] as const
export type EngineName = (typeof engines)[number]

export type Query = <Row extends object>(sql: string, parameters?: unknown[]) => Promise<Row[]>

/** An empty database of a bench's own. */
export interface BenchDatabase {
  readonly engine: EngineName
  /** With its version, for tables and their legend. */
  readonly name: string
  /** What tells a server to work on it. */
  readonly settings: Readonly<Record<string, string>>
  /** The first process of a database server of its own. */
  readonly postmasterPid: number | undefined
  /** Asks it past the server, as superuser. The embedded database can only be opened while no server has it open. */
  examine<Result>(work: (query: Query) => Promise<Result>): Promise<Result>
  /** `kill -9` of every process of a database server of its own, and its start on the same files; absent when embedded. */
  readonly crash?: () => Promise<void>
  close(): Promise<void>
}

export const startDatabase = (engine: EngineName): Promise<BenchDatabase> =>
  engine === 'postgresql' ? startPostgresql() : startPglite()

/** @throws Error that names what is accepted */
export function enginesCalled(name: string | undefined): readonly EngineName[] {
  const chosen = engines.filter((engine) => name === undefined || engine === name)
  if (chosen.length === 0) throw new Error(`--engine is ${name}. Accepted: ${engines.join(' or ')}.`)
  return chosen
}

async function startPostgresql(): Promise<BenchDatabase> {
  const server = await startPostgres()
  const { folder, remove } = scratchFolder()
  const examine: BenchDatabase['examine'] = async (work) => {
    const client = new Client({ connectionString: server.url })
    await client.connect()
    const query: Query = async (sql, parameters = []) => (await client.query(sql, parameters)).rows
    return work(query).finally(() => client.end())
  }
  const [version] = await examine((query) => query<{ server_version: string }>('show server_version'))
  return {
    engine: 'postgresql',
    name: `PostgreSQL ${version?.server_version.split(' ')[0]}`,
    settings: { DATABASE_URL: server.url, PATRON_DATA_DIR: folder },
    get postmasterPid() {
      return server.pid
    },
    examine,
    async crash() {
      await server.kill()
      await server.restart()
    },
    async close() {
      await server.stop()
      remove()
    },
  }
}

async function startPglite(): Promise<BenchDatabase> {
  const { folder, remove } = scratchFolder()
  const version = await makeEmptyPglite(join(folder, 'pglite'))
  return {
    engine: 'pglite',
    name: `PGlite (PostgreSQL ${version.split(' ')[0]})`,
    settings: { PATRON_DATA_DIR: folder },
    postmasterPid: undefined,
    async examine(work) {
      const database = await PGlite.create(join(folder, 'pglite'))
      const query: Query = async <Row extends object>(sql: string, parameters: unknown[] = []) =>
        (await database.query<Row>(sql, parameters)).rows
      return work(query).finally(() => database.close())
    },
    close: async () => remove(),
  }
}
