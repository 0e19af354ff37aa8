import { stat } from 'node:fs/promises'
import type { IncomingRow, Place } from '../core/migration/incoming.ts'
import {
  type MappedColumn,
  mapFor,
  parseColumnMap,
  rename,
  requireFoundColumns,
  requireKnownColumns,
  withMapped,
} from './column-map.ts'
import { readRecords } from './reading/framing.ts'
import { openText } from './reading/open-text.ts'
import type { RawRecord } from './reading/reading.ts'
import { showRow } from './show-row.ts'
import {
  type FoundTable,
  type ReadingOptions,
  type RecordReader,
  type SourceSystem,
  type Stage,
  stages,
} from './source-system.ts'
import { type Shape, type SurveyedFile, surveyFile, unwrapped } from './survey.ts'
import { sourceSystems } from './systems.ts'
import { UnreadableSource } from './unreadable-source.ts'

export interface SourceOptions extends ReadingOptions {
  /** By name; otherwise it is told by the columns. */
  readonly system?: string | undefined
  /** `TABLE.COLUMN=NAME`, see `parseColumnMap`. */
  readonly map?: readonly string[] | undefined
}

/** A table that was found in a file. */
export interface DetectedTable {
  readonly file: string
  readonly format: string
  /** What the file calls it. */
  readonly name: string
  /** What it is; `null`: nothing that is read. */
  readonly table: string | null
  readonly columns: readonly string[]
  readonly ignored: readonly string[]
  /** Its first rows by column, cut short, without anything secret. */
  readonly sample: readonly Readonly<Record<string, string>>[]
}

export interface Sources {
  readonly system: string
  readonly detected: readonly DetectedTable[]
  /** Everything the files hold: customers before what belongs to them. Each turn reads the files from their beginning. */
  readonly rows: AsyncIterable<IncomingRow>
  /** Of the turn that is going on: bytes, of which files that hold several tables are read more than once. */
  progress(): { readonly readBytes: number; readonly allBytes: number }
}

interface Table extends FoundTable {
  readonly shape: Shape
  readonly map: readonly MappedColumn[]
}

/**
 * Finds out what the files hold, and opens them for reading.
 *
 * @throws UnreadableSource when nothing in them is known, or a mapping is of nothing
 * @throws what node:fs throws when a file cannot be read
 */
export async function openSources(paths: readonly string[], options: SourceOptions = {}): Promise<Sources> {
  const map = parseColumnMap(options.map ?? [])
  const candidates = sourceSystems.filter(({ name }) => name === (options.system ?? name))
  if (candidates.length === 0)
    throw new UnreadableSource(`${options.system} is no system that is read. There are: ${names(sourceSystems)}.`)
  const files: SurveyedFile[] = []
  for (const path of paths) files.push(await surveyFile(path, sourceSystems))
  const shapes = files.flatMap((file) => [...file.shapes.values()])
  const { system, tables } = systemOf(shapes, candidates, map)
  requireKnownColumns(map, system)
  requireFoundColumns(
    map,
    shapes.map(({ columns }) => columns),
  )
  const turns = await planTurns(files, tables)
  let readBytes = 0
  const reading = {
    system,
    tables,
    turns,
    options,
    onBytes: (bytes: number) => {
      readBytes += bytes
    },
  }
  return {
    system: system.name,
    detected: files.flatMap((file) => [...file.shapes.values()].map((shape) => detectedTable(file, shape, tables))),
    rows: {
      [Symbol.asyncIterator]: () => {
        readBytes = 0
        return readAll(reading)
      },
    },
    progress: () => ({ readBytes, allBytes: turns.reduce((sum, { bytes }) => sum + bytes, 0) }),
  }
}

const names = (systems: readonly SourceSystem[]): string => systems.map(({ name }) => name).join(', ')

