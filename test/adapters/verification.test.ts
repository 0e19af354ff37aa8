import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { hashSync as bcrypt } from '@node-rs/bcrypt'
import { createHashPool, type HashPoolOptions } from '../../src/adapters/hashing/hash-pool.ts'

const cheap = { memoryKib: 64, passes: 1, parallelism: 1 }
const md5Of = (password: string) => `md5$salt$${createHash('md5').update(`salt${password}`).digest('hex')}`

function startPool(t: TestContext, options: Partial<HashPoolOptions> = {}) {
  const pool = createHashPool({ workers: 2, deadlineMilliseconds: 30_000, ...cheap, ...options })
  t.after(() => pool.close())
  return pool
}

/** The worker as it is, but the password "held" is worked on only when the next task has come. */
const holdingWorkerUrl = new URL(
  `data:text/javascript,${encodeURIComponent(`
  import { parentPort } from 'node:worker_threads'
  const on = parentPort.on.bind(parentPort)
  let held
  const holding = (listener) => (group) => {
    if (group.tasks.some((task) => task.password === 'held')) return void (held = group)
    if (held) listener(held)
    held = undefined
    listener(group)
  }
  parentPort.on = (event, listener) => on(event, holding(listener))
  await import(${JSON.stringify(new URL('../../src/adapters/hashing/hash-worker.ts', import.meta.url).href)})
`)}`,
)

test('a password we hashed is verified, and no other', async (t) => {
  const pool = startPool(t)
  const hash = await pool.hash('Grüße, 世界 🙂', 'registration')
  assert.equal(await pool.verify('Grüße, 世界 🙂', hash), true)
  assert.equal(await pool.verify('Grüße, 世界', hash), false)
})

test('threads for foreign hashes start with the first of them', async (t) => {
  const pool = startPool(t)
  await pool.verify('any', await pool.hash('any', 'sign_in'))
  await pool.verify('any', '!')
  assert.equal(pool.figures().foreign, undefined)
  assert.equal(await pool.verify('any', md5Of('any')), true)
  assert.equal(pool.figures().foreign?.hashed, 1)
  assert.equal(pool.figures().hashed, 2)
})

test('a flood of foreign verifications keeps no verification of our own waiting', async (t) => {
  const pool = startPool(t)
  const hash = await pool.hash('ours', 'sign_in')
  const foreign = bcrypt('theirs', 8)
  let verified = 0
  const flood = Array.from({ length: 100 }, () => pool.verify('theirs', foreign).then(() => (verified += 1)))
  assert.equal(await pool.verify('ours', hash), true)
  assert.ok(verified < 100)
  await Promise.all(flood)
})

test('while a foreign verification does not end our own do, and the other way round', async (t) => {
  const pool = startPool(t, { workers: 1, workerUrl: holdingWorkerUrl })
  const hash = await pool.hash('ours', 'sign_in')
  const done: string[] = []
  const foreign = pool.verify('held', md5Of('held')).then((right) => done.push(`foreign ${right}`))
  assert.equal(await pool.verify('ours', hash), true)
  assert.equal(done.length, 0)
  await Promise.all([foreign, pool.verify('the next', md5Of('any'))])
  assert.deepEqual(done, ['foreign true'])

  const own = pool.verify('held', hash).then((right) => done.push(`own ${right}`))
  assert.equal(await pool.verify('theirs', md5Of('theirs')), true)
  assert.deepEqual(done, ['foreign true'])
  await Promise.all([own, pool.verify('the next', hash)])
  assert.deepEqual(done, ['foreign true', 'own false'])
})

test('foreign verifications that cannot be done in time are refused at once, while our own are let in', async (t) => {
  const pool = startPool(t, { deadlineMilliseconds: 50 })
  const [first, second] = await Promise.allSettled([pool.verify('any', md5Of('any')), pool.verify('any', md5Of('any'))])
  assert.equal(first.status, 'fulfilled')
  assert.ok(second.status === 'rejected' && second.reason.message === 'busy')
  assert.equal(pool.figures().foreign?.refused, 1)
  assert.equal(pool.figures().refused, 0)
  pool.admit('sign_in')
})

