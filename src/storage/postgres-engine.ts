import { createHash } from 'node:crypto'
import pg from 'pg'
import type { Connection, Engine } from './engine.ts'
import { GatheringSocket } from './gathering-socket.ts'

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

// Dates have no time zone, so they stay text; node-postgres would make local midnights of them.
const dateOid = 1082
const asText = (value: string): string => value
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === dateOid ? asText : pg.types.getTypeParser(oid, format)),
}

/** Connects to a PostgreSQL server through a pool; nothing is opened until the first statement. */
export function createPostgresEngine(options: PostgresOptions): Engine {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis,
    ...(options.queryTimeoutMilliseconds !== undefined && { query_timeout: options.queryTimeoutMilliseconds }),
    keepAlive: true,
    stream: () => new GatheringSocket(),
    pipeline: true,
    types,
    application_name: 'patron',
  })
  pool.on('error', options.onIdleError)
  // A connection that ends while it is in use says so to whoever waits for its statement, so nothing is left to do here;
  // without a listener Node would take it for an error that nobody handles.
  pool.on('connect', (client) => void client.on('error', () => {}))
  return {
    name: 'postgresql',
    connect: async () => postgresConnection(await pool.connect(), options.preparesStatements),
    figures: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => pool.end(),
  }
}

const statementNames = new Map<string, string>()

/** The same text has the same name on every connection, so each prepares it once. */
function statementName(sql: string): string {
  const known = statementNames.get(sql)
  if (known) return known
  const name = createHash('sha256').update(sql).digest('base64url').slice(0, 24)
  statementNames.set(sql, name)
  return name
}

function postgresConnection(client: pg.PoolClient, preparesStatements: boolean): Connection {
  return {
    async script(sql) {
      await client.query(sql)
    },
    async query<Row>(sql: string, parameters: readonly unknown[]) {
      const statement = { text: sql, values: [...parameters], ...(preparesStatements && { name: statementName(sql) }) }
      const result = await client.query<Row & pg.QueryResultRow>(statement)
      return result.rows
    },
    release: (broken) => client.release(broken),
  }
}
