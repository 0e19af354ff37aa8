import type pg from 'pg'
import { readerOf } from './column-readers.ts'
import { encodeParameter } from './parameter.ts'
import type { Statement } from './statement.ts'

/** How to read one column of an answer. */
export interface ColumnReader {
  readonly name: string
  read(text: string): unknown
}

/** What a connection knows of a statement it has prepared: its name there, and the columns of its answer once described. */
export interface Prepared {
  readonly name: string
  columns: readonly ColumnReader[] | undefined
}

let namesGiven = 0
const newName = (): string => {
  namesGiven += 1
  return `patron_${namesGiven}`
}

/** Whatever carries messages to PostgreSQL; a connection of node-postgres is one. */
export interface MessageCarrier {
  parse(query: { readonly name: string; readonly text: string; readonly types: string[] }, more: true): void
  bind(config: { readonly statement: string; readonly values: (string | Buffer | null)[] }, more: true): void
  describe(message: { readonly type: 'P' }, more: true): void
  execute(config: null, more: true): void
  sync(): void
}

interface RowDescription {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
}

/**
 * Statements that go to PostgreSQL as one message train with one synchronisation point at its end: one packet out, one
 * back, and the server wakes once. After one fails the server runs none of the rest.
 *
 * node-postgres sends it where it would send a query of its own, and hands it what comes back; the embedded database is
 * handed the same messages.
 *
 * @source PostgreSQL documentation, "Message Flow", extended query and pipelining
 */
export class StatementBatch implements pg.Submittable {
  /** node-postgres sets its time limit around this. */
  callback: (error: Error | null) => void
  /** The rows of each statement, in order. */
  readonly answer: Promise<unknown[][]>
  readonly #statements: readonly { readonly sql: string; readonly values: (string | Buffer | null)[] }[]
  readonly #prepared: Map<string, Prepared> | undefined
  readonly #asked: Prepared[] = []
  readonly #rows: unknown[][]
  /** Which statement the server is at. */
  #at = 0

  /**
   * @param prepared  what the connection has prepared, by text; the batch adds to it. Absent: statements are parsed each time
   * @throws TypeError for a parameter that no column holds; here, since a throw from `submit` would leave the connection waiting
   */
  constructor(statements: readonly Statement<unknown>[], prepared: Map<string, Prepared> | undefined) {
    const { promise, resolve, reject } = Promise.withResolvers<unknown[][]>()
    this.#statements = statements.map(({ sql, parameters }) => ({ sql, values: parameters.map(encodeParameter) }))
    this.#prepared = prepared
    this.#rows = statements.map(() => [])
    this.answer = promise
    this.callback = (error) => (error ? reject(error) : resolve(this.#rows))
  }

  submit(connection: pg.Connection): void {
    connection.stream.cork()
    this.writeTo(connection)
    connection.stream.uncork()
  }

  /** Everything that is to be sent; what comes back goes to the methods named `handle…`, in order. */
  writeTo(carrier: MessageCarrier): void {
    for (const { sql, values } of this.#statements) this.#ask(carrier, sql, values)
    carrier.sync()
  }

  handleRowDescription({ fields }: RowDescription): void {
    const asked = this.#asked[this.#at]
    const columns = fields.map(({ name, dataTypeID }) => ({ name, read: readerOf(dataTypeID) }))
    if (asked) asked.columns = columns
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const columns = this.#asked[this.#at]?.columns ?? []
    const row = columns.map(({ name, read }, index) => [name, fields[index] == null ? null : read(fields[index])] as const)
    this.#rows[this.#at]?.push(Object.fromEntries(row))
  }

  handleCommandComplete(): void {
    const asked = this.#asked[this.#at]
    if (asked) asked.columns ??= [] // it has no rows, and said so in a message that is not handed on
    this.#at += 1
  }

  handleEmptyQuery(): void {
    this.#at += 1
  }

  /** What was prepared on the way may or may not be there now, so the connection forgets all of it. */
  handleError(error: Error): void {
    for (const { sql } of this.#statements) this.#prepared?.delete(sql)
    this.callback(error)
  }

  handleReadyForQuery(): void {
    this.callback(null)
  }

  #ask(carrier: MessageCarrier, sql: string, values: (string | Buffer | null)[]): void {
    const known = this.#prepared?.get(sql)
    const prepared = known ?? { name: this.#prepared ? newName() : '', columns: undefined }
    if (!known) {
      carrier.parse({ name: prepared.name, text: sql, types: [] }, true)
      this.#prepared?.set(sql, prepared)
    }
    this.#asked.push(prepared)
    carrier.bind({ statement: prepared.name, values }, true)
    if (!prepared.columns) carrier.describe({ type: 'P' }, true)
    carrier.execute(null, true)
  }
}
