import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { type TestContext, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { verify } from '@node-rs/argon2'
import { createHashPool, type HashPoolOptions } from '../../src/adapters/hashing/hash-pool.ts'
import { measureHashSpeed } from '../../src/adapters/hashing/hash-speed.ts'
import { Trouble } from '../../src/violations/trouble.ts'

const cheap = { memoryKib: 64, passes: 1, parallelism: 1 }
const poolModule = new URL('../../src/adapters/hashing/hash-pool.ts', import.meta.url).href
const workerModule = new URL('../../src/adapters/hashing/hash-worker.ts', import.meta.url).href

function startPool(t: TestContext, options: Partial<HashPoolOptions> = {}) {
  const pool = createHashPool({ workers: 2, deadlineMilliseconds: 30_000, ...cheap, ...options })
  t.after(() => pool.close())
  return pool
}

const script = (source: string) => new URL(`data:text/javascript,${encodeURIComponent(source)}`)

/** The worker as it is, in a thread that ends the moment it is at the password "crash". */
const fragileWorkerUrl = script(`
  import { parentPort } from 'node:worker_threads'
  const on = parentPort.on.bind(parentPort)
  const felling = (task) => (task.password === 'crash' ? { get kind() { throw new Error('felled') } } : task)
  const fragile = (listener) => (group) => listener({ ...group, tasks: group.tasks.map(felling) })
  parentPort.on = (event, listener) => on(event, fragile(listener))
  await import(${JSON.stringify(workerModule)})
`)

const troubleOf = async (hashed: Promise<string>) => {
  const reason = await hashed.then(
    () => undefined,
    (error: unknown) => error,
  )
  assert.ok(reason instanceof Trouble)
  return reason
}

test('a password comes back as an Argon2id string with the parameters set, a new salt each time, and it verifies', async (t) => {
  const pool = startPool(t, { memoryKib: 128, passes: 3 })
  const [one, other] = await Promise.all([pool.hash('Grüße, 世界 🙂', 'sign_in'), pool.hash('Grüße, 世界 🙂', 'sign_in')])
  assert.match(one, /^\$argon2id\$v=19\$m=128,t=3,p=1\$[^$]{22}\$[^$]{43}$/)
  assert.notEqual(one, other)
  assert.equal(await verify(one, Buffer.from('Grüße, 世界 🙂', 'utf8')), true)
  assert.equal(await verify(one, 'Grüße, 世界'), false)
})

test('every byte of a password counts: beyond the 72nd, after a NUL, and white space at the ends', async (t) => {
  const pool = startPool(t)
  const long = 'x'.repeat(72)
  for (const [password, similar] of [
    [`${long}a`, `${long}b`],
    ['a\0b', 'a\0c'],
    [' a ', 'a'],
    ['', ' '],
  ] as const) {
    const phc = await pool.hash(password, 'registration')
    assert.equal(await verify(phc, password), true)
    assert.equal(await verify(phc, similar), false)
  }
})

test('each of many callers gets the hash of its own password', async (t) => {
  const pool = startPool(t)
  const passwords = Array.from({ length: 100 }, (_, number) => `password ${number}`)
  const hashes = await Promise.all(passwords.map((password) => pool.hash(password, 'registration')))
  const verified = await Promise.all(hashes.map((phc, index) => verify(phc, passwords[index] ?? '')))
  assert.deepEqual(
    verified,
    passwords.map(() => true),
  )
  assert.equal(pool.figures().hashed, 100)
  assert.equal(pool.figures().busyWorkers, 0)
})

test('a sign-in is not held up by a flood of imports', async (t) => {
  const pool = startPool(t, { memoryKib: 1024 })
  let imported = 0
  const flood = Array.from({ length: 300 }, () => pool.hash('imported', 'import').then(() => (imported += 1)))
  await pool.hash('somebody waits for this', 'sign_in')
  assert.ok(imported < 300)
  await Promise.all(flood)
})

test('what cannot be hashed in time is refused at once, and what was let in is hashed', async (t) => {
  const pool = startPool(t, { memoryKib: 19_456, passes: 2, deadlineMilliseconds: 100 })
  const settled: string[] = []
  const flood = Array.from({ length: 200 }, async () => {
    const hashed = pool.hash('one of many', 'registration')
    await hashed.then(
      () => settled.push('hashed'),
      (error: Trouble) => settled.push(error.value.code),
    )
  })
  await nextTurn()
  assert.ok(settled.includes('busy'))
  assert.throws(() => pool.admit('registration'), { message: 'busy' })
  await Promise.all(flood)
  assert.deepEqual([...new Set(settled)].sort(), ['busy', 'hashed'])
  pool.admit('registration')
})

test('of each hash made it is told how long it had waited to begin, and in which lane', async (t) => {
  const waits: [milliseconds: number, lane: string][] = []
  const onWaited = (milliseconds: number, lane: string) => void waits.push([milliseconds, lane])
  const pool = startPool(t, { workers: 1, workerUrl: fragileWorkerUrl, onWaited })
  const hashed = Array.from({ length: 20 }, () => pool.hash('one after the other', 'registration'))
  await Promise.all([...hashed, troubleOf(pool.hash('crash', 'import'))])
  assert.deepEqual(
    waits.map(([, lane]) => lane),
    Array(20).fill('registration'),
  )
  const [first, last] = [waits[0]?.[0] ?? -1, waits.at(-1)?.[0] ?? -1]
  assert.ok(first >= 0 && last > 0)
})

test('when a worker crashes its one password fails, those behind it are hashed, and hashing goes on', async (t) => {
  const pool = startPool(t, { workers: 1, workerUrl: fragileWorkerUrl })
  await pool.hash('before', 'sign_in')
  const felled = troubleOf(pool.hash('crash', 'registration'))
  const behind = await Promise.all(['first', 'second', 'third'].map((password) => pool.hash(password, 'registration')))
  assert.deepEqual(await Promise.all(behind.map((phc, index) => verify(phc, ['first', 'second', 'third'][index] ?? ''))), [
    true,
    true,
    true,
  ])
  const { value, cause } = await felled
  assert.deepEqual(value, { code: 'internal' })
  assert.ok(cause instanceof Error && cause.message === 'felled')
  assert.equal(pool.figures().crashed, 1)
  await pool.hash('after', 'sign_in')
})

test('of many that a crashed worker was given together one fails, and the others are hashed', async (t) => {
  const pool = startPool(t, { workers: 1, workerUrl: fragileWorkerUrl })
  const passwords = Array.from({ length: 64 }, (_, index) => (index === 40 ? 'crash' : `password ${index}`))
  const hashed = await Promise.allSettled(passwords.map((password) => pool.hash(password, 'registration')))
  const right = hashed.map((one, index) => one.status === 'fulfilled' && verify(one.value, passwords[index] ?? ''))
  assert.deepEqual(
    await Promise.all(right),
    passwords.map((password) => password !== 'crash'),
  )
  assert.equal(pool.figures().crashed, 1)
})

test('an installation whose workers cannot start answers with a trouble instead of keeping people waiting', async (t) => {
  const pool = startPool(t, { workerUrl: script('throw new Error("no binding for this platform")') })
  const { value, cause } = await troubleOf(pool.hash('anything', 'sign_in'))
  assert.deepEqual(value, { code: 'internal' })
  assert.ok(cause instanceof Error && cause.message === 'no binding for this platform')
})

test('closing finishes what was let in and refuses what comes after', async (t) => {
  const pool = startPool(t, { workers: 1 })
  const letIn = Array.from({ length: 20 }, () => pool.hash('let in', 'registration'))
  const closed = pool.close()
  assert.deepEqual((await troubleOf(pool.hash('too late', 'sign_in'))).value, { code: 'busy', retryAfterSeconds: 1 })
  assert.throws(() => pool.admit('sign_in'), { message: 'busy' })
  await closed
  for (const phc of await Promise.all(letIn)) assert.match(phc, /^\$argon2id\$/)
  assert.equal(pool.figures().crashed, 0)
})

test('a process that closed its pool ends by itself', () => {
  const source = `
    const { createHashPool } = await import(${JSON.stringify(poolModule)})
    const pool = createHashPool({ workers: 2, deadlineMilliseconds: 30000, memoryKib: 64, passes: 1, parallelism: 1 })
    await pool.hash('one', 'sign_in')
    await pool.close()
    console.log('closed')`
  const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', source], { encoding: 'utf8', timeout: 60_000 })
  assert.deepEqual([ended.status, ended.stdout, ended.stderr], [0, 'closed\n', ''])
})

test('hashing gives way: its threads run at a lower priority, the event loop keeps its own', {
  skip: process.platform !== 'linux',
}, async (t) => {
  const before = getPriority()
  const pool = startPool(t)
  await Promise.all(Array.from({ length: 4 }, () => pool.hash('any', 'sign_in')))
  const niceOf = (task: string) => Number(readFileSync(`/proc/self/task/${task}/stat`, 'utf8').split(') ')[1]?.split(' ')[16])
  const nameOf = (task: string) => readFileSync(`/proc/self/task/${task}/comm`, 'utf8').trim()
  const hashing = readdirSync('/proc/self/task').filter((task) => nameOf(task) === 'patron-hash')
  assert.equal(hashing.length, 2)
  for (const task of hashing) assert.ok(niceOf(task) > before || before === 19)
  assert.equal(niceOf(String(process.pid)), before)
})

test('the speed of hashing is measured with real hashes, and nothing is left running', async () => {
  const { hashesPerSecond, millisecondsPerHash } = await measureHashSpeed(
    { workers: 2, ...cheap, memoryKib: 4096 },
    { milliseconds: 100 },
  )
  assert.ok(Number.isFinite(hashesPerSecond) && hashesPerSecond > 0)
  assert.ok(Number.isFinite(millisecondsPerHash) && millisecondsPerHash > 0)
})
