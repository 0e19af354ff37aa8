import { type FileFormat, recogniseFormat, tableNameOf } from './reading/format.ts'
import { longestRecord, readRecords } from './reading/framing.ts'
import { BrokenOff, openText } from './reading/open-text.ts'
import type { RawRecord, Values } from './reading/reading.ts'
import type { SourceSystem } from './source-system.ts'

/** A table as it stands in a file, before anybody knows what it is. */
export interface Shape {
  readonly file: string
  /** What the file calls it. */
  readonly name: string
  readonly columns: ReadonlySet<string>
  /** The first of its rows. */
  readonly rows: readonly Values[]
}

export interface SurveyedFile {
  readonly path: string
  readonly format: FileFormat
  readonly shapes: ReadonlyMap<string, Shape>
}

const mostRows = 5
const sampleCharacters = 1_048_576 // the first escaped quote may be a thousand rows away
const mostColumns = 500 // of objects that name their members by values there is no end

/** Looks at what a file holds: at its beginning, or all through where several tables may stand in it. */
export async function surveyFile(path: string, systems: readonly SourceSystem[]): Promise<SurveyedFile> {
  const known = new Set(systems.flatMap(({ tables }) => tables.flatMap(({ columns }) => columns)))
  const start = await startOf(path)
  const format = await recogniseFormat(path, start, (name) => known.has(name))
  const shapes = new Map<string, { file: string; name: string; columns: Set<string>; rows: Values[] }>()
  for await (const readings of readRecords(format.isMixed ? openText(path) : once(start), format.createTaker())) {
    for (const reading of readings) {
      if (reading.kind === 'fault') continue
      const { name, values } = unwrapped(reading, path, systems)
      const shape = shapes.get(name) ?? { file: path, name, columns: new Set<string>(), rows: [] }
      shapes.set(name, shape)
      if (shape.rows.length < mostRows) shape.rows.push(values)
      if (shape.columns.size < mostColumns) for (const column in values) shape.columns.add(column)
    }
  }
  return { path, format, shapes }
}

async function* once(text: string): AsyncGenerator<string> {
  // The last line may be cut off, and says nothing then.
  yield text.slice(0, text.lastIndexOf('\n') + 1 || text.length)
}

/** @returns '' for an empty file */
async function startOf(path: string): Promise<string> {
  let start = ''
  let hasLine = false
  try {
    for await (const piece of openText(path)) {
      start += piece
      hasLine ||= piece.includes('\n')
      if (start.length >= (hasLine ? sampleCharacters : longestRecord)) break
    }
  } catch (error) {
    if (!(error instanceof BrokenOff)) throw error // where it breaks off is told by whoever reads it to the end
  }
  return start
}

/** The table a record is of, and its values without what a dump wrapped them in. */
export function unwrapped(
  { table, values }: Pick<RawRecord, 'table' | 'values'>,
  path: string,
  systems: readonly SourceSystem[],
): { name: string; values: Values } {
  if (table !== null) return { name: table, values }
  for (const system of systems) {
    const inner = system.unwrap?.(values)
    if (inner) return { name: inner.table, values: inner.values }
  }
  return { name: tableNameOf(path), values }
}
