import assert from 'node:assert/strict'
import { test } from 'node:test'
import { v7 as newId } from 'uuid'
import type { DueDelivery } from '../../src/core/outbox/deliver.ts'
import type { CustomerEvent } from '../../src/core/outbox/event.ts'
import { sealEvents } from '../../src/core/outbox/seal-events.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { deliveryStore } from '../../src/storage/deliveries.ts'
import type { Engine } from '../../src/storage/engine.ts'
import { erasureStore } from '../../src/storage/erasures.ts'
import { eventStore } from '../../src/storage/events.ts'
import { feedOf, outboxFigures } from '../../src/storage/feed.ts'
import { asRelay, inTenant } from '../../src/storage/transaction.ts'
import { testDatabases } from '../support/databases.ts'
import { removeOutlived } from '../support/retention.ts'
import { ada, asOwner, grace, openStorage, statement } from '../support/storage.ts'

const tenant = defaultTenantId
const otherTenant = '00000000-0000-7000-8000-000000000002'

const welcomed = (customerId: string, more: Partial<CustomerEvent> = {}): CustomerEvent => ({
  id: newId(),
  customerId,
  type: 'customer.registered',
  occurredAt: new Date(),
  facts: { number: 1, welcome: true },
  personal: { email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace' },
  ...more,
})

/** Writes events in one transaction, which stays open while `meanwhile` runs. */
const write = (engine: Engine, events: readonly CustomerEvent[], meanwhile = async () => {}, tenantId = tenant) =>
  inTenant(engine, tenantId, async (session) => {
    for (const event of events) await eventStore(session, tenantId).append(event)
    await session.run(statement('select 1'))
    await meanwhile()
  })

const seal = (engine: Engine) => sealEvents({ ...feedOf(engine), channels: ['mail'], newId: () => newId() })

async function sealAll(engine: Engine): Promise<void> {
  while (await seal(engine)) {
    // as long as there is more
  }
}

/** The events in the order of the feed. */
const feed = async (engine: Engine): Promise<readonly { id: string; position: number }[]> =>
  asOwner(engine, 'select id, position::integer as position from event where position is not null order by position')

const deliveriesOf = (engine: Engine) =>
  asOwner<{ state: string; failure: string | null; attempts: number; isFinished: boolean; isLeased: boolean; pause: number }>(
    engine,
    `select state, failure, attempts, finished_at is not null as "isFinished", leased_until is not null as "isLeased",
      extract(epoch from next_at - now())::integer as pause from delivery order by id`,
  )

/** One message that is due, leased. */
async function leaseOne(engine: Engine): Promise<DueDelivery> {
  const [due, ...more] = await deliveryStore(engine).lease('mail', 10)
  assert.ok(due)
  assert.deepEqual(more, [])
  return due
}

async function writeAndSeal(engine: Engine, ...events: readonly CustomerEvent[]): Promise<void> {
  await write(engine, events)
  await sealAll(engine)
}

for (const { engine: name, create } of testDatabases) {
  test(`every event gets a position, in one row without gaps, and its messages with it (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    assert.equal(await seal(engine), false)
    const events = Array.from({ length: 450 }, (_, index) => welcomed(index % 2 === 0 ? ada : grace))
    await write(engine, events.slice(0, 300))
    await write(engine, events.slice(300), undefined, otherTenant)
    assert.equal(await seal(engine), true)
    await sealAll(engine)
    assert.deepEqual(
      await feed(engine),
      events.map(({ id }, index) => ({ id, position: index + 1 })),
    )
    const messages = await asOwner<{ event_id: string; tenant_id: string }>(
      engine,
      "select event_id, tenant_id from delivery where channel = 'mail' and purpose = 'welcome' and state = 'waiting' order by id",
    )
    assert.deepEqual(
      messages,
      events.map(({ id }, index) => ({ event_id: id, tenant_id: index < 300 ? tenant : otherTenant })),
    )
  })

  test(`no messages follow from events of before mails went out, nor from those of an erased customer (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const old = welcomed(ada, { occurredAt: new Date('2026-01-01T00:00:00Z') })
    await writeAndSeal(engine, old, welcomed(ada, { personal: null }), welcomed(ada, { facts: { number: 1 } }))
    assert.equal((await feed(engine)).length, 3)
    assert.deepEqual(await deliveriesOf(engine), [])
  })

  test(`a message is leased to one at a time, and to another once the lease is over (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const event = welcomed(ada)
    await writeAndSeal(engine, event)
    const store = deliveryStore(engine)
    assert.deepEqual(await store.lease('push', 10), [])
    const due = await leaseOne(engine)
    const { type, facts, personal } = event
    const expected = { customerId: ada, tenantId: tenant, channel: 'mail', purpose: 'welcome', attempts: 1, isTooLate: false }
    assert.deepEqual(due, { ...expected, id: due.id, event: { type, facts, personal } })
    assert.deepEqual(await store.lease('mail', 10), [])
    await asOwner(engine, "update delivery set leased_until = now() - interval '1 second'")
    const again = await leaseOne(engine)
    assert.deepEqual([again.id, again.attempts], [due.id, 2])
    assert.equal(await store.note(due, { state: 'delivered' }), undefined, 'whoever lost the lease decides nothing')
    assert.equal(await store.note(again, { state: 'delivered' }), 'delivered')
    assert.equal(await store.note(again, { state: 'given_up', failure: '550' }), undefined)
    const [delivered] = await deliveriesOf(engine)
    assert.deepEqual(delivered, {
      ...delivered,
      state: 'delivered',
      failure: null,
      attempts: 2,
      isFinished: true,
      isLeased: false,
    })
  })

  test(`many who take messages take each once (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const events = Array.from({ length: 60 }, () => welcomed(ada))
    await writeAndSeal(engine, ...events)
    const leases = await Promise.all(Array.from({ length: 10 }, () => deliveryStore(engine).lease('mail', 10)))
    const rest = await deliveryStore(engine).lease('mail', 100)
    const ids = [...leases.flat(), ...rest].map(({ id }) => id)
    assert.deepEqual([ids.length, new Set(ids).size], [60, 60])
  })

  test(`a failed message comes back after its pause, and is given up when that would be too late (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    await writeAndSeal(engine, welcomed(ada))
    const store = deliveryStore(engine)
    const failed = { state: 'waiting', failure: '451 4.3.0', retryInSeconds: 600 } as const
    assert.equal(await store.note(await leaseOne(engine), failed), 'waiting')
    const [waiting] = await deliveriesOf(engine)
    assert.deepEqual(
      [waiting?.state, waiting?.failure, waiting?.isLeased, waiting?.isFinished],
      ['waiting', '451 4.3.0', false, false],
    )
    assert.ok(waiting && waiting.pause > 500 && waiting.pause <= 600)
    assert.deepEqual(await store.lease('mail', 10), [])

    await asOwner(engine, "update delivery set next_at = now(), gives_up_at = now() + interval '5 minutes'")
    assert.equal(await store.note(await leaseOne(engine), failed), 'given_up')
    const [givenUp] = await deliveriesOf(engine)
    assert.deepEqual([givenUp?.state, givenUp?.failure, givenUp?.isFinished], ['given_up', '451 4.3.0', true])
  })

  test(`what was worth sending until a while ago is told to be too late (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    await asOwner(engine, "update event_feed set announced_since = now() - interval '1 year'")
    await writeAndSeal(engine, welcomed(ada, { occurredAt: new Date(Date.now() - 73 * 3_600_000) }))
    assert.equal((await leaseOne(engine)).isTooLate, true)
  })

  test(`an erasure takes waiting messages with it, and what was leased before has no end to note (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    await writeAndSeal(engine, welcomed(ada), welcomed(grace))
    const leased = await deliveryStore(engine).lease('mail', 10)
    await inTenant(engine, tenant, (session) => erasureStore(session, tenant).empty(ada))
    const states = await Promise.all(leased.map((due) => deliveryStore(engine).note(due, { state: 'delivered' })))
    assert.deepEqual(states.toSorted(), ['delivered', undefined])
    assert.equal((await deliveriesOf(engine)).length, 1)
  })

  test(`the relay sees events and messages of all tenants, changes no other table and reads of others only whose rows they are (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    await write(engine, [welcomed(ada)])
    await write(engine, [welcomed(grace)], undefined, otherTenant)
    const ask = (text: string) => asRelay(engine, (session) => session.run(statement(text)))
    assert.equal((await ask('select 1 from event')).length, 2)
    for (const table of ['customer', 'credential', 'session', 'recovery', 'recovery_request', 'claim', 'tenant'])
      await assert.rejects(ask(`select * from ${table}`), { code: '42501' }, table)
    await assert.rejects(ask('insert into event_feed (last_position, announced_since) values (0, now())'), { code: '42501' })
    await assert.rejects(ask('delete from event'), { code: '42501' })
  })

  test(`how far behind the relay is can be told (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    assert.deepEqual(await outboxFigures(engine), { lagSeconds: 0, waiting: { mail: 0, push: 0 } })
    await asOwner(engine, "update event_feed set announced_since = now() - interval '1 day'")
    await write(engine, [welcomed(ada, { occurredAt: new Date(Date.now() - 60_000) }), welcomed(ada)])
    const { lagSeconds } = await outboxFigures(engine)
    assert.ok(lagSeconds > 50 && lagSeconds < 600)
    await sealAll(engine)
    assert.deepEqual(await outboxFigures(engine), { lagSeconds: 0, waiting: { mail: 2, push: 0 } })
  })

  test(`finished messages go after thirty days, and waiting ones stay (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    await writeAndSeal(engine, welcomed(ada), welcomed(ada), welcomed(ada))
    const [first, second] = await deliveryStore(engine).lease('mail', 2)
    assert.ok(first && second)
    for (const due of [first, second]) await deliveryStore(engine).note(due, { state: 'delivered' })
    await asOwner(engine, "update delivery set finished_at = now() - interval '31 days' where id = $1", [first.id])
    await asOwner(engine, "update delivery set next_at = now() - interval '31 days' where state = 'waiting'")
    await removeOutlived(engine)
    assert.deepEqual(
      (await deliveriesOf(engine)).map(({ state }) => state),
      ['delivered', 'waiting'],
    )
  })
}

const [, postgresql] = testDatabases
assert.ok(postgresql)

test('an event that is committed later gets a later position, whatever its id (postgresql)', async (t) => {
  const engine = await openStorage(t, await postgresql.create(t))
  const [early, late] = [welcomed(ada), welcomed(grace)]
  await write(engine, [early], async () => {
    await write(engine, [late])
    await sealAll(engine)
    assert.deepEqual(await feed(engine), [{ id: late.id, position: 1 }])
  })
  await sealAll(engine)
  assert.deepEqual(
    (await feed(engine)).map(({ id }) => id),
    [late.id, early.id],
  )
})

test('one sealer works at a time, and the other leaves at once (postgresql)', async (t) => {
  const engine = await openStorage(t, await postgresql.create(t))
  await write(engine, [welcomed(ada)])
  const sealing = feedOf(engine).withFeed(async (held) => {
    assert.equal(await seal(engine), false)
    assert.deepEqual(await feed(engine), [])
    return held.unsealed(10)
  })
  assert.equal((await sealing)?.length, 1)
})

test('many sealers beside many writers leave no gap, give no position twice and forget no event (postgresql)', async (t) => {
  const engine = await openStorage(t, await postgresql.create(t))
  let writing = true
  const seen: string[] = []
  const sealer = async () => {
    while (writing) await seal(engine)
  }
  /** Reads on from the last position, as a reader of the feed does. */
  const reader = async () => {
    for (let position = 0; writing || seen.length < 120; ) {
      const next = await asOwner<{ id: string; position: number }>(
        engine,
        'select id, position::integer as position from event where position > $1 order by position',
        [position],
      )
      seen.push(...next.map(({ id }) => id))
      position = next.at(-1)?.position ?? position
    }
  }
  const written = Array.from({ length: 120 }, (_, index) => welcomed(index % 2 === 0 ? ada : grace))
  const reading = reader()
  const sealing = [sealer(), sealer()]
  for (let start = 0; start < written.length; start += 4)
    await Promise.all(written.slice(start, start + 4).map((event) => write(engine, [event])))
  while ((await feed(engine)).length < written.length) await seal(engine)
  writing = false
  await Promise.all([...sealing, reading])
  assert.deepEqual(seen.toSorted(), written.map(({ id }) => id).toSorted())
  assert.deepEqual(
    (await feed(engine)).map(({ position }) => position),
    written.map((_, index) => index + 1),
  )
  assert.equal((await deliveriesOf(engine)).length, 120)
})

test('an erasure that overlaps the sealing leaves no message behind, whoever is first (postgresql)', async (t) => {
  const engine = await openStorage(t, await postgresql.create(t))
  const erase = (meanwhile = async () => {}) =>
    inTenant(engine, tenant, async (session) => {
      await erasureStore(session, tenant).empty(ada)
      await session.run(statement('select 1'))
      await meanwhile()
    })
  await write(engine, [welcomed(ada)])
  let sealing: Promise<unknown> = Promise.resolve()
  await erase(async () => {
    sealing = seal(engine)
    await asOwner(engine, 'select pg_sleep(0.05)')
  })
  await sealing
  assert.deepEqual(await deliveriesOf(engine), [])

  await write(engine, [welcomed(ada)])
  let erasing: Promise<unknown> = Promise.resolve()
  const { withFeed } = feedOf(engine)
  await sealEvents({
    channels: ['mail'],
    newId: () => newId(),
    withFeed: (work) =>
      withFeed(async (held) => {
        const result = await work(held)
        await held.plan([])
        erasing = erase()
        return result
      }),
  })
  await erasing
  assert.deepEqual([(await feed(engine)).length, await deliveriesOf(engine)], [2, []])
})
