import { type CsvDialect, readFields } from './csv-fields.ts'
import { countLines, lineAt } from './lines.ts'
import { type Fault, fault, type Taken, type Taker } from './reading.ts'

/**
 * Reads a table of text. A record that is damaged is told with the line it begins at, and reading goes on with the line after
 * that: one stray quote costs its record and not the rest of the file.
 *
 * @param columns  of a file that does not begin with their names
 */
export function createCsvTaker(dialect: CsvDialect, columns?: readonly string[]): Taker {
  return new CsvTaker(dialect, columns)
}

class CsvTaker implements Taker {
  readonly #dialect: CsvDialect
  #columns: readonly string[] | undefined
  #line = 1
  #isSkipping = false

  constructor(dialect: CsvDialect, columns?: readonly string[]) {
    this.#dialect = dialect
    this.#columns = columns
  }

  take(text: string, from: number, isEnd: boolean): Taken | undefined {
    if (this.#isSkipping) return this.#skipLine(text, from)
    const fields = readFields(text, from, this.#dialect, isEnd)
    if (fields.kind === 'open') return undefined
    if (fields.kind === 'malformed') return this.#refuseLine(text, from, fields.reason)
    const line = this.#line
    this.#line += countLines(text, from, fields.end)
    return { end: fields.end, ...this.#read(fields.cells, line) }
  }

  #read(cells: readonly (string | null)[], line: number): Pick<Taken, 'reading'> {
    const columns = this.#columns
    if (!columns) {
      this.#columns = columnNames(cells)
      return {}
    }
    if (cells.length !== columns.length) {
      if (cells.length === 1 && cells[0] === '') return {}
      return { reading: fault(line, `The row has ${cells.length} fields and not ${columns.length}.`) }
    }
    const values: Record<string, unknown> = {}
    for (let at = 0; at < columns.length; at++) values[columns[at] ?? ''] = cells[at]
    return { reading: { kind: 'record', line, table: null, values } }
  }

  giveUp(text: string, from: number): Taken {
    return this.#refuseLine(text, from, 'The row is too long, or a quote in it is not closed.')
  }

  #refuseLine(text: string, from: number, reason: string): Taken {
    const reading = fault(this.#line, reason)
    return { ...this.#skipLine(text, from), reading }
  }

  #skipLine(text: string, from: number): Taken {
    const { next } = lineAt(text, from)
    this.#isSkipping = next < 0
    if (this.#isSkipping) return { end: text.length }
    this.#line++
    return { end: next }
  }

  finish(): Fault | undefined {
    return undefined
  }

  line(): number {
    return this.#line
  }
}

/** Names that stand there twice, as in a join, keep their second place under another name. */
export function columnNames(cells: readonly (string | null)[]): readonly string[] {
  const seen = new Map<string, number>()
  return cells.map((cell) => {
    const name = cell?.trim() ?? ''
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name} (${times})`
  })
}
