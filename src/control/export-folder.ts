import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Stringifier, stringify } from 'csv-stringify'
import { cells, type ExportedLine, imageOf, type Table, tablesOf } from '../formats/patron/tables.ts'

/**
 * Writes an export as files of CSV into the folder, and the images beside them, each for its owner only.
 *
 * @param pieces  the text of an export; lines may be cut anywhere
 * @param kind    what was asked for
 */
export async function writeTables(
  folder: string,
  pieces: AsyncIterable<string | Buffer>,
  kind: { withHashes: boolean; isOne: boolean },
): Promise<void> {
  const files = tablesOf(kind).map((table) => openTable(folder, table))
  const written = Promise.all(files.map(({ done }) => done))
  written.catch(() => {}) // told below, or by the row that could not be written
  try {
    await mkdir(join(folder, 'images'), { mode: 0o700 })
    for await (const line of linesOf(pieces)) {
      for (const file of files) await file.add(line)
      await writeImage(folder, line)
    }
  } catch (error) {
    for (const { stringifier } of files) stringifier.destroy()
    await written.catch(() => {})
    throw error
  }
  for (const { stringifier } of files) stringifier.end()
  await written
}

async function* linesOf(pieces: AsyncIterable<string | Buffer>): AsyncGenerator<ExportedLine> {
  const input = Readable.from(pieces, { objectMode: false })
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  let failure: unknown
  input.once('error', (error) => {
    failure = error
    lines.close()
  })
  for await (const line of lines) yield JSON.parse(line)
  if (failure) throw failure
}

interface OpenTable {
  readonly stringifier: Stringifier
  readonly done: Promise<void>
  /** Waits while the disk is slower than what is read. */
  add(line: ExportedLine): Promise<void>
}

function openTable(folder: string, { file, columns, rows }: Table): OpenTable {
  const stringifier = stringify({ ...cells, columns: [...columns] })
  const done = pipeline(stringifier, createWriteStream(join(folder, file), { flags: 'wx', mode: 0o600, flush: true }))
  return {
    stringifier,
    done,
    async add(line) {
      for (const row of rows(line)) if (!stringifier.write(row)) await Promise.race([once(stringifier, 'drain'), done])
    },
  }
}

async function writeImage(folder: string, line: ExportedLine): Promise<void> {
  const image = imageOf(line)
  if (image) await writeFile(join(folder, 'images', image.name), image.content, { flag: 'wx', mode: 0o600, flush: true })
}
