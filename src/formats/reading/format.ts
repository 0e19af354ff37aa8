import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { columnNames, createCsvTaker } from './csv.ts'
import { type CsvDialect, readFields } from './csv-fields.ts'
import { createJsonLinesTaker } from './json-lines.ts'
import { createJsonListTaker } from './json-list.ts'
import { parseObject } from './parse-json.ts'
import type { Taker } from './reading.ts'
import { createSqlTaker } from './sql-dump.ts'
import { createdColumns, endOf, headAt } from './sql-statement.ts'

/** How a file is written down, and a reader that begins at its beginning. */
export interface FileFormat {
  readonly name: 'CSV' | 'JSON lines' | 'JSON list' | 'SQL'
  /** Whether one file may hold several tables. */
  readonly isMixed: boolean
  createTaker(): Taker
}

/**
 * Tells by its first characters how a file is written down.
 *
 * @param isColumn  whether a name is that of a column somebody knows: a first line without any is a row
 */
export async function recogniseFormat(path: string, start: string, isColumn: (name: string) => boolean): Promise<FileFormat> {
  const begins = start.trimStart()
  if (begins.startsWith('[')) return { name: 'JSON list', isMixed: true, createTaker: createJsonListTaker }
  const isJson = begins.startsWith('{') && begins.split('\n', 50).some((line) => parseObject(line) !== undefined)
  if (isJson) return { name: 'JSON lines', isMixed: true, createTaker: createJsonLinesTaker }
  const isSql = /\.sql(?:\.gz)?$/i.test(path) || /^(?:INSERT\s+INTO|CREATE\s+TABLE|COPY)\s.*(?:[(;]|VALUES)/im.test(begins)
  if (isSql) return { name: 'SQL', isMixed: true, createTaker: createSqlTaker }
  const dialect = csvDialect(start)
  const columns = await columnsBeside(path, start, dialect, isColumn)
  return { name: 'CSV', isMixed: false, createTaker: () => createCsvTaker(dialect, columns) }
}

/** The separator is what the first line has most of; which escapes there are is seen where one is used. */
export function csvDialect(start: string): CsvDialect {
  const [first = ''] = start.split('\n', 1)
  const bare = first.replace(/"(?:[^"]|"")*"/g, '')
  const times = (separator: string): number => bare.split(separator).length - 1
  const separator = [',', ';', '\t', '|'].reduce((most, one) => (times(one) > times(most) ? one : most))
  return { separator, escapes: escapesIn(start, separator) }
}

function escapesIn(start: string, separator: string): CsvDialect['escapes'] {
  const edge = separator === '|' ? '\\|' : separator
  // MySQL writes such tables with tabs, and so does PostgreSQL; neither quotes, as spreadsheets do.
  if (separator === '\t' && (!/(?:^|[\t\n])"/.test(start) || /\\[ntN\\]/.test(start))) return 'backslash'
  const escapedQuote = new RegExp(`[^\\\\${edge}\\n]\\\\"(?![${edge}\\r\\n]|$)`)
  if (escapedQuote.test(start)) return 'backslash'
  const doubledQuote = new RegExp(`[^${edge}\\n"]""|""[^${edge}\\r\\n"]`)
  if (doubledQuote.test(start)) return 'doubled'
  const nullWord = new RegExp(`(?:^|[${edge}\\n])\\\\N(?=[${edge}\\r\\n]|$)`)
  return nullWord.test(start) ? 'backslash' : 'doubled'
}

/** `mysqldump --tab` writes rows without names, and the names into a file beside. */
async function columnsBeside(
  path: string,
  start: string,
  dialect: CsvDialect,
  isColumn: (name: string) => boolean,
): Promise<readonly string[] | undefined> {
  const fields = readFields(start, 0, dialect, true)
  if (fields.kind !== 'fields' || columnNames(fields.cells).some(isColumn)) return undefined
  const beside = path.replace(/\.(?:txt|tsv|csv)(?:\.gz)?$/i, '.sql')
  if (beside === path) return undefined
  const definition = await readFile(beside, 'utf8').catch(() => '')
  const at = definition.search(/CREATE\s+TABLE/i)
  const head = at < 0 ? undefined : headAt(definition, at)
  const end = head ? endOf('brackets', definition, head.end, true) : -1
  return head && end >= 0 ? columnNames(createdColumns(definition.slice(head.end, end), true)) : undefined
}

/** What a table is called whose file says nothing of it: the file's name without its endings. */
export const tableNameOf = (path: string): string => basename(path).replace(/(?:\.[A-Za-z]\w*)+$/, '')
