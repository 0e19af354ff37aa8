import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { wholeFile, wholeFolder } from '../adapters/files/whole-output.ts'
import { type Config, readConfig } from '../config/config.ts'
import { writeTables } from '../control/export-folder.ts'
import { askRunningServerForStream } from '../control/socket-client.ts'
import { joinExporting } from '../join/exporting.ts'
import { assertMigrated, openDatabase } from '../join/open-database.ts'

export interface ExportOptions {
  readonly tenant?: string
  readonly customer?: string
  readonly format: 'json-lines' | 'csv'
  readonly withHashes?: boolean
  readonly out?: string
  readonly json?: boolean
}

type Pieces = AsyncIterable<string | Buffer>

/** Writes customers where they are wanted; what is said of it goes to the errors. */
export async function exportCustomers(options: ExportOptions): Promise<void> {
  const { format, out, withHashes = false } = options
  if (format === 'csv' && out === undefined) throw new Error('CSV is several files. Name a folder for them: --out FOLDER')
  if (withHashes) process.stderr.write(aboutHashes)
  let customers = 0
  await onceInterrupted(async (signal) => {
    await withCustomers(options, async (pieces) => {
      const counted = counting(pieces, (found) => {
        customers += found
      })
      await write(counted, options, signal)
    })
  })
  say(options, customers)
}

const aboutHashes =
  'What is written holds password hashes. Whoever has it can try passwords on them at leisure: keep it secret, and delete it once it is imported.\n'

async function write(pieces: Pieces, { format, out, withHashes = false, customer }: ExportOptions, signal: AbortSignal) {
  const readable = Readable.from(pieces, { objectMode: false, signal })
  const kind = { withHashes, isOne: customer !== undefined }
  if (out === undefined) return writeOut(readable)
  if (format === 'csv') return wholeFolder(out, (folder) => writeTables(folder, readable, kind))
  return wholeFile(out, (file) => pipeline(readable, createWriteStream(file, { mode: 0o600 }), { signal }))
}

/** Not as a pipeline: that would close the output behind it. */
async function writeOut(pieces: Pieces): Promise<void> {
  const { promise: broken, reject } = Promise.withResolvers<never>()
  broken.catch(() => {}) // told by what is written next
  process.stdout.once('error', reject)
  for await (const piece of pieces) {
    const written = new Promise<void>((resolve, fail) =>
      process.stdout.write(piece, (error) => (error ? fail(error) : resolve())),
    )
    await Promise.race([written, broken])
  }
  process.stdout.off('error', reject)
}

/** Has the running server read them, or does it here. */
async function withCustomers(options: ExportOptions, use: (pieces: Pieces) => Promise<void>): Promise<void> {
  const config = readConfig(process.env)
  const { tenant, customer, withHashes } = options
  const given = { tenant, customer, withHashes }
  // PostgreSQL has room for another process; the embedded database has not.
  const pieces = config.databaseUrl === undefined ? await askRunningServerForStream(config.dataDir, 'export', given) : undefined
  return pieces ? use(pieces) : withOwnDatabase(config, given, use)
}

async function withOwnDatabase(config: Config, given: object, use: (pieces: Pieces) => Promise<void>): Promise<void> {
  const engine = await openDatabase(config, () => {})
  try {
    await assertMigrated(engine)
    await use(joinExporting({ engine, config }).export(given))
  } finally {
    await engine.close()
  }
}

const lineEnd = 10

async function* counting(pieces: Pieces, found: (lines: number) => void): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    const bytes = Buffer.from(piece as Buffer)
    let lines = 0
    for (let at = bytes.indexOf(lineEnd); at !== -1; at = bytes.indexOf(lineEnd, at + 1)) lines += 1
    found(lines)
    yield bytes
  }
}

/**
 * Leaves nothing half done when somebody ends it. Whoever reads the output may stop early (`| head`): that is no fault to tell, but
 * not everything was written.
 */
async function onceInterrupted(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const abort = new AbortController()
  const stop = () => abort.abort(new Error('The export was ended; nothing of it is left.'))
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    await work(abort.signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE'))
      throw abort.signal.aborted ? abort.signal.reason : error
    process.exitCode = brokenPipe
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

// What a shell gives a program that SIGPIPE ended: 128 + 13.
const brokenPipe = 141

function say({ tenant = 'default', format, out, withHashes = false, json }: ExportOptions, customers: number): void {
  if (process.exitCode === brokenPipe) return
  if (json) process.stderr.write(`${JSON.stringify({ tenant, customers, format, withHashes, out: out ?? null })}\n`)
  else
    process.stderr.write(
      `${customers} ${customers === 1 ? 'customer was' : 'customers were'} exported${out === undefined ? '' : ` to ${out}`}.\n`,
    )
}
