import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { bulkhead } from '../../src/storage/bulkhead.ts'
import type { Connection, Engine } from '../../src/storage/engine.ts'

/** An engine without a limit of its own that tells how many of its connections are out. */
function unlimitedEngine({ failing = false } = {}) {
  const out = { now: 0 }
  const connection: Connection = {
    script: async () => {},
    copyIn: async () => {},
    batch: async () => [],
    release: () => {
      out.now -= 1
    },
  }
  const connect = async () => {
    if (failing) throw new Error('no database')
    out.now += 1
    return connection
  }
  const engine: Engine = {
    name: 'postgresql',
    connect,
    figures: () => ({ total: 0, idle: 0, waiting: 0 }),
    close: async () => {},
  }
  return { engine, out }
}

test('no more connections are out than were allowed, and who waits gets the next one handed back, in order', async () => {
  const { engine, out } = unlimitedEngine()
  const narrow = bulkhead(engine, 2)
  const served: number[] = []
  const asked = [1, 2, 3, 4].map(async (number) => {
    const connection = await narrow.connect()
    served.push(number)
    return connection
  })
  await nextTurn()
  assert.deepEqual([served, out.now], [[1, 2], 2])
  ;(await asked[1])?.release(false)
  await nextTurn()
  assert.deepEqual([served, out.now], [[1, 2, 3], 2])
  ;(await asked[0])?.release(true)
  await nextTurn()
  assert.deepEqual([served, out.now], [[1, 2, 3, 4], 2])
})

test('a connection that could not be had leaves its place to the next', async () => {
  const { engine } = unlimitedEngine({ failing: true })
  const narrow = bulkhead(engine, 1)
  for (let attempt = 0; attempt < 3; attempt += 1) await assert.rejects(narrow.connect(), /no database/)
})

test('others reach the database past a full bulkhead', async () => {
  const { engine, out } = unlimitedEngine()
  const narrow = bulkhead(engine, 1)
  await narrow.connect()
  void narrow.connect()
  await engine.connect()
  assert.equal(out.now, 2)
})

test('who waits longer than the patience is sent away, and whoever stands behind them gets the next connection', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { engine, out } = unlimitedEngine()
  const narrow = bulkhead(engine, 1, 1_000)
  const first = await narrow.connect()
  const impatient = narrow.connect()
  t.mock.timers.tick(600)
  const patient = narrow.connect()
  t.mock.timers.tick(400)
  await assert.rejects(impatient, /no connection was free within 1000 ms/)
  first.release(false)
  await patient
  t.mock.timers.tick(10_000)
  assert.equal(out.now, 1)
})
