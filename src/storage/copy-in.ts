import type { Connection, Submittable } from 'pg'

/** What a connection of node-postgres does for COPY, which its types leave out. */
interface CopyingConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/**
 * One COPY whose rows are all there beforehand. node-postgres sends it where it would send a query of its own, and hands it
 * what comes back.
 *
 * @source PostgreSQL documentation, "Message Flow", COPY operations
 */
export class CopyIn implements Submittable {
  /** node-postgres sets its time limit around this. */
  callback: (error: Error | null) => void
  readonly done: Promise<void>
  readonly #sql: string
  readonly #rows: Buffer

  constructor(sql: string, rows: Buffer) {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#sql = sql
    this.#rows = rows
    this.done = promise
    this.callback = (error) => (error ? reject(error) : resolve())
  }

  submit(connection: Connection): void {
    connection.query(this.#sql)
  }

  handleCopyInResponse(connection: CopyingConnection): void {
    connection.sendCopyFromChunk(this.#rows)
    connection.endCopyFrom()
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.callback(null)
  }

  handleError(error: Error): void {
    this.callback(error)
  }
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const special = /[\\\t\n\r]/
const allSpecial = /[\\\t\n\r]/g

/** A row in COPY's text format. */
export const copyLine = (values: readonly (string | number | null)[]): string => `${values.map(copyText).join('\t')}\n`

function copyText(value: string | number | null): string {
  if (value === null) return '\\N'
  if (typeof value === 'number') return String(value)
  return special.test(value) ? value.replace(allSpecial, (character) => escapes[character] ?? character) : value
}
