/** How a table of text is written down. */
export interface CsvDialect {
  readonly separator: string
  /**
   * `doubled`: quotes in quoted fields are doubled and a backslash is itself, as RFC 4180 and spreadsheets write. `backslash`:
   * it escapes what follows, quoted or not, as MySQL and PostgreSQL write text.
   */
  readonly escapes: 'doubled' | 'backslash'
}

export type Fields =
  | { readonly kind: 'fields'; readonly cells: readonly (string | null)[]; readonly end: number }
  /** The text ends in the midst of it. */
  | { readonly kind: 'open' }
  | { readonly kind: 'malformed'; readonly reason: string }

const quote = 34
const backslash = 92

/**
 * The fields of the record at `from`, of any number of lines. `\N` and `NULL` without quotes are null.
 *
 * @param isEnd  whether the end of the text ends the record too
 */
export function readFields(text: string, from: number, { separator, escapes }: CsvDialect, isEnd: boolean): Fields {
  const newline = text.indexOf('\n', from)
  if (newline < 0 && !isEnd) return { kind: 'open' }
  const line = text.slice(from, newline < 0 ? text.length : newline)
  const isPlain = !line.includes('"') && (escapes === 'doubled' || !line.includes('\\'))
  if (!isPlain) return readSlowly(text, from, { separator, escapes }, isEnd)
  const cells = (line.endsWith('\r') ? line.slice(0, -1) : line).split(separator)
  return { kind: 'fields', cells: cells.map(unquoted), end: newline < 0 ? text.length : newline + 1 }
}

const unquoted = (cell: string): string | null => (cell === 'NULL' || cell === '\\N' ? null : cell)

function readSlowly(text: string, from: number, dialect: CsvDialect, isEnd: boolean): Fields {
  const cells: (string | null)[] = []
  const separator = dialect.separator.charCodeAt(0)
  const open: Fields = isEnd ? { kind: 'malformed', reason: 'A quote is not closed.' } : { kind: 'open' }
  for (let at = from; ; at++) {
    let end: number
    if (text.charCodeAt(at) === quote) {
      const closing = closingQuote(text, at + 1, dialect)
      if (closing < 0 || (closing + 1 === text.length && !isEnd)) return open
      cells.push(unwrapped(text.slice(at + 1, closing), dialect, true))
      end = closing + 1
    } else {
      end = fieldEnd(text, at, separator, dialect)
      if (end < 0 && !isEnd) return { kind: 'open' }
      if (end < 0) end = text.length
      const isLast = end === text.length || text.charCodeAt(end) === 10
      const cell = text.slice(at, isLast && text.charCodeAt(end - 1) === 13 && end > at ? end - 1 : end)
      const plain = unquoted(cell)
      cells.push(plain && unwrapped(plain, dialect, false))
    }
    const next = text.charCodeAt(end) // NaN at the end of the text
    if (Number.isNaN(next)) return { kind: 'fields', cells, end }
    if (next === 10) return { kind: 'fields', cells, end: end + 1 }
    if (next === 13 && text.charCodeAt(end + 1) === 10) return { kind: 'fields', cells, end: end + 2 }
    if (next === 13 && end + 1 === text.length) return isEnd ? { kind: 'fields', cells, end: end + 1 } : { kind: 'open' }
    if (next !== separator) return { kind: 'malformed', reason: 'Text follows a closing quote.' }
    at = end
  }
}

function closingQuote(text: string, from: number, { escapes }: CsvDialect): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === backslash && escapes === 'backslash') at++
    else if (code === quote) {
      if (text.charCodeAt(at + 1) !== quote) return at
      at++
    }
  }
  return -1
}

/** A quote that does not begin its field is part of it, as in `5" tube`. */
function fieldEnd(text: string, from: number, separator: number, { escapes }: CsvDialect): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === separator || code === 10) return at
    if (code === backslash && escapes === 'backslash') at++
  }
  return -1
}

const meant: Readonly<Record<string, string>> = { '0': '\0', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', Z: '\x1a' }

function unwrapped(text: string, { escapes }: CsvDialect, isQuoted: boolean): string {
  const single = isQuoted && text.includes('""') ? text.replaceAll('""', '"') : text
  return escapes === 'doubled' ? single : unescaped(single)
}

/** What was meant, where a backslash escapes what follows. */
export const unescaped = (text: string): string =>
  text.includes('\\') ? text.replace(/\\([\s\S])/g, (_, escaped: string) => meant[escaped] ?? escaped) : text
