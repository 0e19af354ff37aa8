import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { TestContext } from 'node:test'
import type { IncomingRow } from '../../src/core/migration/incoming.ts'
import { openSources, type SourceOptions, type Sources } from '../../src/formats/open-sources.ts'

/** Files of a folder that goes with the test, in the order they are named. */
export async function writeFiles(
  t: TestContext,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'patron-files-'))
  t.after(() => rm(folder, { recursive: true }))
  await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(folder, name), content)))
  return Object.keys(files).map((name) => join(folder, name))
}

/** What the files come to: rows whose place is told as `file:line`, without their folder. */
export async function readFiles(
  t: TestContext,
  files: Readonly<Record<string, string | Uint8Array>>,
  options: SourceOptions = {},
): Promise<{ readonly sources: Sources; readonly rows: readonly Told[] }> {
  const sources = await openSources(await writeFiles(t, files), options)
  const rows: Told[] = []
  for await (const row of sources.rows) rows.push(told(row))
  return { sources, rows }
}

type WithPlace<Row> = Row extends IncomingRow ? Omit<Row, 'place'> & { readonly at: string } : never
export type Told = WithPlace<IncomingRow>

function told({ place, ...row }: IncomingRow): Told {
  return { at: `${basename(place.file)}:${place.line}`, ...row } as Told
}

export const ofKind = <Kind extends Told['kind']>(rows: readonly Told[], kind: Kind) =>
  rows.filter((row): row is Extract<Told, { kind: Kind }> => row.kind === kind)

/** The faults, each as a line. */
export const rejections = (rows: readonly Told[]): readonly string[] =>
  ofKind(rows, 'rejected').map(({ at, field, reason }) => `${at} ${field ?? 'row'}: ${reason}`)
