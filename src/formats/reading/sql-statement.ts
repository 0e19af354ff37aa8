import { skipBlanks, textEnd } from './sql-row.ts'

/** Whether a comment begins here, and where it has ended; -1: not in this text. */
export function commentEnd(text: string, at: number): number | undefined {
  const begins = text.slice(at, at + 2)
  if (begins === '/*') {
    const end = text.indexOf('*/', at + 2)
    return end < 0 ? -1 : end + 2
  }
  // `\restrict` and the like are told to a client and not to the database.
  if (begins !== '--' && begins[0] !== '#' && begins[0] !== '\\') return undefined
  return text.indexOf('\n', at) + 1 || -1
}

/** Behind the bracket that closes the one at `from`, or the semicolon that ends what begins there; -1: not in this text. */
export function endOf(what: 'brackets' | 'statement', text: string, from: number, escapes: boolean): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 39 || code === 34 || code === 96) {
      at = textEnd(text, at, escapes && code !== 96) - 1
      if (at < 0) return -1
    } else if (code === 40) depth++
    else if (code === 41 && --depth === 0 && what === 'brackets') return at + 1
    else if (code === 59 && what === 'statement' && depth <= 0) return at + 1
    else if (what === 'statement' && (code === 35 || code === 45 || code === 47)) {
      const end = code === 45 && text.charCodeAt(at + 1) !== 45 ? undefined : commentEnd(text, at)
      if (end === -1) return -1
      if (end !== undefined) at = end - 1
    }
  }
  return -1
}

const name = '(?:`(?:[^`]|``)+`|"(?:[^"]|"")+"|[\\w$]+)'
const named = `(${name}(?:\\s*\\.\\s*${name})*)`

const heads = {
  insert: new RegExp(
    `(?:INSERT|REPLACE)\\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE)\\s+)*INTO\\s+${named}\\s*(\\([^()]*\\)\\s*)?VALUES?\\s*(?=\\()`,
    'iy',
  ),
  copy: new RegExp(`COPY\\s+${named}\\s*(\\([^()]*\\)\\s*)?FROM\\s+stdin\\s*;[^\\n]*\\n`, 'iy'),
  create: new RegExp(`CREATE\\s+(?:TEMPORARY\\s+|UNLOGGED\\s+)?TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?${named}\\s*(?=\\()`, 'iy'),
}

export interface Head {
  readonly kind: keyof typeof heads
  /** Without its schema. */
  readonly table: string
  readonly columns: readonly string[] | undefined
  /** Where its rows, or what it creates, begin. */
  readonly end: number
}

/** The statement at `from`, when it is of a kind that says something of rows. */
export function headAt(text: string, from: number): Head | undefined {
  for (const kind of ['insert', 'copy', 'create'] as const) {
    heads[kind].lastIndex = from
    const found = heads[kind].exec(text)
    if (!found) continue
    const [whole, path = '', list] = found
    const columns = list && namesIn(list)
    return { kind, table: namesIn(path).at(-1) ?? '', columns: columns || undefined, end: from + whole.length }
  }
  return undefined
}

const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(new RegExp(name, 'g'))].map(([found]) =>
    /^[`"]/.test(found) ? found.slice(1, -1).replaceAll(/``|""/g, (two) => two.slice(1)) : found,
  )

const noColumn = /^(?:PRIMARY|UNIQUE|KEY|INDEX|CONSTRAINT|FULLTEXT|SPATIAL|FOREIGN|CHECK|EXCLUDE|LIKE)\b/i

/** The names of the columns in `(…)` of a CREATE TABLE, in their order. */
export function createdColumns(definition: string, escapes: boolean): readonly string[] {
  const columns: string[] = []
  for (let at = 1; at < definition.length; ) {
    at = skipBlanks(definition, at)
    const begins = new RegExp(name, 'y')
    begins.lastIndex = at
    const [found] = begins.exec(definition) ?? []
    if (found && !noColumn.test(definition.slice(at, at + 20))) columns.push(...namesIn(found))
    at = partEnd(definition, at, escapes) + 1
  }
  return columns
}

/** The comma, or the last bracket, behind the part at `from`. */
function partEnd(definition: string, from: number, escapes: boolean): number {
  for (let at = from; at < definition.length; at++) {
    const code = definition.charCodeAt(at)
    if (code === 44) return at
    const end = code === 40 ? endOf('brackets', definition, at, escapes) : 0
    const quoted = code === 39 || code === 34 || code === 96 ? textEnd(definition, at, escapes && code !== 96) : 0
    if (end < 0 || quoted < 0) return definition.length
    if (end || quoted) at = (end || quoted) - 1
  }
  return definition.length
}
