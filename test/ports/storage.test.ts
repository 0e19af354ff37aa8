import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Claim } from '../../src/core/customers/claim.ts'
import type { Customer } from '../../src/core/customers/customer.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { claimStore, claimTransaction, isNameTaken } from '../../src/storage/claims.ts'
import { credentialStore } from '../../src/storage/credentials.ts'
import { customerStore } from '../../src/storage/customers.ts'
import type { Engine } from '../../src/storage/engine.ts'
import { eventStore } from '../../src/storage/events.ts'
import { inTenant, statementByStatement } from '../../src/storage/transaction.ts'
import { testDatabases } from '../support/databases.ts'
import { removeOutlived } from '../support/retention.ts'
import { ada, asOwner, grace, heldNow, login, openStorage, slug, somebodyWaits, take } from '../support/storage.ts'
import { aStoredCustomer } from '../support/stored-customer.ts'

const tenant = defaultTenantId
const otherTenant = '00000000-0000-7000-8000-000000000002'

/** Stores the customer and reads it back, in two transactions. */
async function storedAndFound(engine: Engine, customer: Customer): Promise<Customer | undefined> {
  await inTenant(engine, tenant, (session) => customerStore(session, tenant).insert(customer))
  return inTenant(engine, tenant, (session) => customerStore(session, tenant).find(customer.id))
}

/** Two transactions take one name at the same time; the first one ends as told while the second one waits. */
async function race(engine: Engine, end: 'commits' | 'rolls back') {
  const { promise: taken, resolve: hasTaken } = Promise.withResolvers<void>()
  const { promise: mayEnd, resolve: letEnd } = Promise.withResolvers<void>()
  const first = inTenant(engine, tenant, async (session) => {
    const lost = await take(session, ada, login('ada@example.com'))
    hasTaken()
    await mayEnd
    return { ok: end === 'commits', lost }
  })
  await taken
  let secondIsTold = false
  const second = inTenant(engine, tenant, async (session) => {
    const lost = await take(session, grace, login('ada@example.com'))
    secondIsTold = true
    return lost
  })
  await somebodyWaits(engine)
  assert.equal(secondIsTold, false, 'nobody is told before it is decided')
  letEnd()
  return { first: await first, secondLost: await second }
}

