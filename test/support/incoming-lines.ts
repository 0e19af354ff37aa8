import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { OpenSources } from '../../src/control/import/source-files.ts'
import type { IncomingRow } from '../../src/core/migration/incoming.ts'

const instants = /(?:At|At:)$/

/** Reads rows as JSON.stringify wrote them: instants are those whose names end in `At`, bytes are `{ "hex": … }`. */
export const incomingRow = (line: string): IncomingRow =>
  JSON.parse(line, (name, value) => {
    if (typeof value === 'string' && instants.test(name)) return new Date(value)
    const hex = typeof value === 'object' && value !== null && 'hex' in value ? value.hex : undefined
    return typeof hex === 'string' ? new Uint8Array(Buffer.from(hex, 'hex')) : value
  })

/** Files of such rows, a line each; a row without a place stands where it stands. */
export const openIncomingLines: OpenSources = async (files, { system = 'django' }) => ({
  system,
  detected: files.map((file) => ({ file, what: 'rows as they come from a reader', ignored: [], sample: [] })),
  rows: rowsOf(files),
  bytesRead: () => ({ readBytes: 0, allBytes: 0 }),
})

async function* rowsOf(files: readonly string[]): AsyncGenerator<IncomingRow> {
  for (const file of files) {
    let line = 0
    for await (const text of createInterface({ input: createReadStream(file) })) {
      line += 1
      yield { ...incomingRow(text), place: { file, line } }
    }
  }
}
