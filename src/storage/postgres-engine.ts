import pg from 'pg'
import { columnTypes } from './column-readers.ts'
import { CopyIn } from './copy-in.ts'
import type { Connection, Engine } from './engine.ts'
import { unavailable } from './errors.ts'
import { type Prepared, StatementBatch } from './statement-batch.ts'

export interface PostgresOptions {
  readonly url: string
  readonly poolSize: number
  /** Statements are prepared once per connection; off for transaction poolers that cannot keep them. */
  readonly preparesStatements: boolean
  /** How long an answer may take; absent, as long as it takes. */
  readonly queryTimeoutMilliseconds?: number
  /** A connection that broke while idle; the pool replaces it by itself. */
  onIdleError(error: Error): void
}

// A database that hangs is given up on before the caller's own patience ends.
const connectionTimeoutMillis = 3_000

/** Connects to a PostgreSQL server through a pool; nothing is opened until the first statement. */
export function createPostgresEngine(options: PostgresOptions): Engine {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis,
    ...(options.queryTimeoutMilliseconds !== undefined && { query_timeout: options.queryTimeoutMilliseconds }),
    keepAlive: true,
    types: columnTypes,
    application_name: 'patron',
  })
  pool.on('error', options.onIdleError)
  // A connection that ends while it is in use says so to whoever waits for its statement, so nothing is left to do here;
  // without a listener Node would take it for an error that nobody handles.
  pool.on('connect', (client) => {
    client.on('error', () => {})
    client.on('notice', (notice) => {
      if (isUnreplicatedCommit(notice)) unreplicatedOn.add(client)
    })
  })
  return {
    name: 'postgresql',
    connect: async () => postgresConnection(await pool.connect(), options.preparesStatements),
    figures: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => pool.end(),
  }
}

/**
 * PostgreSQL's only word on a commit that somebody cancelled (`pg_cancel_backend`) while it waited for a synchronous standby:
 * it goes through all the same, with a warning, on this one machine.
 */
const isUnreplicatedCommit = ({ routine }: { readonly routine?: string | undefined }): boolean => routine === 'SyncRepWaitForLSN'

/** Connections that said so. They are not used again. */
const unreplicatedOn = new WeakSet<pg.PoolClient>()

/** What each connection has prepared; it goes when the connection does. */
const preparedOn = new WeakMap<pg.PoolClient, Map<string, Prepared>>()

function postgresConnection(client: pg.PoolClient, preparesStatements: boolean): Connection {
  const known = preparedOn.get(client) ?? new Map<string, Prepared>()
  preparedOn.set(client, known)
  const prepared = preparesStatements ? known : undefined
  return {
    async script(sql) {
      await client.query(sql)
    },
    async batch(statements) {
      const answer = await client.query(new StatementBatch(statements, prepared)).answer
      if (unreplicatedOn.has(client)) throw unavailable(new Error('a commit was kept from waiting for its synchronous standby'))
      return answer
    },
    async copyIn(sql, rows) {
      await client.query(new CopyIn(sql, rows)).done
    },
    release: (broken) => client.release(broken),
  }
}
