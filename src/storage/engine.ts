import type { Statement } from './statement.ts'

/**
 * A PostgreSQL, in another process or in this one. Everything above speaks to both through this port,
 * so there is one SQL and one set of repositories.
 */
export interface Engine {
  readonly name: 'postgresql' | 'pglite'
  /** Waits for a connection of its own, at most as long as the settings allow. */
  connect(): Promise<Connection>
  /** How many connections exist, are idle, and are waited for. */
  figures(): { total: number; idle: number; waiting: number }
  close(): Promise<void>
}

export interface Connection {
  /** Several statements without parameters or rows, in one message. */
  script(sql: string): Promise<void>
  /**
   * Statements that go out together and run in order; after one fails, none of the rest runs.
   *
   * @returns the rows of each
   */
  batch(statements: readonly Statement<unknown>[]): Promise<readonly unknown[][]>
  /**
   * Adds rows with COPY, in the transaction under way.
   *
   * @param sql  `copy … from stdin`
   * @param rows  as COPY's text format has them
   */
  copyIn(sql: string, rows: Buffer): Promise<void>
  /** Gives the connection back; `broken` ones are closed, since nobody knows what they are in the middle of. */
  release(broken: boolean): void
}

/** One statement on a connection. */
export async function query<Row>(connection: Connection, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
  const [rows = []] = await connection.batch([{ sql, parameters }])
  return rows as Row[]
}
