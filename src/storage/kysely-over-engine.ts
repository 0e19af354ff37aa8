import {
  type CompiledQuery,
  type DatabaseConnection,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  sql,
  type TableMetadata,
} from 'kysely'
import { type Connection, type Engine, query } from './engine.ts'

/** A connection as Kysely's migrator wants it. Raw SQL goes out as a script, since a migration file holds several statements. */
class EngineConnection implements DatabaseConnection {
  readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  async executeQuery<Row>({ query: built, sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    if (built.kind !== 'RawNode') return { rows: await query<Row>(this.connection, sql, parameters) }
    await this.connection.script(sql)
    return { rows: [] }
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('migrations read no streams')
  }
}

const plain = (connection: DatabaseConnection): Connection => {
  if (connection instanceof EngineConnection) return connection.connection
  throw new TypeError('a connection of another driver')
}

interface Catalogue {
  pg_class: { relname: string; relkind: string; relnamespace: unknown }
}

/**
 * Tells the tables of the schema that Patron's go to, by their names alone. The migrator wants no more and asks at every start;
 * Kysely's own answer has every column of every schema, which takes a tenth of a start, and does not tell another program's table
 * of that name from the migrator's.
 */
class TableNames extends PostgresIntrospector {
  readonly #db: Kysely<Catalogue>

  constructor(db: Kysely<Catalogue>) {
    super(db)
    this.#db = db
  }

  override async getTables(): Promise<TableMetadata[]> {
    const tables = await this.#db
      .selectFrom('pg_class')
      .select('relname as name')
      .where('relkind', 'in', ['r', 'p'])
      .where('relnamespace', '=', sql`current_schema()::regnamespace`)
      .execute()
    return tables.map(({ name }) => ({ name, isView: false, isForeign: false, columns: [] }))
  }
}

/** Kysely on either engine, for its migrator; everything else only builds statements with it (schema.ts). */
export const kyselyOver = (engine: Engine): Kysely<unknown> =>
  new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createIntrospector: (db) => new TableNames(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createDriver: () => ({
        init: async () => {},
        destroy: async () => {},
        acquireConnection: async () => new EngineConnection(await engine.connect()),
        releaseConnection: async (connection) => plain(connection).release(false),
        beginTransaction: (connection) => plain(connection).script('begin'),
        commitTransaction: (connection) => plain(connection).script('commit'),
        rollbackTransaction: (connection) => plain(connection).script('rollback'),
      }),
    },
  })