/** The system of which most columns are there. */
function systemOf(shapes: readonly Shape[], systems: readonly SourceSystem[], map: readonly MappedColumn[]) {
  const found = systems.map((system) => ({ system, tables: shapes.flatMap((shape) => tableOf(shape, system, map)) }))
  const known = ({ tables }: (typeof found)[number]): number =>
    tables.reduce((sum, { table, columns }) => sum + columns.filter((column) => table.columns.includes(column)).length, 0)
  const best = found.reduce((one, other) => (known(other) > known(one) ? other : one))
  if (best.tables.length > 0) return best
  const seen = shapes.map(({ file, name, columns }) => `  ${file}, ${name}: ${[...columns].slice(0, 30).join(', ')}`)
  throw new UnreadableSource(
    `Nothing here is known to be of ${names(systems)}. There is:\n${seen.join('\n') || '  no row'}\n` +
      'Columns that are called otherwise can be mapped, for example --map customers.email=mail.',
  )
}

function tableOf(shape: Shape, system: SourceSystem, map: readonly MappedColumn[]): Table[] {
  const table = system.tableOf(shape.name, withMapped(shape.columns, map))
  if (!table) return []
  const own = mapFor(table, shape.columns, map)
  const columns = [...new Set([...shape.columns, ...own.map(({ column }) => column)])]
  const example = rename(shape.rows[0] ?? {}, own)
  return [{ table, shape, map: own, columns, example }]
}

function detectedTable(file: SurveyedFile, shape: Shape, tables: readonly Table[]): DetectedTable {
  const found = tables.find((one) => one.shape === shape)
  const columns = [...shape.columns]
  const isRead = (column: string): boolean =>
    found !== undefined && (found.table.columns.includes(column) || found.map.some(({ source }) => source === column))
  return {
    ...{ file: file.path, format: file.format.name, name: shape.name, table: found?.table.name ?? null, columns },
    ignored: columns.filter((column) => !isRead(column)),
    sample: shape.rows.map((row) => showRow(row, found?.map ?? [])),
  }
}

/** A file that is read for one stage. */
interface Turn {
  readonly file: SurveyedFile
  readonly stage: Stage
  /** Whether it is the first one of its file: what cannot be read is told once. */
  readonly isFirst: boolean
  readonly bytes: number
}

/** Also a file in which nothing is known is read once, so that what is damaged in it is told. */
async function planTurns(files: readonly SurveyedFile[], tables: readonly Table[]): Promise<readonly Turn[]> {
  const seen = new Set<SurveyedFile>()
  const turns: Turn[] = []
  for (const stage of stages) {
    for (const file of files) {
      const isOfStage = tables.some(({ shape, table }) => shape.file === file.path && table.stage === stage)
      const isLeftOver = stage === 'after' && !seen.has(file)
      if (!isOfStage && !isLeftOver) continue
      turns.push({ file, stage, isFirst: !seen.has(file), bytes: (await stat(file.path)).size })
      seen.add(file)
    }
  }
  return turns
}

interface ReadingAll {
  readonly system: SourceSystem
  readonly tables: readonly Table[]
  readonly turns: readonly Turn[]
  readonly options: ReadingOptions
  readonly onBytes: (bytes: number) => void
}

async function* readAll({ system, tables, turns, options, onBytes }: ReadingAll): AsyncGenerator<IncomingRow> {
  const read = system.startReading(tables, options)
  for (const { file, stage, isFirst } of turns) {
    const own = new Map(tables.filter(({ shape }) => shape.file === file.path).map((table) => [table.shape.name, table]))
    for await (const readings of readRecords(openText(file.path, onBytes), file.format.createTaker())) {
      for (const reading of readings) {
        const place = { file: file.path, line: reading.line }
        if (reading.kind === 'record') yield* rowsOf(reading, place, { own, stage, read })
        else if (isFirst) yield { kind: 'rejected', place, field: null, reason: reading.reason }
      }
    }
  }
}

function rowsOf(
  record: RawRecord,
  place: Place,
  { own, stage, read }: { own: ReadonlyMap<string, Table>; stage: Stage; read: RecordReader },
): readonly IncomingRow[] {
  const { name, values } = unwrapped(record, place.file, sourceSystems)
  const found = own.get(name)
  return found?.table.stage === stage ? read(rename(values, found.map), found.table, place) : []
}
