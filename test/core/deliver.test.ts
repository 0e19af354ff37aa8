import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createDeliveries, type DeliverDeps, type DueDelivery, type Outcome, type Taken } from '../../src/core/outbox/deliver.ts'

const due = (id: string, more: Partial<DueDelivery> = {}): DueDelivery => ({
  id,
  customerId: 'ada',
  tenantId: 'shop',
  channel: 'mail',
  purpose: 'welcome',
  attempts: 1,
  isTooLate: false,
  event: { type: 'customer.registered', facts: {}, personal: { email: 'ada@example.com' } },
  ...more,
})

/** A channel whose store has these messages due, and who notes what comes of them. */
function aChannel(waiting: DueDelivery[], handOver: DeliverDeps['handOver'], atOnce = 10) {
  const noted: [id: string, outcome: Outcome][] = []
  const errors: unknown[] = []
  const leases: number[] = []
  const deliveries = createDeliveries({
    channel: 'mail',
    store: {
      lease: async (_channel, limit) => {
        leases.push(limit)
        return waiting.splice(0, limit)
      },
      note: async ({ id }, outcome) => {
        noted.push([id, outcome])
        return outcome.state
      },
    },
    atOnce,
    handOver,
    random: () => 0,
    onNoted: () => {},
    onError: (error) => errors.push(error),
  })
  return { deliveries, noted, errors, leases }
}

test('what becomes of a message is what its channel says', async () => {
  const answers: Readonly<Record<string, Taken>> = {
    a: { result: 'delivered' },
    b: { result: 'refused', failure: '550 5.1.1' },
    c: { result: 'failed', failure: '451' },
    d: { result: 'failed', failure: '429', retryAfterSeconds: 60 },
  }
  const { deliveries, noted } = aChannel([due('a'), due('b'), due('c', { attempts: 3 }), due('d')], async ({ id }) => {
    const answer = answers[id]
    assert.ok(answer)
    return answer
  })
  assert.equal(await deliveries.begin(), false)
  await deliveries.settled()
  assert.deepEqual(Object.fromEntries(noted), {
    a: { state: 'delivered' },
    b: { state: 'given_up', failure: '550 5.1.1' },
    c: { state: 'waiting', failure: '451', retryInSeconds: 20 },
    d: { state: 'waiting', failure: '429', retryInSeconds: 60 },
  })
})

test('nothing is handed over for an erased customer, nor what comes too late', async () => {
  const erased = due('a', { event: { type: 'customer.registered', facts: {}, personal: null } })
  const { deliveries, noted } = aChannel([erased, due('b', { isTooLate: true })], () => assert.fail('it was handed over'))
  await deliveries.begin()
  await deliveries.settled()
  assert.deepEqual(Object.fromEntries(noted), {
    a: { state: 'given_up', failure: 'erased' },
    b: { state: 'given_up', failure: 'too_late' },
  })
})

test('a channel that throws is told of, and the message is tried again', async () => {
  const fault = new Error('made by a test')
  const { deliveries, noted, errors } = aChannel([due('a')], () => Promise.reject(fault))
  await deliveries.begin()
  await deliveries.settled()
  assert.deepEqual(noted, [['a', { state: 'waiting', failure: 'internal', retryInSeconds: 5 }]])
  assert.deepEqual(errors, [fault])
})

test('one message that hangs holds nothing up, and no more are under way than there is room for', async () => {
  const stuck = Promise.withResolvers<void>()
  let [underWay, most] = [0, 0]
  const handOver = async ({ id }: DueDelivery): Promise<Taken> => {
    underWay += 1
    most = Math.max(most, underWay)
    await (id === '0' ? stuck.promise : nextTurn())
    underWay -= 1
    return { result: 'delivered' }
  }
  const all = Array.from({ length: 20 }, (_, index) => due(String(index)))
  const { deliveries, noted } = aChannel([...all], handOver, 3)
  while (noted.length < 19) {
    await deliveries.begin()
    await nextTurn()
  }
  assert.ok(!noted.some(([id]) => id === '0'))
  assert.equal(most, 3)
  stuck.resolve()
  await deliveries.settled()
  assert.equal(noted.length, 20)
})

test('that there may be more is told when all the room was taken', async () => {
  const { deliveries, leases } = aChannel([due('a'), due('b'), due('c')], async () => ({ result: 'delivered' }), 2)
  assert.equal(await deliveries.begin(), true)
  await deliveries.settled()
  assert.equal(await deliveries.begin(), false)
  assert.deepEqual(leases, [2, 2])
})

test('once ended nothing begins, not even what waited for room', async () => {
  const first = Promise.withResolvers<Taken>()
  const { deliveries, leases } = aChannel([due('a'), due('b')], () => first.promise, 1)
  await deliveries.begin()
  const waiting = deliveries.begin()
  deliveries.end()
  first.resolve({ result: 'delivered' })
  assert.equal(await waiting, false)
  await deliveries.settled()
  assert.deepEqual(leases, [1])
})
