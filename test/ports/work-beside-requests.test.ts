import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { v7 as newId } from 'uuid'
import { createKeyring } from '../../src/adapters/secrets/keyring.ts'
import { startResolving } from '../../src/join/resolving.ts'
import { joinTenants } from '../../src/join/tenants.ts'
import type { Engine } from '../../src/storage/engine.ts'
import { tenantsWithUnledgered } from '../../src/storage/erasures.ts'
import { countForeignSchemes } from '../../src/storage/logins.ts'
import { tenantsWithWaiting } from '../../src/storage/waiting-tenants.ts'
import { testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { testSettings } from '../support/patron.ts'
import { removeOutlived } from '../support/retention.ts'
import { ada, asOwner, grace, openStorage, withFaults } from '../support/storage.ts'

const keyring = createKeyring([testSettings.PATRON_SECRET_KEY])
const tenantIds = Array.from({ length: 60 }, (_, index) => `00000000-0000-7000-8000-0000000001${String(index).padStart(2, '0')}`)
const [first = '', second = '', third = ''] = tenantIds
const beforeAll = '00000000-0000-0000-0000-000000000000'

const ask = (engine: Engine, tenantId: string, login = 'nobody@example.com') =>
  asOwner(engine, `insert into recovery_request (id, tenant_id, login, locale, asked_at) values ($1, $2, $3, 'en', now())`, [
    newId(),
    tenantId,
    login,
  ])

const waiting = async (engine: Engine) =>
  (await asOwner<{ id: string }>(engine, 'select tenant_id as id from recovery_request')).map(({ id }) => id)

for (const { engine: name, create } of testDatabases) {
  test(`what runs beside the requests finds the tenants that have something to do, and no others (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const some = { after: beforeAll, limit: 50 }
    assert.deepEqual(await tenantsWithWaiting(engine, some), [])
    for (const tenantId of [second, second, third]) await ask(engine, tenantId)
    for (const tenantId of [first, first, second])
      await asOwner(engine, `insert into waiting_registration (tenant_id, id, registration) values ($1, $2, '{}')`, [
        tenantId,
        newId(),
      ])
    assert.deepEqual(await tenantsWithWaiting(engine, some), [first, second, third])
    assert.deepEqual(await tenantsWithWaiting(engine, { ...some, limit: 2 }), [first, second])
    assert.deepEqual(await tenantsWithWaiting(engine, { ...some, after: first }), [second, third])

    const erasure = 'insert into erasure (customer_id, tenant_id, erased_at, is_in_ledger) values ($1, $2, now(), $3)'
    for (const [id, tenantId, isInLedger] of [
      [newId(), first, true],
      [ada, second, false],
      [grace, second, false],
    ])
      await asOwner(engine, erasure, [id, tenantId, isInLedger])
    assert.deepEqual(await tenantsWithUnledgered(engine), [second])

    const credential = `insert into credential (customer_id, kind, tenant_id, hash, scheme, changed_at) values ($1, 'password', $2, 'h', $3, now())`
    for (const [tenantId, scheme] of [
      [first, 'bcrypt'],
      [second, 'bcrypt'],
      [third, 'argon2id'],
    ])
      await asOwner(engine, credential, [newId(), tenantId, scheme])
    assert.deepEqual(await countForeignSchemes(engine), [{ scheme: 'bcrypt', count: 2 }])
  })

  test(`rows that have run out are removed where there are any, and nowhere else is a look taken (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    let cleanings = 0
    const watched = withFaults(engine, (text) => {
      if (text.includes('delete from "attempt"')) cleanings += 1
    })
    const window = `insert into attempt (tenant_id, bucket, window_ends, used) values ($1, '\\x00', now() + make_interval(secs => $2), 1)`
    for (const tenantId of tenantIds) await asOwner(engine, window, [tenantId, 60])
    await removeOutlived(watched)
    assert.equal(cleanings, 0)
    await asOwner(engine, "update attempt set window_ends = now() - interval '1 second' where tenant_id = any($1)", [
      [first, third],
    ])
    await removeOutlived(watched)
    assert.equal(cleanings, 2)
    assert.equal((await asOwner(engine, 'select from attempt')).length, tenantIds.length - 2)
  })

  test(`requests of every tenant are resolved, however many there are of one, and though one of another fails (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    await asOwner(engine, `alter table recovery add check (tenant_id <> '${first}')`)
    const customer = `insert into customer (id, tenant_id, number, state, email, email_key, email_key_version, first_name, last_name, slug, created_at)
      values ($1, $2, 1, 'active', 'ada@example.com', 'ada@example.com', 1, 'Ada', 'Lovelace', 'ada', now())`
    const claim = "insert into claim (tenant_id, kind, value, customer_id) values ($1, 'login', 'ada@example.com', $2)"
    for (const [tenantId, id] of [
      [first, ada],
      [third, grace],
    ] as const) {
      await asOwner(engine, customer, [id, tenantId])
      await asOwner(engine, claim, [tenantId, id])
    }
    await ask(engine, first, 'ada@example.com')
    for (const tenantId of tenantIds.slice(1)) await ask(engine, tenantId, 'ada@example.com')
    for (let more = 0; more < 25; more += 1) await ask(engine, second)

    const told: string[] = []
    const logger = pino({}, { write: (line: string) => void told.push(line) })
    const end = startResolving({ engine, tenants: joinTenants(engine), keyring, logger, now: () => new Date() })
    await eventually('the others are resolved', async () => (await waiting(engine)).every((id) => id === first))
    await end()
    assert.deepEqual(await waiting(engine), [first])
    assert.match(told[0] ?? '', /resolving registrations and requests for new passwords does not work; it is tried again/)
    const made = await asOwner(engine, 'select tenant_id, customer_id from recovery')
    assert.deepEqual(made, [{ tenant_id: third, customer_id: grace }])
  })
}
