import assert from 'node:assert/strict'
import { test } from 'node:test'
import { v7 as newId } from 'uuid'
import { createKeyring } from '../../src/adapters/secrets/keyring.ts'
import { resolveRequest } from '../../src/core/recovery/resolve-requests.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { transactionsOf } from '../../src/join/stores.ts'
import type { Engine } from '../../src/storage/engine.ts'
import { Trouble } from '../../src/violations/trouble.ts'
import { aCustomer } from '../support/a-customer.ts'
import { testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { startTestPatron, testSettings } from '../support/patron.ts'
import { asOwner as asOwnerOf, query } from '../support/query.ts'
import { startRecovery, type TestRecovery } from '../support/recovery.ts'
import { asOwner, withFaults } from '../support/storage.ts'

const keyring = createKeyring([testSettings.PATRON_SECRET_KEY])
const resolving = (engine: Engine) => ({
  transaction: transactionsOf(engine, defaultTenantId, keyring),
  newId: () => newId(),
  now: () => new Date(),
})
const resolveAll = async (engine: Engine) => {
  while (await resolveRequest(resolving(engine)));
}

const ask = ({ recovery }: TestRecovery, email: string, clientNetwork = '203.0.113.1') =>
  recovery.askReset({ email, locale: 'de', clientNetwork })

/** What the requests of one customer led to. */
const leftOf = async (engine: Engine, email: string) => ({
  recoveries: await asOwner<{ id: string; customer_id: string; email: string }>(
    engine,
    "select r.* from recovery r join customer c on c.id = r.customer_id where c.email = $1 and r.kind = 'password_reset' order by r.expires_at",
    [email],
  ),
  events: await asOwner(
    engine,
    `select e.facts, e.personal from event e join customer c on c.id = e.customer_id
     where c.email = $1 and e.type = 'customer.password_reset_requested' order by e.id`,
    [email],
  ),
})

const waiting = (engine: Engine) => asOwner<{ login: string }>(engine, 'select login, locale from recovery_request order by id')

for (const { engine: name, create } of testDatabases) {
  test(`requests for a new password are taken alike, and resolved beside the calls (${name})`, async (t) => {
    const server = await startRecovery(t, await create(t))
    const { patron, engine } = server
    const register = async (email: string) =>
      assert.equal((await patron.post('/api/v1/customers/', aCustomer({ email }))).status, 201)
    await register('Ada@example.com')

    await t.test('one that is taken in is a row by the canonical key, whoever has the address', async () => {
      for (const email of ['"ADA"@EXAMPLE.com', 'nobody@example.com', 'in\u200bvisible@example.com', 'x'.repeat(700)])
        await ask(server, email)
      const rows = await waiting(engine)
      assert.deepEqual(
        rows,
        ['ada@example.com', 'nobody@example.com', '', ''].map((login) => ({ login, locale: 'de' })),
      )
    })

    await t.test('a crash leaves the request to the next run', async () => {
      const before = await waiting(engine)
      const crashing = withFaults(engine, (text) => {
        if (text.includes('insert into "event"') || text.includes('insert into event')) throw new Error('a crash')
      })
      await assert.rejects(resolveRequest(resolving(crashing)))
      assert.deepEqual(await waiting(engine), before)
      assert.deepEqual(await leftOf(engine, 'Ada@example.com'), { recoveries: [], events: [] })
    })

    await t.test('resolved, there is a link for the stored address and nothing for those of nobody', async () => {
      await resolveAll(engine)
      assert.deepEqual(await waiting(engine), [])
      const { recoveries, events } = await leftOf(engine, 'Ada@example.com')
      assert.deepEqual(
        recoveries.map(({ email }) => email),
        ['Ada@example.com'],
      )
      const facts = { recovery: recoveries[0]?.id, locale: 'de' }
      assert.deepEqual(events, [{ facts, personal: { email: 'Ada@example.com', firstName: 'Ada' } }])
      assert.equal((await asOwner(engine, 'select from recovery')).length, 1)
      assert.equal((await asOwner(engine, "select from event where type like '%requested'")).length, 1)
    })

    await t.test('one mailbox gets one mail a minute, however many ask and however many nodes resolve at once', async () => {
      await register('flooded@example.com')
      await Promise.all(Array.from({ length: 12 }, () => ask(server, 'flooded@example.com')))
      await Promise.all(Array.from({ length: 4 }, () => resolveAll(engine)))
      await ask(server, 'flooded@example.com')
      await resolveAll(engine)
      assert.deepEqual(await waiting(engine), [])
      assert.equal((await leftOf(engine, 'flooded@example.com')).events.length, 1)
      await asOwner(engine, "update recovery set expires_at = expires_at - interval '61 seconds'")
      await ask(server, 'flooded@example.com')
      await resolveAll(engine)
      const { recoveries, events } = await leftOf(engine, 'flooded@example.com')
      assert.deepEqual([recoveries.length, events.length], [2, 2])
    })

    await t.test('a link that was used within the minute counts, too', async () => {
      await register('quick@example.com')
      await ask(server, 'quick@example.com')
      await resolveAll(engine)
      await asOwner(engine, 'update recovery set used_at = now()')
      await ask(server, 'quick@example.com')
      await resolveAll(engine)
      assert.equal((await leftOf(engine, 'quick@example.com')).events.length, 1)
    })

    await t.test('customers who are not active get no mail', async () => {
      for (const state of ['suspended', 'deactivated', 'deleted']) {
        const email = `${state}@example.com`
        await register(email)
        await asOwner(engine, 'update customer set state = $1 where email = $2', [state, email])
        await ask(server, email)
        await resolveAll(engine)
        assert.deepEqual(await leftOf(engine, email), { recoveries: [], events: [] })
      }
    })
  })

  test(`known and unknown addresses meet the same limits (${name})`, async (t) => {
    const limits = { PATRON_RATE_LIMITS: 'on', PATRON_RECOVERIES_PER_CLIENT: '100/60', PATRON_RECOVERIES_PER_ACCOUNT: '3/60' }
    const server = await startRecovery(t, await create(t), limits)
    assert.equal((await server.patron.post('/api/v1/customers/', aCustomer())).status, 201)
    const isLimited = (error: unknown) => error instanceof Trouble && error.value.code === 'too_many_requests'
    for (const spellings of [
      ['ada@example.com', 'ADA@example.com', '"ada"@example.com'],
      ['nobody@example.com', 'NOBODY@example.com', '"nobody"@example.com'],
    ]) {
      for (const email of spellings) await ask(server, email)
      for (const email of spellings) await assert.rejects(ask(server, email, '203.0.113.2'), isLimited)
    }
    for (let index = 0; index < 94; index += 1) await ask(server, `nobody${index}@example.com`)
    await assert.rejects(ask(server, 'somebody@example.com'), isLimited)
    assert.equal((await waiting(server.engine)).length, 100)
  })

  test(`a running server resolves what waits, and serves the pages of its links (${name})`, async (t) => {
    const database = await create(t)
    const first = await startTestPatron(t, database)
    assert.equal((await first.post('/api/v1/customers/', aCustomer())).status, 201)
    await first.stop()
    const insert = `insert into recovery_request (id, tenant_id, login, locale, asked_at) values ($1, $2, 'ada@example.com', 'en', now())`
    await query(database, insert, [newId(), defaultTenantId])
    const patron = await startTestPatron(t, database)
    assert.equal((await patron.send('GET', '/customer/reset-password/x')).status, 410)
    if (database.databaseUrl !== undefined)
      await eventually('resolved', async () => (await query(database, 'select from recovery')).length === 1)
    await patron.stop()
    await asOwnerOf(database, async (sql) => {
      assert.equal((await sql('select from recovery_request')).length, 0)
      assert.equal((await sql("select from recovery where kind = 'password_reset'")).length, 1)
    })
  })
}
