import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { v7 as newId } from 'uuid'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { claimTransaction, isNameTaken } from '../../src/storage/claims.ts'
import { credentialStore } from '../../src/storage/credentials.ts'
import { customerStore } from '../../src/storage/customers.ts'
import type { Engine } from '../../src/storage/engine.ts'
import { eventStore } from '../../src/storage/events.ts'
import { type Session, sharingInTenant } from '../../src/storage/transaction.ts'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { ada, asOwner, databaseError, login, openStorage, slug, statement, take, withFaults } from '../support/storage.ts'
import { aStoredCustomer } from '../support/stored-customer.ts'

const tenant = defaultTenantId
const createdAt = new Date('2026-02-28T23:59:59.999Z')

/** The engine, and the texts of what was sent, each batch by itself. */
function listening(engine: Engine) {
  const batches: string[][] = []
  const heard = withFaults(engine, (text) => {
    if (text === 'connect') batches.push([])
    else batches.at(-1)?.push(text)
  })
  return { heard, batches }
}

const open = async (t: TestContext, create: (t: TestContext) => Promise<TestDatabase>) =>
  listening(await openStorage(t, await create(t)))

/** Everything a registration stores without asking anything. */
async function register(session: Session, name: string): Promise<string> {
  const customer = aStoredCustomer({ id: newId(), email: `${name}@example.com`, firstName: name, slug: name, createdAt })
  await claimTransaction(session, tenant).takeAll(customer.id, [login(customer.email), slug(name)])
  await customerStore(session, tenant).insert(customer)
  await credentialStore(session, tenant).insert({ customerId: customer.id, hash: `hash of ${name}`, changedAt: createdAt })
  await eventStore(session, tenant).append({
    ...{ id: newId(), customerId: customer.id, type: 'customer.registered', occurredAt: createdAt },
    ...{ facts: { name }, personal: null },
  })
  return customer.id
}

const storedText = `
  select first_name || ' ' || email || ' ' || hash || ' ' || (facts->>'name') || ' ' || count(claim) as stored
  from customer join credential on credential.customer_id = customer.id join event on event.customer_id = customer.id
    join claim on claim.customer_id = customer.id
  group by first_name, email, hash, facts order by 1`

const stored = async (engine: Engine): Promise<readonly string[]> =>
  (await asOwner<{ stored: string }>(engine, storedText)).map((row) => row.stored)

const whole = (name: string): string => `${name} ${name}@example.com hash of ${name} ${name} 2`

const names = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `name-${String(index).padStart(2, '0')}`)

