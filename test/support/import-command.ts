/**
 * `patron import` of rows that are written as readers give them. With IMPORT_DIES_AT=n the process kills itself when it has made
 * its rejects durable for the nth time and has not committed what they belong to; with IMPORT_DIES_AT_ROW=n when it reads that row.
 */
import { open } from 'node:fs/promises'
import { Command } from 'commander'
import { addImportCommand } from '../../src/cli/commands/import.ts'
import type { OpenSources } from '../../src/control/import/source-files.ts'
import { openIncomingLines } from './incoming-lines.ts'

const { IMPORT_DIES_AT: diesAt, IMPORT_DIES_AT_ROW: diesAtRow, IMPORT_BATCH: batch } = process.env

const die = (): never => {
  process.kill(process.pid, 'SIGKILL')
  throw new Error('killed')
}

if (diesAt !== undefined) {
  const file = await open(import.meta.filename)
  const prototype = Object.getPrototypeOf(file)
  await file.close()
  const datasync = prototype.datasync
  let times = 0
  prototype.datasync = async function (this: unknown) {
    await datasync.call(this)
    times += 1
    if (times === Number(diesAt)) die()
  }
}

const openSources: OpenSources = async (files, options) => {
  const sources = await openIncomingLines(files, options)
  return { ...sources, rows: dying(sources.rows) }
}

async function* dying<Row>(rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  let at = 0
  for await (const row of rows) {
    at += 1
    if (at === Number(diesAtRow)) die()
    yield row
  }
}

const program = new Command('patron')
addImportCommand(program, async () => ({ openSources, customersAtOnce: Number(batch ?? 2_000) }))
try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
