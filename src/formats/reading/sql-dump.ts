import { columnNames } from './csv.ts'
import { unescaped } from './csv-fields.ts'
import { lineAt } from './lines.ts'
import { type Fault, fault, type Reading, type Taken, type Taker } from './reading.ts'
import { readRow, skipBlanks } from './sql-row.ts'
import { commentEnd, createdColumns, endOf, type Head, headAt } from './sql-statement.ts'

/** What ends the dumps that say so, by how they begin. */
const endings: readonly (readonly [begins: RegExp, ends: string])[] = [
  [/^-- (?:MySQL|MariaDB) dump/m, '-- Dump completed'],
  [/^-- PostgreSQL database dump$/m, '-- PostgreSQL database dump complete'],
]

/**
 * Reads the rows of a dump: INSERT statements of any number of rows, and PostgreSQL's COPY blocks. Columns are those of the
 * statement, or of the CREATE TABLE before it. Everything else is passed over. `line` counts the rows of the dump, since one
 * line of it may hold ten thousand.
 */
export function createSqlTaker(): Taker {
  return new SqlTaker()
}

class SqlTaker implements Taker {
  #row = 1
  #state: 'start' | 'statements' | 'rows' | 'copy' | 'body' | 'lost' = 'start'
  #table = ''
  #columns: readonly string[] | undefined
  readonly #created = new Map<string, readonly string[]>()
  #escapes = true
  #ending: string | undefined

  take(text: string, from: number, isEnd: boolean): Taken | undefined {
    switch (this.#state) {
      case 'start':
        return this.#begin(text, from, isEnd)
      case 'statements':
        return this.#takeStatement(text, from, isEnd)
      case 'rows':
        return this.#takeRow(text, from, isEnd)
      case 'copy':
        return this.#takeLine(text, from, isEnd)
      case 'body':
        return this.#skipBody(text, from, isEnd)
      case 'lost':
        return { end: text.length }
    }
  }

  /** Who wrote the dump decides what a backslash is. */
  #begin(text: string, from: number, isEnd: boolean): Taken | undefined {
    if (text.length < 4096 && !isEnd) return undefined
    const start = text.slice(0, 4096)
    this.#ending = endings.find(([begins]) => begins.test(start))?.[1]
    this.#escapes = !/^-- PostgreSQL database dump/m.test(start) && !/NO_BACKSLASH_ESCAPES/.test(start)
    this.#state = 'statements'
    return this.#takeStatement(text, from, isEnd)
  }

  #takeStatement(text: string, from: number, isEnd: boolean): Taken | undefined {
    const at = skipBlanks(text, from)
    if (at === text.length || text[at] === ';') return { end: Math.min(at + 1, text.length) }
    const afterComment = commentEnd(text, at)
    if (afterComment !== undefined) {
      if (afterComment < 0 && !isEnd) return undefined
      const end = afterComment < 0 ? text.length : afterComment
      if (this.#ending && text.startsWith(this.#ending, at)) this.#ending = undefined
      return { end }
    }
    // A list of columns is never as long as this, so that what is none is known as such.
    if (text.length - at < 16_384 && !isEnd && endOf('statement', text, at, this.#escapes) < 0) return undefined
    if (/^DELIMITER/i.test(text.slice(at, at + 9)) && !isEnd && !text.includes('\n', at)) return undefined
    const delimiter = /DELIMITER\s+(\S+)[^\n]*(?:\n|$)/iy
    delimiter.lastIndex = at
    const [whole, mark] = delimiter.exec(text) ?? []
    if (whole) return this.#become(mark === ';' ? 'statements' : 'body', at + whole.length)
    const head = headAt(text, at)
    if (head && head.kind !== 'create') return this.#begunRows(head)
    return this.#passOver(text, at, isEnd, head)
  }

  #become(state: 'statements' | 'rows' | 'copy' | 'body', end: number): Taken {
    this.#state = state
    return { end }
  }

  #begunRows({ kind, table, columns, end }: Head): Taken {
    this.#table = table
    const known = columns ?? this.#created.get(table)
    this.#columns = known && columnNames(known)
    return this.#become(kind === 'insert' ? 'rows' : 'copy', end)
  }

  #passOver(text: string, at: number, isEnd: boolean, head: Head | undefined): Taken | undefined {
    const end = endOf('statement', text, at, this.#escapes)
    if (end < 0) return isEnd ? { end: text.length, reading: this.#brokenOff() } : undefined
    if (head) this.#created.set(head.table, createdColumns(text.slice(head.end, end), this.#escapes))
    if (!/^(?:INSERT|REPLACE)\b/i.test(text.slice(at, at + 8))) return { end }
    return { end, reading: fault(this.#row++, 'An INSERT statement is not understood, and none of it is read.') }
  }

  #takeRow(text: string, from: number, isEnd: boolean): Taken | undefined {
    const at = skipBlanks(text, from)
    if (at === text.length || text[at] === ',') return { end: Math.min(at + 1, text.length) }
    if (text[at] !== '(') return this.#become('statements', at)
    const row = readRow(text, at, this.#escapes)
    if (row.kind === 'row') return { end: row.end, reading: this.#record(row.values) }
    const end = row.kind === 'open' ? -1 : endOf('brackets', text, at, this.#escapes)
    if (end >= 0) return { end, reading: fault(this.#row++, `A row of ${this.#table} holds something that is no value.`) }
    return isEnd ? { end: text.length } : undefined
  }

  #takeLine(text: string, from: number, isEnd: boolean): Taken | undefined {
    const { end, next } = lineAt(text, from)
    if (next < 0) return isEnd ? { end: text.length } : undefined
    if (text.slice(from, end) === '\\.') return this.#become('statements', next)
    return { end: next, reading: this.#record(text.slice(from, end).split('\t').map(copiedCell)) }
  }

  #record(cells: readonly unknown[]): Reading {
    const line = this.#row++
    const columns = this.#columns
    if (!columns) return fault(line, `Nothing says what the columns of ${this.#table} are called: dump it with its CREATE TABLE.`)
    if (cells.length !== columns.length) {
      return fault(line, `The row of ${this.#table} has ${cells.length} values and not ${columns.length}.`)
    }
    const values: Record<string, unknown> = {}
    for (let at = 0; at < columns.length; at++) values[columns[at] ?? ''] = cells[at]
    return { kind: 'record', line, table: this.#table, values }
  }

  /** Triggers and procedures stand between two delimiters, and have semicolons of their own. */
  #skipBody(text: string, from: number, isEnd: boolean): Taken | undefined {
    const { next } = lineAt(text, from)
    if (next < 0 && !isEnd) return undefined
    const line = text.slice(from, next < 0 ? text.length : next)
    if (/^\s*DELIMITER\s+;\s*$/i.test(line)) this.#state = 'statements'
    return { end: from + line.length }
  }

  giveUp(text: string): Taken {
    this.#state = 'lost'
    this.#ending = undefined
    return {
      end: text.length,
      reading: fault(this.#row, 'Something here is too long, or does not end. What follows is not read.'),
    }
  }

  finish(): Fault | undefined {
    if (this.#state === 'rows' || this.#state === 'copy') return this.#brokenOff()
    return this.#ending ? this.#brokenOff() : undefined
  }

  #brokenOff(): Fault {
    this.#ending = undefined
    this.#state = 'lost'
    return fault(this.#row, 'The dump breaks off here: its end is missing.')
  }

  line(): number {
    return this.#row
  }
}

/** A word of its own is null in COPY, and no other. */
const copiedCell = (cell: string): string | null => (cell === '\\N' ? null : unescaped(cell))
