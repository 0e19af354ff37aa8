import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { scratchFolder } from '../support/scratch-folder.ts'

// Three times what may wait, in lines of 200 bytes and more.
const lines = 15_000
const writing = `
  import { createLogger } from ${JSON.stringify(join(import.meta.dirname, '../../src/adapters/log/logger.ts'))}
  const logger = createLogger('info')
  for (let n = 0; n < ${lines}; n += 1) logger.info({ n, filling: 'x'.repeat(200) }, 'a line')
  process.stderr.write('written')
  process.exit(0)
`

/** Writes the lines to this file in a process of its own. @returns what that says when it is through */
async function writeTo(t: TestContext, file: number): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', writing], {
    stdio: ['ignore', file, 'pipe'],
  })
  t.after(() => child.kill('SIGKILL'))
  return text(child.stderr ?? assert.fail())
}

test('a disk without room for the log takes nothing but the log', { skip: process.platform !== 'linux' }, async (t) => {
  const full = openSync('/dev/full', 'w')
  t.after(() => closeSync(full))
  assert.equal(await writeTo(t, full), 'written')
})

test('whoever stops reading the log stops nothing but the log, and finds whole lines', {
  skip: process.platform === 'win32',
}, async (t) => {
  const { folder, remove } = scratchFolder()
  t.after(remove)
  const path = join(folder, 'log')
  execFileSync('mkfifo', [path])
  const unread = openSync(path, 'r+')
  t.after(() => closeSync(unread))
  assert.equal(await writeTo(t, unread), 'written')
  const read = Buffer.alloc(4_096)
  const [first = ''] = read.toString('utf8', 0, readSync(unread, read)).split('\n')
  assert.equal((JSON.parse(first) as { n: number }).n, 0)
})
