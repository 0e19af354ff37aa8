import assert from 'node:assert/strict'
import { test } from 'node:test'
import { v7 as newId } from 'uuid'
import type { Registration } from '../../src/core/registration/registration.ts'
import { resolveRegistration } from '../../src/core/registration/resolve-registration.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { transactionsOf } from '../../src/join/stores.ts'
import { tenantRules } from '../../src/join/tenant-rules.ts'
import type { Engine } from '../../src/storage/engine.ts'
import { evidence } from '../support/consents.ts'
import { testDatabases } from '../support/databases.ts'
import { ada, asOwner, grace, openStorage, withFaults } from '../support/storage.ts'
import { aStoredCustomer } from '../support/stored-customer.ts'
import { defaultTenant } from '../support/tenants.ts'
import { keyring } from '../support/tokens.ts'

const transactionOn = (engine: Engine) => transactionsOf(engine, defaultTenantId, keyring)
const now = () => new Date()
const resolve = (engine: Engine) =>
  resolveRegistration({
    transaction: transactionOn(engine),
    ...tenantRules(defaultTenant.settings, now),
    newId: () => newId(),
    now,
  })

const own = { username: null, usernameKey: null, emailIsShared: false, externalId: null }
const aRegistration = (id: string, fields: Partial<Registration> = {}): Registration => ({
  customer: aStoredCustomer({ ...own, id, number: id === ada ? 1 : 2, slug: `slug-of-${id}` }),
  passwordHash: '$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA',
  record: undefined,
  evidence,
  locale: 'de',
  welcomes: false,
  ids: { event: newId(), address: newId(), verification: newId() },
  ...fields,
})

const put = (engine: Engine, registration: Registration) =>
  transactionOn(engine)(({ waitingRegistrations }) => waitingRegistrations.insert(registration))
const take = (engine: Engine) => transactionOn(engine)(({ waitingRegistrations }) => waitingRegistrations.take())
const waiting = async (engine: Engine) =>
  (await asOwner<{ id: string }>(engine, 'select id from waiting_registration order by id')).map(({ id }) => id)
const eventsOf = (engine: Engine) =>
  asOwner<{ type: string; facts: object; personal: object }>(
    engine,
    'select type, facts, personal from event where customer_id = $1 order by id',
    [ada],
  )

for (const { engine: name, create } of testDatabases) {
  test(`a registration that waits comes back as it was put, the oldest first (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const first = aRegistration(ada, { locale: undefined })
    const second = aRegistration(grace)
    for (const one of [second, first]) await put(engine, one)
    for (const one of [first, second]) assert.deepEqual({ locale: undefined, record: undefined, ...(await take(engine)) }, one)
    assert.equal(await take(engine), undefined)
  })

  test(`a crash leaves a registration to the next run, which stores the customer with everything (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const registration = aRegistration(ada)
    await put(engine, registration)
    const crashing = withFaults(engine, (text) => {
      if (text.includes('insert into "customer"')) throw new Error('a crash')
    })
    await assert.rejects(resolve(crashing))
    assert.deepEqual(await waiting(engine), [ada])
    assert.deepEqual([await resolve(engine), await resolve(engine)], [true, false])
    const customer = await transactionOn(engine)(({ customers }) => customers.find(ada))
    assert.deepEqual(customer, registration.customer)
    const [registered, ...consents] = await eventsOf(engine)
    assert.deepEqual(registered, {
      type: 'customer.registered',
      facts: { number: 1, locale: 'de', verification: registration.ids.verification },
      personal: { email: 'Ada@example.com', firstName: 'Ada', lastName: 'Lovelace' },
    })
    assert.deepEqual(
      consents.map(({ type }) => type),
      ['customer.consent_given'],
    )
    const [proof] = await asOwner(engine, 'select kind, email from recovery where id = $1', [registration.ids.verification])
    assert.deepEqual(proof, { kind: 'email_verification', email: 'Ada@example.com' })
    assert.deepEqual(await asOwner(engine, 'select hash from credential'), [{ hash: registration.passwordHash }])
  })

  test(`of a mailbox that somebody has, its owner is told once an hour, and the other is stored nowhere (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    await put(engine, aRegistration(ada))
    await resolve(engine)
    const before = await eventsOf(engine)
    const others = [newId(), newId(), newId()]
    for (const id of others) await put(engine, aRegistration(id))
    await Promise.all(others.map(() => resolve(engine)))
    assert.deepEqual(await waiting(engine), [])
    const told = (await eventsOf(engine)).slice(before.length)
    const [link] = await asOwner<{ id: string }>(engine, "select id from recovery where kind = 'password_reset'")
    assert.deepEqual(told, [
      {
        type: 'customer.registration_repeated',
        facts: { locale: 'de', recovery: link?.id },
        personal: { email: 'Ada@example.com', firstName: 'Ada' },
      },
    ])
    assert.deepEqual(await asOwner(engine, 'select id from customer'), [{ id: ada }])
    assert.deepEqual(await asOwner(engine, "select from recovery where kind = 'email_verification'"), [])
    await asOwner(engine, "update attempt set window_ends = now() - interval '1 second'")
    await put(engine, aRegistration(newId()))
    await resolve(engine)
    assert.equal((await eventsOf(engine)).length, before.length + 2)
  })
}
