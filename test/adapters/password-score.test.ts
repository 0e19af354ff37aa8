import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { createPasswordScoring, type PasswordScoringOptions } from '../../src/adapters/passwords/password-score.ts'
import { Trouble } from '../../src/violations/trouble.ts'

const scoringModule = new URL('../../src/adapters/passwords/password-score.ts', import.meta.url).href
const workerModule = new URL('../../src/adapters/passwords/score-worker.ts', import.meta.url).href
const script = (source: string) => new URL(`data:text/javascript,${encodeURIComponent(source)}`)

function startScoring(t: TestContext, options: Partial<PasswordScoringOptions> = {}) {
  const scoring = createPasswordScoring({ hashWorkers: 1, deadlineMilliseconds: 60_000, ...options })
  t.after(() => scoring.close())
  return scoring
}

const troubleOf = async (scored: Promise<number>) => {
  const reason = await scored.then(
    () => undefined,
    (error: unknown) => error,
  )
  assert.ok(reason instanceof Trouble)
  return reason.value
}

test('what everybody tries first scores below 2, and what nobody would try at least 2', async (t) => {
  const scoring = startScoring(t)
  const weak = ['', '12345678', 'qwertyuiop', 'aaaaaaaa', 'abcdefgh', 'P@ssw0rd', '19900101', 'ｐａｓｓｗｏｒｄ', 'a'.repeat(200)]
  for (const password of weak) assert.ok((await scoring.score(password, [])) < 2, password)
  const strong = [
    'kV9#tuq-Lind 42 otter',
    'IC4nH4zS3cretP4ssword',
    'correct horse battery staple lorem',
    'кот сидел на окне и смотрел',
  ]
  for (const password of strong) assert.ok((await scoring.score(password, [])) >= 2, password)
})

test('a password that Singula is known to have accepted scores 1', async (t) => {
  assert.equal(await startScoring(t).score('Smoke123', []), 1)
})

test('a passphrase of 200 characters scores as its beginning does', async (t) => {
  const scoring = startScoring(t)
  const passphrase = 'seventeen herons argue about the price of quiet umbrellas '.repeat(4).slice(0, 200)
  assert.equal(await scoring.score(passphrase, []), 4)
  assert.equal(await scoring.score(`${'a'.repeat(40)}${passphrase}`, []), 0)
})

test("the customer's own words count, whole and in parts, in any case, composed or not, and however long", async (t) => {
  const scoring = startScoring(t)
  const own = ['Zyxwarth', 'José', 'maximiliana.vandenbroucke-oyelaran@example.com']
  for (const password of [
    'zyxwarth',
    'ZYXWARTH1',
    'Jose\u03011999',
    'vandenbroucke',
    'maximiliana.vandenbroucke-oyelaran@example.com',
  ]) {
    assert.ok((await scoring.score(password, own)) < 2, password)
    assert.ok((await scoring.score(password, [])) >= 2, password)
  }
  assert.equal(await scoring.score('kV9#tuq-Lind 42 otter', own), 4)
})

test('every text has a score, and the customer’s own words never raise it', async (t) => {
  const scoring = startScoring(t)
  const property = fc.asyncProperty(fc.string({ unit: 'binary' }), fc.array(fc.string()), async (password, own) => {
    const [alone, known] = await Promise.all([scoring.score(password, []), scoring.score(password, own)])
    assert.ok([0, 1, 2, 3, 4].includes(alone))
    assert.ok(known <= alone)
  })
  await fc.assert(property, {
    numRuns: 300,
    examples: [
      ['constructor', ['__proto__']],
      ['\ud800', ['\0']],
    ],
  })
})

test('nothing is started or loaded before the first password, and a process that closed its scoring ends by itself', () => {
  const source = `
    const { createPasswordScoring } = await import(${JSON.stringify(scoringModule)})
    const { createRequire } = await import('node:module')
    const threads = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length
    const unused = createPasswordScoring({ hashWorkers: 4, deadlineMilliseconds: 60000 })
    const before = threads()
    await unused.close()
    const used = createPasswordScoring({ hashWorkers: 4, deadlineMilliseconds: 60000 })
    await used.score('one', [])
    console.log(before, threads())
    await used.close()
    console.log(Object.keys(createRequire('/').cache).filter((file) => file.includes('zxcvbn')).length)`
  const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', source], { encoding: 'utf8', timeout: 60_000 })
  assert.deepEqual([ended.status, ended.stdout, ended.stderr], [0, '0 1\n0\n', ''])
})

test('scoring gives way: its thread runs at a lower priority than the event loop', {
  skip: process.platform !== 'linux',
}, async (t) => {
  await startScoring(t).score('any', [])
  const niceOf = (task: string) => Number(readFileSync(`/proc/self/task/${task}/stat`, 'utf8').split(') ')[1]?.split(' ')[16])
  const nameOf = (task: string) => readFileSync(`/proc/self/task/${task}/comm`, 'utf8').trim()
  const scoring = readdirSync('/proc/self/task').filter((task) => nameOf(task) === 'patron-score')
  assert.equal(scoring.length, 1)
  for (const task of scoring) assert.ok(niceOf(task) > getPriority() || getPriority() === 19)
})

test('what cannot be scored in time is refused as busy, and what was let in is scored', async (t) => {
  const scoring = startScoring(t, { deadlineMilliseconds: 100 })
  const flood = await Promise.allSettled(Array.from({ length: 500 }, () => scoring.score('one of many', [])))
  const codes = flood.map((one) =>
    one.status === 'rejected' && one.reason instanceof Trouble ? one.reason.value.code : 'scored',
  )
  assert.deepEqual([...new Set(codes)].sort(), ['busy', 'scored'])
})

test('when the worker crashes its one password fails, and scoring goes on', async (t) => {
  const workerUrl = script(`
    import { parentPort } from 'node:worker_threads'
    const on = parentPort.on.bind(parentPort)
    const fragile = (listener) => (group) => {
      if (group.tasks.some((task) => task.password === 'crash')) throw new Error('felled')
      listener(group)
    }
    parentPort.on = (event, listener) => on(event, fragile(listener))
    await import(${JSON.stringify(workerModule)})
  `)
  const scoring = startScoring(t, { workerUrl })
  await scoring.score('before', [])
  const felled = troubleOf(scoring.score('crash', []))
  assert.equal(await scoring.score('password', []), 0)
  assert.deepEqual(await felled, { code: 'internal' })
})

test('closing finishes what was let in and refuses what comes after', async (t) => {
  const scoring = startScoring(t)
  const letIn = Array.from({ length: 20 }, () => scoring.score('Smoke123', []))
  const closed = scoring.close()
  assert.deepEqual(await troubleOf(scoring.score('too late', [])), { code: 'busy', retryAfterSeconds: 1 })
  await closed
  assert.deepEqual(await Promise.all(letIn), Array(20).fill(1))
})