const absurd = {
  'an empty text': '',
  'a round count of 20 digits': `pbkdf2_sha256$99999999999999999999$salt$${Buffer.alloc(32).toString('base64')}`,
  'a terabyte of scrypt': `scrypt$1073741824$salt$8$1$${Buffer.alloc(64).toString('base64')}`,
  'a terabyte of Argon2': '$argon2id$v=19$m=1073741824,t=1,p=1$c29tZXNhbHQ$q83vEjRWeJA',
  'Argon2 with a salt of three bytes': 'argon2$argon2id$v=19$m=64,t=1,p=1$c2Fs$q83vEjRWeJCrze8SNFZ4kA',
  'Argon2 with base64 that ends between two bytes': '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$q83vE',
  'bcrypt of cost 31': `$2y$31$${'.'.repeat(53)}`,
  'a million characters': `md5$${'s'.repeat(1_000_000)}$${'0'.repeat(32)}`,
}
test('malformed and absurd hashes count as wrong passwords, and verifying goes on', async (t) => {
  const pool = startPool(t)
  const own = await pool.hash('any', 'sign_in')
  for (const [what, hash] of Object.entries(absurd)) assert.equal(await pool.verify('any', hash), false, what)
  assert.equal(await pool.verify('any', md5Of('any')), true)
  assert.equal(await pool.verify('any', own), true)
  assert.equal(pool.figures().crashed + (pool.figures().foreign?.crashed ?? 0), 0)
})

test('a hash is outdated unless it is Argon2id of the memory, passes and lanes set', async (t) => {
  const pool = startPool(t)
  assert.equal(pool.isOutdated(await pool.hash('any', 'sign_in')), false)
  for (const other of [{ memoryKib: 65 }, { memoryKib: 6 * 64 }, { passes: 2 }, { parallelism: 2 }]) {
    assert.equal(pool.isOutdated(await startPool(t, other).hash('any', 'sign_in')), true)
  }
  for (const hash of ['', '!', md5Of('any'), `argon2${await pool.hash('any', 'sign_in')}`]) {
    assert.equal(pool.isOutdated(hash), true)
  }
})

test('the decoy is made once, costs what our own cost, and nothing verifies against it', async (t) => {
  const pool = startPool(t)
  const decoy = await pool.decoy()
  assert.equal(await pool.decoy(), decoy)
  assert.match(decoy, /^\$argon2id\$v=19\$m=64,t=1,p=1\$[^$]{22}\$[^$]{43}$/)
  assert.equal(pool.isOutdated(decoy), false)
  for (const password of ['', 'password', decoy]) assert.equal(await pool.verify(password, decoy), false)
  assert.equal(pool.figures().hashed, 3) // each was worked out in full
  assert.notEqual(await startPool(t).decoy(), decoy)
})

test('what a foreign scheme takes is measured once, with three verifications, however many ask', async (t) => {
  const pool = startPool(t)
  const [one, other] = await Promise.all([pool.millisecondsOf('bcrypt$4'), pool.millisecondsOf('bcrypt$4')])
  assert.ok(Number.isFinite(one) && one > 0)
  assert.equal(other, one)
  assert.equal(await pool.millisecondsOf('bcrypt$4'), one)
  assert.equal(pool.figures().foreign?.hashed, 3)
})

test('our own scheme, and what is never verified, take nothing and are not measured', async (t) => {
  const pool = startPool(t)
  for (const scheme of ['argon2id', 'unusable', '', 'scrypt$3$8$1', 'bcrypt$31']) {
    assert.equal(await pool.millisecondsOf(scheme), 0, scheme)
  }
  assert.equal(pool.figures().foreign, undefined)
})

test('a measurement that found no room is made when asked for again', async (t) => {
  const pool = startPool(t, { deadlineMilliseconds: 50 })
  const first = pool.verify('any', md5Of('any'))
  await assert.rejects(pool.millisecondsOf('md5'), { message: 'busy' })
  await first
  assert.ok((await pool.millisecondsOf('md5')) > 0)
})

test('closing finishes foreign verifications that were let in and refuses what comes after', async (t) => {
  const pool = startPool(t)
  const letIn = Array.from({ length: 5 }, () => pool.verify('any', md5Of('any')))
  const closed = pool.close()
  await assert.rejects(pool.verify('any', md5Of('any')), { message: 'busy' })
  await closed
  assert.deepEqual(await Promise.all(letIn), [true, true, true, true, true])
})

test('a cost that could be set but not verified is told at the start', () => {
  for (const cost of [
    { memoryKib: 4_194_304, passes: 100 },
    { memoryKib: 64, parallelism: 16 },
  ]) {
    const start = () => createHashPool({ workers: 1, deadlineMilliseconds: 1000, ...cheap, ...cost })
    assert.throws(start, /PATRON_HASH_MEMORY_KIB/)
  }
})
