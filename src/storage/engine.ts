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

/** Statements given without waiting in between are sent together and run in order. */
export interface Connection {
  /** Several statements without parameters, in one message. */
  script(sql: string): Promise<void>
  query<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]>
  /** Gives the connection back; `broken` ones are closed, since nobody knows what they are in the middle of. */
  release(broken: boolean): void
}