for (const { engine: engineName, create } of testDatabases) {
  test(`registrations of one turn are stored in one transaction, each whole, by few statements (${engineName})`, async (t) => {
    const { heard, batches } = await open(t, create)
    const transact = sharingInTenant(heard, tenant)
    await Promise.all(names(13).map((name) => transact((session) => register(session, name))))
    assert.equal(batches.length, 1)
    // Settings and names once; customers, passwords and events as eight, four and one.
    assert.equal(batches[0]?.length, 2 + 3 * 3)
    assert.deepEqual(await stored(heard), names(13).map(whole))
  })

  test(`no more than sixteen share a transaction (${engineName})`, async (t) => {
    const { heard, batches } = await open(t, create)
    const transact = sharingInTenant(heard, tenant)
    await Promise.all(names(40).map((name) => transact((session) => register(session, name))))
    assert.equal(batches.length, 3)
    assert.deepEqual(await stored(heard), names(40).map(whole))
  })

  test(`one whose name was taken meanwhile is told so, and those beside it are stored (${engineName})`, async (t) => {
    const { heard } = await open(t, create)
    const transact = sharingInTenant(heard, tenant)
    await transact((session) => register(session, 'name-01'))
    const registering = names(3).map((name) => transact((session) => register(session, name)))
    const [first, second, third] = await Promise.allSettled(registering)
    assert.equal(first?.status, 'fulfilled')
    assert.ok(second?.status === 'rejected' && isNameTaken(second.reason))
    assert.equal(third?.status, 'fulfilled')
    assert.deepEqual(await stored(heard), names(3).map(whole))
  })

  test(`of several for one name in one turn one is stored (${engineName})`, async (t) => {
    const { heard } = await open(t, create)
    const transact = sharingInTenant(heard, tenant)
    const registering = names(6).map(() => transact((session) => register(session, 'ada')))
    const outcomes = await Promise.allSettled(registering)
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
    assert.ok(outcomes.every((outcome) => outcome.status === 'fulfilled' || isNameTaken(outcome.reason)))
    assert.deepEqual(await stored(heard), [whole('ada')])
  })

  test(`an outcome that is not ok, or a throw, keeps nothing of its own and all of the others (${engineName})`, async (t) => {
    const { heard } = await open(t, create)
    const transact = sharingInTenant(heard, tenant)
    const own = new Error('of the work')
    const outcomes = await Promise.allSettled([
      transact(async (session) => ({ ok: false, id: await register(session, 'refused') })),
      transact((session) => register(session, 'kept')),
      transact(async (session) => {
        await register(session, 'thrown')
        throw own
      }),
    ])
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected'],
    )
    assert.ok(outcomes[2]?.status === 'rejected' && outcomes[2].reason === own)
    assert.deepEqual(await stored(heard), [whole('kept')])
  })

  test(`what asks before it is done has a transaction of its own (${engineName})`, async (t) => {
    const { heard, batches } = await open(t, create)
    const transact = sharingInTenant(heard, tenant)
    const [lost] = await Promise.all([
      transact(async (session) => {
        const taken = await take(session, ada, login('asks'))
        await register(session, 'asks')
        return taken
      }),
      transact((session) => register(session, 'sends')),
    ])
    assert.equal(lost, undefined)
    assert.deepEqual(
      batches.map(([firstText]) => firstText === 'begin'),
      [true, false],
    )
  })

  test(`work that does nothing takes no connection (${engineName})`, async (t) => {
    const { heard, batches } = await open(t, create)
    assert.equal(await sharingInTenant(heard, tenant)(async () => 'nothing'), 'nothing')
    assert.deepEqual(batches, [])
  })

  test(`where the connection is lost each of them is told "unavailable", and nothing is sent again (${engineName})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    let sent = 0
    const faulty = withFaults(engine, (text) => {
      if (!text.includes('insert into claim')) return
      sent += 1
      throw databaseError('08006')
    })
    const transact = sharingInTenant(faulty, tenant)
    const unavailable = { name: 'Trouble', value: { code: 'unavailable', retryAfterSeconds: 5 } }
    await Promise.all(
      names(3).map((name) =>
        assert.rejects(
          transact((session) => register(session, name)),
          unavailable,
        ),
      ),
    )
    assert.equal(sent, 1)
    assert.deepEqual(await stored(engine), [])
  })

  test(`after a connection that could not be made nothing of the work is sent over another (${engineName})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    let connections = 0
    const faulty = withFaults(engine, (text) => {
      if (text !== 'connect') return
      connections += 1
      if (connections === 1) throw databaseError('ECONNREFUSED')
    })
    const asked = sharingInTenant(
      faulty,
      tenant,
    )((session) =>
      Promise.allSettled([session.run(statement('select 1')), session.run(statement(`insert into claim values ('${tenant}')`))]),
    )
    await assert.rejects(asked, { name: 'Trouble' })
    assert.equal(connections, 1)
  })
}

for (const { create } of testDatabases.filter(({ engine }) => engine === 'postgresql')) {
  test('groups that take the same names in opposite orders never wait for each other in a circle', async (t) => {
    const database = await create(t)
    const engines = [await openStorage(t, database), await openStorage(t, database)]
    const [, other] = engines
    assert.ok(other)
    for (let round = 0; round < 40; round += 1) {
      const rivals = names(6).map((name) => `${name}-of-${round}`)
      const outcomes = await Promise.allSettled(
        [rivals, rivals.toReversed()].flatMap((order, node) => {
          const transact = sharingInTenant(engines[node] ?? other, tenant)
          return order.map((name) => transact((session) => register(session, name)))
        }),
      )
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, rivals.length)
    }
    const text = 'select deadlocks::integer from pg_stat_database where datname = current_database()'
    assert.deepEqual(await asOwner(other, text), [{ deadlocks: 0 }])
  })
}
