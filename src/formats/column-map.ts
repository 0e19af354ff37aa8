import type { Values } from './reading/reading.ts'
import type { SourceSystem, SourceTable } from './source-system.ts'
import { UnreadableSource } from './unreadable-source.ts'

/** Says that a column is called otherwise in the files; without a table, in every table that has one of the name. */
export interface MappedColumn {
  readonly table: string | undefined
  readonly column: string
  readonly source: string
}

/**
 * Reads `customers.email=mail` or `email=mail_address`: what we call it, and what the files do.
 *
 * @throws UnreadableSource
 */
export function parseColumnMap(texts: readonly string[]): readonly MappedColumn[] {
  return texts.map((text) => {
    const [, table, column, source] = /^(?:([\w-]+)\.)?(\w+)=(.+)$/.exec(text.trim()) ?? []
    if (column && source) return { table, column, source }
    throw new UnreadableSource(
      `"${text}" maps nothing: write TABLE.COLUMN=NAME or COLUMN=NAME, for example customers.email=mail.`,
    )
  })
}

/** @throws UnreadableSource for a table or column that the system does not have; it lists those there are */
export function requireKnownColumns(map: readonly MappedColumn[], { name: system, tables }: SourceSystem): void {
  for (const { table, column } of map) {
    const meant = tables.filter(({ name }) => table === undefined || name === table)
    if (meant.some(({ columns }) => columns.includes(column))) continue
    const known = (meant.length > 0 ? meant : tables).map(({ name, columns }) => `  ${name}: ${columns.join(', ')}`)
    const asked = table === undefined ? column : `${table}.${column}`
    throw new UnreadableSource(`${asked} is nothing that is read of ${system}. There is:\n${known.join('\n')}`)
  }
}

/** @throws UnreadableSource when no file has a column that was named */
export function requireFoundColumns(map: readonly MappedColumn[], found: readonly ReadonlySet<string>[]): void {
  const missing = map.find(({ source }) => !found.some((columns) => columns.has(source)))
  if (missing) throw new UnreadableSource(`No file has a column ${missing.source}, which ${missing.column} was mapped to.`)
}

/** The columns with what they may be renamed to beside them, for telling which table they are of. */
export const withMapped = (columns: ReadonlySet<string>, map: readonly MappedColumn[]): ReadonlySet<string> =>
  new Set([...columns, ...map.filter(({ source }) => columns.has(source)).map(({ column }) => column)])

/** Those of the map that this table has, and the columns it is found with. */
export const mapFor = (table: SourceTable, columns: ReadonlySet<string>, map: readonly MappedColumn[]): readonly MappedColumn[] =>
  map.filter((one) => (one.table ?? table.name) === table.name && table.columns.includes(one.column) && columns.has(one.source))

export function rename(values: Values, map: readonly MappedColumn[]): Values {
  if (map.length === 0) return values
  const renamed: Record<string, unknown> = { ...values }
  for (const { column, source } of map) renamed[column] = values[source]
  return renamed
}
