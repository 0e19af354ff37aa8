import type { Connection, Submittable } from 'pg'

/** What a connection of node-postgres does for COPY, which its types leave out. */
interface CopyingConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

// Each is copied on its way, and larger ones grow the buffer they are copied to step by step.
const pieceBytes = 65_536

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
    for (let at = 0; at < this.#rows.length; at += pieceBytes)
      connection.sendCopyFromChunk(this.#rows.subarray(at, at + pieceBytes))
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

/** A value that a row of COPY can have. */
export type CopyValue = string | number | boolean | Date | null | undefined

const mostBytesOfUnit = 3 // a UTF-16 unit in UTF-8

/** Rows in COPY's text format, as bytes: texts would be made twice, and kept until somebody looks for what nobody needs. */
export class CopyRows {
  #bytes = Buffer.allocUnsafe(65_536)
  #length = 0
  #rows = 0

  get rows(): number {
    return this.#rows
  }

  /** The bytes of the rows; good until the next one is added. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  add(values: readonly CopyValue[]): void {
    let line = ''
    for (let at = 0; at < values.length; at++) line += at === 0 ? copyText(values[at]) : `\t${copyText(values[at])}`
    line += '\n'
    this.#makeRoom(line.length * mostBytesOfUnit)
    this.#length += this.#bytes.write(line, this.#length)
    this.#rows += 1
  }

  clear(): void {
    this.#length = 0
    this.#rows = 0
  }

  #makeRoom(bytes: number): void {
    const needed = this.#length + bytes
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}

function copyText(value: CopyValue): string {
  if (value === null || value === undefined) return '\\N'
  if (typeof value === 'string') {
    return special.test(value) ? value.replace(allSpecial, (character) => escapes[character] ?? character) : value
  }
  return value instanceof Date ? value.toISOString() : String(value)
}
