import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Registry } from 'prom-client'
import { addCustomerNumbers } from '../../src/adapters/metrics/customer-numbers.ts'
import { addHashPools } from '../../src/adapters/metrics/hash-pools.ts'
import { addProcessMetrics } from '../../src/adapters/metrics/process-metrics.ts'
import { RecentRate } from '../../src/adapters/metrics/recent-rate.ts'
import { signInsPossible } from '../../src/adapters/metrics/sign-in-capacity.ts'
import { figureOf, readMetrics } from '../support/metrics-text.ts'

function aRate() {
  let nowMilliseconds = 500
  const rate = new RecentRate(() => nowMilliseconds)
  const pass = (milliseconds: number) => {
    nowMilliseconds += milliseconds
  }
  const count = (times: number) => {
    for (let time = 1; time <= times; time += 1) rate.count()
  }
  return { rate, pass, count }
}

test('a rate is that of the last ten whole seconds', () => {
  const { rate, pass, count } = aRate()
  assert.equal(rate.perSecond(), 0)
  count(30)
  assert.equal(rate.perSecond(), 0, 'the second is not over')
  pass(1000)
  assert.equal(rate.perSecond(), 3)
  for (let second = 1; second <= 20; second += 1) {
    count(7)
    pass(1000)
  }
  assert.equal(rate.perSecond(), 7)
  pass(5000)
  assert.equal(rate.perSecond(), 3.5)
  pass(5000)
  assert.equal(rate.perSecond(), 0)
  pass(3_600_000)
  assert.equal(rate.perSecond(), 0)
})

test('what more could be hashed is what the workers could do without what they do, and never less than nothing', () => {
  const possible = (workers: number, averageMilliseconds: number, hashesPerSecond: number) =>
    signInsPossible({ workers, averageMilliseconds: () => averageMilliseconds, hashesPerSecond: () => hashesPerSecond })
  assert.equal(possible(2, 10, 0), 200)
  assert.equal(possible(2, 10, 150), 50)
  assert.equal(possible(2, 10, 250), 0)
})

test('customer numbers are read behind the reader, once a minute, and at the next look after the database was away', async () => {
  const registry = new Registry()
  const answers = [0.25, 'away', 0.5]
  let [asked, nowMilliseconds] = [0, 0]
  const readUsedRatio = async () => {
    asked += 1
    const answer = answers[asked - 1]
    if (typeof answer !== 'number') throw new Error(answer)
    return answer
  }
  addCustomerNumbers(registry, { readUsedRatio, now: () => nowMilliseconds })
  const look = async () => {
    const shown = figureOf(readMetrics(await registry.metrics()), 'patron_customer_number_used_ratio')
    await nextTurn()
    return shown
  }
  assert.ok([undefined, 0.25].includes(await look()))
  assert.deepEqual([await look(), asked], [0.25, 1])
  nowMilliseconds = 60_000
  await look()
  assert.equal(asked, 2)
  assert.deepEqual([await look(), asked], [0.25, 3])
  assert.deepEqual([await look(), asked], [0.5, 3])
})

test('the process is measured once, however many registries show it', () => {
  const [one, other] = [new Registry(), new Registry()]
  addProcessMetrics(one)
  addProcessMetrics(other)
  assert.ok(one.getSingleMetric('process_cpu_seconds_total'))
  assert.equal(one.getSingleMetric('nodejs_eventloop_lag_seconds'), other.getSingleMetric('nodejs_eventloop_lag_seconds'))
})

test('a pool for foreign hashes is shown beside our own from when it is there, and counters are not counted twice', async () => {
  const registry = new Registry()
  const figures = {
    waiting: { sign_in: 1, registration: 2, import: 3 },
    busyWorkers: 2,
    averageMilliseconds: 12,
    hashed: 5,
    refused: 0,
    crashed: 0,
    cpuMilliseconds: 60,
  }
  let foreign: typeof figures | undefined
  addHashPools(registry, () => ({ ...figures, foreign }))
  const made = async (pool: string) => figureOf(readMetrics(await registry.metrics()), 'patron_hashes_total', { pool })
  assert.deepEqual([await made('own'), await made('foreign')], [5, undefined])
  foreign = { ...figures, hashed: 1 }
  assert.deepEqual([await made('own'), await made('foreign')], [5, 1])
  const samples = readMetrics(await registry.metrics())
  assert.equal(figureOf(samples, 'patron_hash_queue_depth', { pool: 'foreign', lane: 'import' }), 3)
  assert.equal(figureOf(samples, 'patron_hash_average_seconds', { pool: 'own' }), 0.012)
})
