/**
 * Has Debian's Django dump a shop with the faults that shops have, brings its customers in with the command that operators use,
 * and signs every one of them in with the password they had: `npm run bench:dumpdata`.
 */
import assert from 'node:assert/strict'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scratchFolder } from '../test/support/scratch-folder.ts'
import { startDatabase } from './support/bench-database.ts'
import { runCommand } from './support/run-command.ts'
import { benchSettings, freePort, startServer } from './support/server-process.ts'

const bin = fileURLToPath(new URL('../bin/patron.js', import.meta.url))
const project = fileURLToPath(new URL('./dumpdata/', import.meta.url))
// Debian's own, whichever Python comes first in the path.
const python = '/usr/bin/python3'

interface Shopper {
  readonly email: string
  readonly password: string
  readonly comes: boolean
  readonly signsIn: boolean
}

const dumps: Readonly<Record<string, readonly string[]>> = {
  'plain.json': [],
  'natural.jsonl': ['--natural-foreign', '--natural-primary', '--indent', '2', '--format', 'jsonl'],
  'indented.json': ['--natural-foreign', '--indent', '2'],
}

/** @returns who is in the shop, which then is dumped into the folder */
async function dumpShop(folder: string): Promise<readonly Shopper[]> {
  cpSync(project, folder, { recursive: true })
  const environment = { DJANGO_SETTINGS_MODULE: 'settings', PYTHONPATH: folder }
  const run = (...given: string[]) => runCommand({ command: python, arguments: given, folder, environment })
  await run('-m', 'django', 'migrate', '--run-syncdb', '--verbosity', '0')
  const shoppers = JSON.parse(await run('fill.py')) as readonly Shopper[]
  for (const [file, options] of Object.entries(dumps))
    writeFileSync(join(folder, file), await run('-m', 'django', 'dumpdata', ...options))
  return shoppers
}

/** @throws AssertionError that names whoever came and should not have, or cannot sign in and should */
async function bringIn(file: string, shoppers: readonly Shopper[]): Promise<string> {
  const database = await startDatabase('pglite')
  const { settings } = database
  try {
    const environment = { ...benchSettings, ...settings }
    const patron = (...given: string[]) => runCommand({ command: process.execPath, arguments: [bin, ...given], environment })
    await patron('migrate')
    const lines = (await patron('import', file, '--json', '--rejects', `${file}.rejects`)).trim().split('\n')
    const report = JSON.parse(lines.at(-1) ?? '{}') as { taken: number; beside: Record<string, number> }
    assert.equal(report.taken, shoppers.filter(({ comes }) => comes).length, readFileSync(`${file}.rejects`, 'utf8'))
    assert.deepEqual(report.beside, { address: 150 })
    const port = await freePort()
    const server = await startServer({ settings, port })
    try {
      for (const shopper of shoppers) assert.equal(await signsIn(port, shopper), shopper.signsIn, `${shopper.email} of ${file}`)
    } finally {
      await server.stop()
    }
    return `${file}: ${report.taken} of ${shoppers.length} came, and each has the password they had`
  } finally {
    await database.close()
  }
}

async function signsIn(port: number, { email, password }: Shopper): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/auth/token/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  await answer.arrayBuffer()
  return answer.status === 200
}

const { folder, remove } = scratchFolder()
try {
  const shoppers = await dumpShop(folder)
  for (const file of Object.keys(dumps)) process.stdout.write(`${await bringIn(join(folder, file), shoppers)}\n`)
} finally {
  remove()
}