for (const { engine: name, create } of testDatabases) {
  test(`a customer comes back as stored, with every field (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const customer = aStoredCustomer({
      number: 2_147_483_647,
      state: 'suspended',
      isVendor: true,
      lastPurchaseAt: new Date('2026-03-29T01:30:00.001Z'),
      productsBoughtCount: 3,
      totalUnitsBought: 40,
      emailKeyVersion: 7,
    })
    assert.deepEqual(await storedAndFound(engine, customer), customer)
  })

  test(`address, products and vouchers hang on their customer; of several addresses the default one counts (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    await storedAndFound(engine, aStoredCustomer())
    const address = `insert into customer_address (customer_id, id, tenant_id, street_address, postcode, city, state, country, is_default)
      values ($1, gen_random_uuid(), $2, $3, '01067', 'Dresden', 'Sachsen', 'DE', $4)`
    await asOwner(engine, address, [ada, tenant, 'Altmarkt 1', false])
    await asOwner(engine, address, [ada, tenant, 'Neumarkt "2"', true])
    await asOwner(engine, address, [grace, tenant, 'Postplatz 3', true])
    for (const product of ['b', 'a', '𝔠']) {
      await asOwner(engine, 'insert into bought_product (customer_id, tenant_id, product) values ($1, $2, $3)', [
        ada,
        tenant,
        product,
      ])
    }
    await asOwner(engine, "insert into bought_product (customer_id, tenant_id, product) values ($1, $2, 'not hers')", [
      grace,
      tenant,
    ])
    await asOwner(engine, "insert into redeemed_voucher (customer_id, tenant_id, voucher) values ($1, $2, 'SPRING')", [
      ada,
      tenant,
    ])
    const found = await inTenant(engine, tenant, (session) => customerStore(session, tenant).find(ada))
    assert.deepEqual(
      found,
      aStoredCustomer({
        address: {
          streetAddress: 'Neumarkt "2"',
          postcode: '01067',
          city: 'Dresden',
          state: 'Sachsen',
          country: 'DE',
          kind: null,
        },
        productsBought: ['a', 'b', '𝔠'],
        redeemedVouchers: ['SPRING'],
      }),
    )
  })

  test(`dates of the years 0001 and 9999 and absent ones come back as stored (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const cases: [dateOfBirth: string | null, instant: string][] = [
      ['0001-01-01', '0001-01-01T00:00:00.000Z'],
      ['9999-12-31', '9999-12-31T23:59:59.999Z'],
      ['2000-02-29', '1969-12-31T23:59:59.999Z'],
      [null, '2026-10-25T01:30:00.000Z'],
    ]
    for (const [index, [dateOfBirth, instant]] of cases.entries()) {
      const id = `01890000-0000-7000-8000-0000000000${index}f`
      const customer = aStoredCustomer({ id, dateOfBirth, lastPurchaseAt: new Date(instant), createdAt: new Date(instant) })
      assert.deepEqual(await storedAndFound(engine, customer), customer)
    }
  })

  test(`text comes back character by character: astral, combining, right to left, quotes and backslashes (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const customer = aStoredCustomer({
      firstName: '🙂𝒜𠮷' + '👩‍👩‍👧‍👦',
      lastName: `e\u0301\u0301 \u05d0\u202e\u200f O'Neill \\ " % $1 ; \ufeff\u{10ffff}`,
      email: '🙂@example.com',
      emailKey: '🙂@example.com',
    })
    assert.deepEqual(await storedAndFound(engine, customer), customer)
  })

  test(`an unknown customer is not found, nor one by another's tenant (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    await storedAndFound(engine, aStoredCustomer())
    const found = (tenantId: string, id: string) =>
      inTenant(engine, tenantId, (session) => customerStore(session, tenantId).find(id))
    assert.equal((await found(tenant, ada))?.id, ada)
    assert.equal(await found(tenant, grace), undefined)
    assert.equal(await found(otherTenant, ada), undefined)
  })

  test(`a credential and an event are stored as given (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const at = new Date('2026-01-02T03:04:05.678Z')
    const facts = { number: 7, first: true, word: '🙂' }
    const event = { customerId: ada, type: 'customer.registered', occurredAt: at, facts } as const
    await inTenant(engine, tenant, async (session) => {
      await credentialStore(session, tenant).insert({ customerId: ada, hash: '$argon2id$x', changedAt: at })
      await eventStore(session, tenant).append({ ...event, id: ada, personal: { email: 'ada@example.com' } })
      await eventStore(session, tenant).append({ ...event, id: grace, personal: null })
    })
    const credentials = await asOwner(engine, 'select customer_id, kind, tenant_id, hash, changed_at from credential')
    assert.deepEqual(credentials, [
      { customer_id: ada, kind: 'password', tenant_id: tenant, hash: '$argon2id$x', changed_at: at },
    ])
    const shared = { customer_id: ada, tenant_id: tenant, type: 'customer.registered', occurred_at: at, facts, position: null }
    assert.deepEqual(await asOwner(engine, 'select * from event order by id'), [
      { ...shared, id: ada, personal: { email: 'ada@example.com' } },
      { ...shared, id: grace, personal: null },
    ])
  })

  test(`another password takes the place of the one before and is counted, and the first one of all is stored (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const changedAt = new Date('2026-03-01T00:00:00.000Z')
    const replace = (customerId: string, hash: string) =>
      inTenant(engine, tenant, (session) => credentialStore(session, tenant).replace({ customerId, hash, changedAt }))
    const insert = `insert into credential (customer_id, kind, tenant_id, hash, changed_at, scheme) values ($1, 'password', $2, 'old', now(), 'md5')`
    await asOwner(engine, insert, [ada, tenant])
    await replace(ada, 'new')
    await replace(grace, 'first')
    const common = { scheme: 'argon2id', changed_at: changedAt }
    assert.deepEqual(await asOwner(engine, 'select customer_id, hash, scheme, version, changed_at from credential order by 1'), [
      { customer_id: ada, hash: 'new', version: 2, ...common },
      { customer_id: grace, hash: 'first', version: 1, ...common },
    ])
  })

  test(`free names are taken, a held one is told, and of several held ones the first asked for (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const taking = (customerId: string, ...names: Parameters<typeof take>[2][]) =>
      inTenant(engine, tenant, (session) => take(session, customerId, ...names))
    assert.equal(await taking(ada, login('ada'), slug('ada')), undefined)
    assert.deepEqual(await taking(grace, login('ada')), login('ada'))
    assert.deepEqual(await taking(grace, login('grace'), slug('ada'), login('ada')), slug('ada'))
    assert.equal(await taking(grace, slug('grace')), undefined)
    assert.deepEqual(await heldNow(engine, slug('ada'), login('nobody'), slug('grace')), [slug('ada'), slug('grace')])
    assert.deepEqual(await heldNow(engine, login('slug'), slug('ADA'), login('ada ')), [])
  })

  test(`names that are taken together are all taken, or nothing of the transaction is kept (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const taking = (customerId: string, ...names: readonly Claim[]) =>
      inTenant(engine, tenant, (session) => claimTransaction(session, tenant).takeAll(customerId, names))
    await taking(ada, login('ada'), slug('ada'))
    await assert.rejects(taking(grace, login('grace'), slug('ada')), isNameTaken)
    assert.deepEqual(await heldNow(engine, login('ada'), slug('ada'), login('grace')), [login('ada'), slug('ada')])
    await taking(grace, login('grace'), slug('grace'))
    assert.deepEqual(await heldNow(engine, login('grace'), slug('grace')), [login('grace'), slug('grace')])
  })

  test(`a look finds the names that are held, or draws a number when none of them is (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const store = claimStore(statementByStatement(engine, tenant), tenant)
    assert.deepEqual(await store.heldOrNumber([login('ada'), slug('ada')]), { number: 1 })
    await inTenant(engine, tenant, (session) => take(session, ada, login('ada'), slug('ada')))
    assert.deepEqual(await store.heldOrNumber([login('grace'), slug('ada')]), { held: [slug('ada')] })
    assert.deepEqual(await store.heldOrNumber([login('grace')]), { number: 2 })
  })

  test(`a number is drawn with the names, grows, and is claimed by its customer, also when a name is lost (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const taking = (customerId: string, ...names: Parameters<typeof take>[2][]) =>
      inTenant(engine, tenant, (session) => claimStore(session, tenant).takeWithNumber(customerId, names))
    const first = await taking(ada, login('ada'), slug('ada'))
    const second = await taking(grace, login('grace'), slug('ada'))
    assert.deepEqual(first, { lost: undefined, number: 1 })
    assert.deepEqual(second, { lost: slug('ada'), number: 2 })
    const numbers = await asOwner(engine, "select value, customer_id from claim where kind = 'number' order by value")
    assert.deepEqual(numbers, [
      { value: '1', customer_id: ada },
      { value: '2', customer_id: grace },
    ])
    await asOwner(engine, "select setval('customer_number', 1)")
    await assert.rejects(taking(grace), /sequence was set back/)
  })

  test(`of two transactions taking one name the first wins and the second is told once the first commits (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { first, secondLost } = await race(engine, 'commits')
    assert.equal(first.lost, undefined)
    assert.deepEqual(secondLost, login('ada@example.com'))
    assert.deepEqual(await asOwner(engine, 'select customer_id from claim'), [{ customer_id: ada }])
  })

  test(`of two transactions taking one name the second gets it when the first rolls back (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { first, secondLost } = await race(engine, 'rolls back')
    assert.equal(first.lost, undefined)
    assert.equal(secondLost, undefined)
    assert.deepEqual(await asOwner(engine, 'select customer_id from claim'), [{ customer_id: grace }])
  })

  test(`of 20 transactions taking one name exactly one wins (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const lost = await Promise.all(
      Array.from({ length: 20 }, () => inTenant(engine, tenant, (session) => take(session, ada, login('ada')))),
    )
    assert.equal(lost.filter((name) => name === undefined).length, 1)
  })

  test(`expired answers and counted tries are removed in every tenant, live ones stay (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    await asOwner(engine, "insert into tenant (id, name) values ($1, 'other')", [otherTenant])
    const lifetimes = { past: "now() - interval '1 second'", future: "now() + interval '1 hour'" }
    for (const tenantId of [tenant, otherTenant]) {
      for (const [word, until] of Object.entries(lifetimes)) {
        await asOwner(
          engine,
          `insert into idempotency (tenant_id, digest, fingerprint, lease_token, leased_until, expires_at)
           values ($1, convert_to($2, 'UTF8'), '', gen_random_uuid(), now() - interval '1 day', ${until})`,
          [tenantId, word],
        )
        const attempt = `insert into attempt (tenant_id, bucket, window_ends, used) values ($1, convert_to($2, 'UTF8'), ${until}, 1)`
        await asOwner(engine, attempt, [tenantId, word])
      }
    }
    await removeOutlived(engine)
    const live = [tenant, otherTenant].map((tenantId) => ({ tenant_id: tenantId, word: 'future' }))
    const left = (table: string, column: string) =>
      asOwner(engine, `select tenant_id, convert_from(${column}, 'UTF8') as word from ${table} order by tenant_id`)
    assert.deepEqual(await left('idempotency', 'digest'), live)
    assert.deepEqual(await left('attempt', 'bucket'), live)
  })
}
