import assert from 'node:assert/strict'
import { test } from 'node:test'
import { usualSettings } from '../../src/core/tenants/settings.ts'
import { defaultTenantId, type Tenant } from '../../src/core/tenants/tenant.ts'
import { joinTenants } from '../../src/join/tenants.ts'
import type { Engine } from '../../src/storage/engine.ts'
import { testDatabases } from '../support/databases.ts'
import type { Ask } from '../support/query.ts'
import { asOwner, databaseError, openStorage, withFaults } from '../support/storage.ts'
import { aTenant, changeSettings, defaultTenant } from '../support/tenants.ts'

const askOf =
  (engine: Engine): Ask =>
  (text, parameters) =>
    asOwner(engine, text, parameters)

/** One server process over the database, its clock in the test's hands, with the look-ups it made so far. */
function startProcess(engine: Engine, before: () => void = () => {}) {
  const clock = { milliseconds: 0 }
  let lookUps = 0
  const watched = withFaults(engine, (text) => {
    if (!text.includes('from "tenant"')) return
    lookUps += 1
    before()
  })
  return { clock, lookUps: () => lookUps, tenants: joinTenants(watched, () => clock.milliseconds) }
}

for (const { engine: name, create } of testDatabases) {
  test(`a tenant is found by its id, its host and its name, and decides what it says itself (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { id, host } = await aTenant(askOf(engine), 'tea', { shopName: 'Tea', registrationOpen: false })
    const { tenants } = startProcess(engine)
    const tea: Tenant = { id, name: 'tea', settings: { ...usualSettings, shopName: 'Tea', registrationOpen: false } }
    assert.deepEqual(await tenants.byHost(host), tea)
    assert.deepEqual(await tenants.byHost(`${host}.`), tea)
    assert.deepEqual(await tenants.byId(id), tea)
    assert.deepEqual(await tenants.named('tea'), tea)
    assert.equal(await tenants.byId('01890000-0000-7000-8000-000000000bad'), undefined)
    assert.equal(await tenants.named('coffee'), undefined)
    assert.deepEqual(await tenants.byId(defaultTenantId), defaultTenant)
  })

  test(`a host that is nobody's is the default tenant's, and what can be nobody's name is not looked up (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { tenants, lookUps } = startProcess(engine)
    assert.deepEqual(await tenants.byHost('nobody.example'), defaultTenant)
    assert.deepEqual(await tenants.byHost('nobody.example'), defaultTenant)
    assert.equal(lookUps(), 4)
    for (const host of ['', '.', 'a b', "x'--", 'nul\0', 'ü.example', '/', 'x'.repeat(254)])
      assert.deepEqual(await tenants.byHost(host), defaultTenant, JSON.stringify(host))
    for (const text of ['', 'nul\0', 'line\nbreak', 'x'.repeat(201)]) assert.equal(await tenants.named(text), undefined)
    for (const text of ['', 'x', `${defaultTenantId} `]) assert.equal(await tenants.byId(text), undefined)
    assert.equal(lookUps(), 4)
  })

  test(`what is asked for again is believed for a second, then looked up again, and the same value while nothing changed (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const ask = askOf(engine)
    const { id, host } = await aTenant(ask, 'tea', { shopName: 'Tea' })
    const { tenants, clock, lookUps } = startProcess(engine)
    assert.equal((await tenants.byHost(host)).name, 'tea')
    const found = await tenants.byHost(host)
    assert.equal(lookUps(), 2)
    assert.equal(await tenants.byId(id), found)
    assert.equal(await tenants.named('tea'), found)
    assert.equal(lookUps(), 4)

    clock.milliseconds += 999
    for (let again = 0; again < 5; again += 1) assert.equal(await tenants.byHost(host), found)
    assert.equal(lookUps(), 4)
    clock.milliseconds += 1
    assert.equal(await tenants.byHost(host), found)
    assert.equal(lookUps(), 5)
    assert.equal(await tenants.byHost(host), found)
    assert.equal(lookUps(), 5)

    await changeSettings(ask, id, { shopName: 'Coffee' })
    assert.equal(await tenants.byHost(host), found)
    clock.milliseconds += 1_000
    const changed = await tenants.byHost(host)
    assert.equal(changed.settings.shopName, 'Coffee')
    assert.equal(await tenants.byId(id), changed)
  })

  test(`where a change was made it is so at once, also for a look-up that was under way (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const ask = askOf(engine)
    const { id, host } = await aTenant(ask, 'tea', { shopName: 'Tea' })
    const { tenants } = startProcess(engine)
    const before = tenants.byHost(host)
    tenants.forget()
    assert.equal((await before).settings.shopName, 'Tea')
    await changeSettings(ask, id, { shopName: 'Coffee' })
    assert.equal((await tenants.byHost(host)).settings.shopName, 'Coffee')
    await changeSettings(ask, id, { shopName: 'Cocoa' })
    tenants.forget()
    assert.equal((await tenants.byHost(host)).settings.shopName, 'Cocoa')
    const elsewhere = await aTenant(ask, 'elsewhere')
    await ask('update tenant_host set owner_tenant_id = $1 where host = $2', [elsewhere.id, host])
    tenants.forget()
    assert.equal((await tenants.byHost(host)).id, elsewhere.id)
  })

  test(`however many ask at once, each name is looked up once, unknown ones included (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { host } = await aTenant(askOf(engine), 'tea')
    const { tenants, lookUps } = startProcess(engine)
    const asked = Array.from({ length: 20 }, () => [tenants.byHost(host), tenants.byHost('nobody.example')]).flat()
    assert.equal(new Set(await Promise.all(asked)).size, 2)
    assert.equal(lookUps(), 3) // two hosts and the default tenant
  })

  test(`a look-up that failed is told to those who wait for it, and the next one asks again (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { host, id } = await aTenant(askOf(engine), 'tea')
    let isAway = true
    const { tenants } = startProcess(engine, () => {
      if (isAway) throw databaseError('42501')
    })
    const both = [tenants.byHost(host), tenants.byHost(host)]
    for (const refused of await Promise.allSettled(both)) assert.equal(refused.status, 'rejected')
    isAway = false
    assert.equal((await tenants.byHost(host)).id, id)
  })

  test(`what is asked for once in a second is looked up each time (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { host } = await aTenant(askOf(engine), 'tea')
    const { tenants, clock, lookUps } = startProcess(engine)
    for (let seconds = 1; seconds <= 3; seconds += 1) {
      assert.equal((await tenants.byHost(host)).name, 'tea')
      assert.equal(lookUps(), seconds)
      clock.milliseconds += 1_000
    }
  })

  test(`hosts that somebody makes up push no tenant's out when asked for once, and none's value when more often (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { host } = await aTenant(askOf(engine), 'tea')
    const { tenants, lookUps } = startProcess(engine)
    await tenants.byHost(host)
    const found = await tenants.byHost(host)
    const makeUp = async () => {
      for (let made = 0; made < 500; made += 1) await tenants.byHost(`h${made}.example`)
    }
    await makeUp()
    const before = lookUps()
    assert.equal(await tenants.byHost(host), found)
    assert.equal(lookUps(), before)
    await makeUp()
    const after = lookUps()
    await tenants.byHost('h499.example')
    assert.equal(lookUps(), after)
    assert.equal(await tenants.byHost(host), found)
    assert.equal(lookUps(), after + 1)
  })
}
