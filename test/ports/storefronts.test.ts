import assert from 'node:assert/strict'
import { test } from 'node:test'
import { v7 as newId } from 'uuid'
import { CountsPerMinute } from '../../src/adapters/limits/counts-per-minute.ts'
import { isInNetworks } from '../../src/adapters/network/networks.ts'
import { createApiKeySecrets } from '../../src/adapters/secrets/api-key-secrets.ts'
import { apiKeyTexts } from '../../src/adapters/secrets/api-key-texts.ts'
import type { ApiKey, ApiKeyDraft, ApiKeyTransaction, ChangeApiKeysDeps, NewApiKey } from '../../src/core/tenants/api-key.ts'
import { countRequests } from '../../src/core/tenants/count-requests.ts'
import { identifyProgram } from '../../src/core/tenants/identify-program.ts'
import { identifyStorefront } from '../../src/core/tenants/identify-storefront.ts'
import { makeApiKey } from '../../src/core/tenants/make-api-key.ts'
import { createOpenMode } from '../../src/core/tenants/open-mode.ts'
import { replaceApiKey } from '../../src/core/tenants/replace-api-key.ts'
import type { Storefront } from '../../src/core/tenants/storefront.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { joinStorefronts } from '../../src/join/storefronts.ts'
import { joinTenants } from '../../src/join/tenants.ts'
import { apiKeyStore, apiKeyTransaction } from '../../src/storage/api-keys.ts'
import type { Engine } from '../../src/storage/engine.ts'
import { withoutTenant } from '../../src/storage/transaction.ts'
import { Trouble } from '../../src/violations/trouble.ts'
import { testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { asOwner, databaseError, openStorage, somebodyWaits, withFaults } from '../support/storage.ts'
import { defaultTenant } from '../support/tenants.ts'
import { keyring } from '../support/tokens.ts'

const draft: ApiKeyDraft = {
  kind: 'storefront',
  tenantId: defaultTenantId,
  name: 'web',
  publicId: null,
  scopes: null,
  requestsPerMinute: 100,
  allowedNetworks: null,
  expiresInSeconds: null,
}
const day = 86_400

const changing = (engine: Engine): ChangeApiKeysDeps => ({
  transaction: (work) => withoutTenant(engine, (session) => work(apiKeyTransaction(session))),
  secrets: createApiKeySecrets(keyring),
  newId: () => newId(),
})

async function make(engine: Engine, given: Partial<ApiKeyDraft> = {}) {
  const outcome = await makeApiKey({ ...draft, ...given }, changing(engine))
  assert.ok(outcome.ok)
  return outcome
}

const replace = (engine: Engine, id: string, graceSeconds = 7 * day) =>
  replaceApiKey({ id, tenantId: defaultTenantId, graceSeconds }, changing(engine))

const revoke = (engine: Engine, id: string) => apiKeyStore(engine).revoke(id, defaultTenantId)

/** A key as it is stored, for a transaction that a test holds open. */
const stored = (given: Partial<NewApiKey> = {}): NewApiKey => ({
  ...{ ...draft, id: newId(), secretDigest: new Uint8Array(32), sealedSecret: null, replacesId: null },
  ...given,
})

interface Rivals<Second> {
  /** Looks, and says how it would write. */
  first(keys: ApiKeyTransaction): Promise<() => Promise<ApiKey>>
  second(): Promise<Second>
}

/** Begins the second while the first has looked and not yet written; it has to wait. */
async function whileOther<Second>(engine: Engine, rivals: Rivals<Second>): Promise<{ first: ApiKey; second: Second }> {
  const { first, second } = await withoutTenant(engine, async (session) => {
    const write = await rivals.first(apiKeyTransaction(session))
    const begun = rivals.second()
    await somebodyWaits(engine)
    return { first: await write(), second: { begun } } // wrapped, since it ends after this transaction only
  })
  return { first, second: await second.begun }
}

/** One server process over the database, its clock in the test's hands. */
function startProcess(engine: Engine, { mode = 'development' } = {}) {
  const clock = { milliseconds: 0 }
  const errors: unknown[] = []
  const store = apiKeyStore(engine)
  const counts = new CountsPerMinute(() => clock.milliseconds)
  const identification = {
    store,
    tenants: joinTenants(engine),
    texts: apiKeyTexts,
    isOpen: createOpenMode({ isAllowed: mode === 'development', hadStorefront: () => store.hadStorefront() }),
    isInNetworks,
    uses: new CountsPerMinute(() => clock.milliseconds),
    onError: (error: unknown) => void errors.push(error),
  }
  return {
    clock,
    errors,
    identify: (key?: string, clientAddress = '203.0.113.1', host = 'shop.example') =>
      identifyStorefront({ key, clientAddress, host }, identification),
    count: (storefront: Storefront, units: number) => countRequests(storefront, units, counts),
  }
}

const isTrouble = (value: object) => (error: unknown) => {
  assert.ok(error instanceof Trouble)
  assert.deepEqual(error.value, value)
  return true
}
const isMissing = isTrouble({ code: 'storefront_key_missing' })
const isRefused = isTrouble({ code: 'storefront_key_refused' })
const open = { tenant: defaultTenant, keyId: null, requestsPerMinute: null }

for (const { engine: name, create } of testDatabases) {
  test(`until the first key is made everybody is let in, in development only (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const [one, other, production] = [startProcess(engine), startProcess(engine), startProcess(engine, { mode: 'production' })]
    await make(engine, { kind: 'service', requestsPerMinute: null })
    for (const process of [one, other]) {
      assert.deepEqual(await process.identify(), open)
      assert.deepEqual(await process.identify('pk_storefront_of_nobody'), open)
      assert.equal(process.count(open, 1_000_000), null)
    }
    await assert.rejects(production.identify(), isMissing)
    await assert.rejects(production.identify('pk_storefront_of_nobody'), isRefused)

    const { key, text } = await make(engine)
    for (const process of [one, other, production]) {
      await assert.rejects(process.identify(), isMissing)
      for (const blank of ['', ' ']) await assert.rejects(process.identify(blank), isMissing)
      const storefront = { tenant: defaultTenant, keyId: key.id, requestsPerMinute: 100 }
      assert.deepEqual(await process.identify(text), storefront)
    }
    await revoke(engine, key.id)
    for (const process of [one, other, startProcess(engine)]) {
      await assert.rejects(process.identify(), isMissing)
      await assert.rejects(process.identify(text), isRefused)
    }
  })

  test(`a key that is unknown, revoked, expired, or used from elsewhere is refused alike (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { identify } = startProcess(engine)
    const { text } = await make(engine, { name: 'any', allowedNetworks: ['10.0.0.0/8', '2001:db8::1'] })
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8:0:0:0:0:0:1']) await identify(text, address)
    for (const address of ['11.1.2.3', '2001:db8::2', 'unknown']) await assert.rejects(identify(text, address), isRefused)

    const otherLetter = `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`
    for (const wrong of [otherLetter, text.slice(0, -1), `${text}A`, text.toLowerCase(), text.slice(14), 'x', 'x'.repeat(16_000)])
      await assert.rejects(identify(wrong, '10.1.2.3'), isRefused)

    const short = await make(engine, { name: 'short', expiresInSeconds: day })
    await identify(short.text)
    await asOwner(engine, "update api_key set expires_at = now() where name = 'short'")
    await assert.rejects(identify(short.text), isRefused)

    const revoked = await make(engine, { name: 'revoked' })
    await identify(revoked.text)
    await revoke(engine, revoked.key.id)
    await assert.rejects(identify(revoked.text), isRefused)
  })

  test(`the keys of storefronts and of services are no keys of each other (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const [storefront, service] = [await make(engine), await make(engine, { kind: 'service', requestsPerMinute: null })]
    const { identify } = startProcess(engine)
    await assert.rejects(identify(service.text), isRefused)
    const deps = { store: apiKeyStore(engine), texts: apiKeyTexts }
    assert.equal((await identifyProgram(service.text, deps)).id, service.key.id)
    const secret = service.text.slice(-43)
    for (const text of [storefront.text, `patron_sk_${storefront.key.id.replaceAll('-', '')}_${secret}`])
      await assert.rejects(identifyProgram(text, deps), isTrouble({ code: 'api_key_refused', fault: 'unknown' }))
    // The same secret under the other kind opens nothing either.
    await asOwner(engine, `update api_key set secret_digest = (select secret_digest from api_key where kind = 'service')`)
    const borrowed = `patron_sk_${storefront.key.id.replaceAll('-', '')}_${secret}`
    await assert.rejects(identifyProgram(borrowed, deps), isTrouble({ code: 'api_key_refused', fault: 'unknown' }))
    await assert.rejects(identify(service.text), isRefused)
  })

  test(`a key's requests are counted by the minute, several for one where it stands for several (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { clock, identify, count } = startProcess(engine)
    const one = await identify((await make(engine, { requestsPerMinute: 7 })).text)
    const other = await identify((await make(engine, { name: 'other', requestsPerMinute: 1 })).text)
    const unlimited = await identify((await make(engine, { name: 'unlimited', requestsPerMinute: null })).text)
    assert.deepEqual(count(one, 5), { limit: 7, remaining: 2, resetSeconds: 60 })
    clock.milliseconds = 20_500
    assert.throws(() => count(one, 5), isTrouble({ code: 'too_many_requests', retryAfterSeconds: 40 }))
    assert.deepEqual(count(one, 2), { limit: 7, remaining: 0, resetSeconds: 40 })
    assert.throws(() => count(one, 1), isTrouble({ code: 'too_many_requests', retryAfterSeconds: 40 }))
    assert.deepEqual(count(other, 1), { limit: 1, remaining: 0, resetSeconds: 60 })
    assert.equal(count(unlimited, 1_000_000), null)
    clock.milliseconds = 60_000
    assert.deepEqual(count(one, 1), { limit: 7, remaining: 6, resetSeconds: 60 })
  })

  test(`a replaced key is good until its time of grace is over, and its successor is as it was (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { identify } = startProcess(engine)
    const given = { requestsPerMinute: 7, allowedNetworks: ['203.0.113.0/24'], expiresInSeconds: 30 * day }
    const old = await make(engine, given)
    const replaced = await replace(engine, old.key.id)
    assert.ok(replaced.ok && replaced.replaced)
    const { name: called, kind, requestsPerMinute, allowedNetworks, replacesId, state, expiresAt, createdAt } = replaced.key
    assert.deepEqual(
      [called, kind, requestsPerMinute, allowedNetworks, replacesId, state],
      ['web', 'storefront', 7, ['203.0.113.0/24'], old.key.id, 'active'],
    )
    assert.equal(Number(expiresAt) - Number(createdAt), 30 * day * 1000)
    assert.equal(Number(replaced.replaced.expiresAt) - Number(createdAt), 7 * day * 1000)
    assert.equal((await identify(old.text)).keyId, old.key.id)
    assert.deepEqual(await identify(replaced.text), { ...open, keyId: replaced.key.id, requestsPerMinute: 7 })
    await assert.rejects(identify(replaced.text, '192.0.2.1'), isRefused)

    await asOwner(engine, 'update api_key set expires_at = now() where id = $1', [old.key.id])
    await assert.rejects(identify(old.text), isRefused)
    assert.equal((await identify(replaced.text)).keyId, replaced.key.id)

    const next = await replace(engine, replaced.key.id, 365 * day)
    assert.ok(next.ok && next.replaced)
    assert.deepEqual(next.replaced.expiresAt, expiresAt)
    const last = await replace(engine, next.key.id, 0)
    assert.ok(last.ok && last.replaced)
    assert.equal(last.replaced.state, 'expired')
    await assert.rejects(identify(next.text), isRefused)
  })

  test(`a key is replaced once, and not when it is no good any more (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { key } = await make(engine, { kind: 'service', requestsPerMinute: null })
    const { first: successor, second } = await whileOther(engine, {
      first: async (keys) => {
        await keys.lock(key.id, defaultTenantId)
        return () => keys.insert(stored({ kind: 'service', replacesId: key.id }))
      },
      second: () => replace(engine, key.id),
    })
    assert.deepEqual(second, { ok: false, fault: 'replaced', successor })
    assert.equal(successor.expiresAt, null)
    await revoke(engine, successor.id)
    assert.deepEqual(await replace(engine, successor.id), { ok: false, fault: 'revoked' })
    const short = await make(engine, { name: 'short', expiresInSeconds: day })
    await asOwner(engine, "update api_key set expires_at = now() where name = 'short'")
    assert.deepEqual(await replace(engine, short.key.id), { ok: false, fault: 'expired' })
    assert.deepEqual(await replace(engine, newId()), { ok: false, fault: 'unknown' })
    await asOwner(engine, 'update api_key set owner_tenant_id = gen_random_uuid()')
    assert.deepEqual(await replace(engine, key.id), { ok: false, fault: 'unknown' })
  })

  test(`of storefronts that would be called the same, one is made; a name is free again when its key ends (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const attempt = (given: Partial<ApiKeyDraft> = {}) => makeApiKey({ ...draft, ...given }, changing(engine))
    const { first: holder, second } = await whileOther(engine, {
      first: async (keys) => {
        assert.equal(await keys.reserveName('web', defaultTenantId), undefined)
        return () => keys.insert(stored())
      },
      second: attempt,
    })
    assert.deepEqual(second, { ok: false, holder })
    for (const free of [{ name: 'Web' }, { tenantId: newId() }, { kind: 'service' as const }]) await make(engine, free)

    const replaced = await replace(engine, holder.id)
    assert.ok(replaced.ok && replaced.replaced)
    assert.deepEqual(await attempt(), { ok: false, holder: replaced.key })
    await revoke(engine, replaced.key.id)
    const { key } = await make(engine)
    await asOwner(engine, 'update api_key set expires_at = now() where id = $1', [key.id])
    await make(engine)
  })

  test(`when a key was last used is noted once a minute by each process (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const [one, other] = [startProcess(engine), startProcess(engine)]
    const { key, text } = await make(engine)
    const lastUse = async () => (await apiKeyStore(engine).list(defaultTenantId))[0]?.lastUsedAt ?? undefined
    const forget = () => asOwner(engine, 'update api_key set last_used_at = null')
    const noted = async () => (await eventually('the use is noted', lastUse)) instanceof Date
    assert.equal(await lastUse(), undefined)
    await one.identify(text)
    assert.ok(await noted())
    await forget()
    await one.identify(text)
    await make(engine, { name: 'written after a use would have been noted' })
    assert.equal((await apiKeyStore(engine).list(defaultTenantId)).find(({ id }) => id === key.id)?.lastUsedAt, null)
    await other.identify(text)
    await eventually('the other process notes it', async () => (await usesOf(engine, key.id)) !== null)
    await forget()
    one.clock.milliseconds = 60_000
    await one.identify(text)
    await eventually('the next minute is noted', async () => (await usesOf(engine, key.id)) !== null)
    assert.deepEqual([one.errors, other.errors], [[], []])
  })

  test(`a use that cannot be noted is told, and keeps nobody out (${name})`, async (t) => {
    const whole = await openStorage(t, await create(t))
    const engine = withFaults(whole, (statement) => {
      if (statement.includes('last_used_at" = now()')) throw databaseError('42501')
    })
    const { key, text } = await make(engine)
    const process = startProcess(engine)
    assert.equal((await process.identify(text)).keyId, key.id)
    await eventually('the failure is told', () => process.errors.length === 1)
    assert.equal(await usesOf(engine, key.id), null)
  })

  test(`joined as the server has it, storefronts are identified and counted (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const logger = { warn: () => assert.fail('nothing fails') }
    const { identify, countRequests: count } = joinStorefronts({
      engine,
      tenants: joinTenants(engine),
      config: { mode: 'production', rateLimits: true },
      logger,
    })
    await assert.rejects(identify({ key: undefined, clientAddress: '203.0.113.1', host: '' }), isMissing)
    const { key, text } = await make(engine, { requestsPerMinute: 1 })
    const storefront = await identify({ key: text, clientAddress: '203.0.113.1', host: '' })
    assert.equal(storefront.keyId, key.id)
    assert.equal(count(storefront, 1)?.remaining, 0)
    assert.throws(() => count(storefront, 1), /too_many_requests/)
    await eventually('the use is noted', async () => (await usesOf(engine, key.id)) !== null)
  })
}

async function usesOf(engine: Engine, id: string): Promise<Date | null> {
  const [row] = await asOwner<{ at: Date | null }>(engine, 'select last_used_at as at from api_key where id = $1', [id])
  assert.ok(row)
  return row.at
}

test('a key is found by its index, however many there are', async (t) => {
  const [, postgres] = testDatabases
  assert.ok(postgres)
  const engine = await openStorage(t, await postgres.create(t))
  await asOwner(
    engine,
    `insert into api_key (id, kind, owner_tenant_id, name, secret_digest, created_at)
     select gen_random_uuid(), 'storefront', $1, n::text, sha256(n::text::bytea), now() from generate_series(1, 20000) as n`,
    [defaultTenantId],
  )
  await asOwner(engine, 'analyze api_key')
  const texts: string[] = []
  await apiKeyStore(withFaults(engine, (text) => void texts.push(text))).findStorefront(new Uint8Array(32))
  const look = texts.find((text) => text.includes('secret_digest'))
  assert.ok(look)
  const connection = await engine.connect()
  try {
    await connection.script(`set plan_cache_mode = force_generic_plan; prepare look (bytea) as ${look}`)
    const [plan = []] = await connection.batch([{ sql: "explain execute look ('\\x00')", parameters: [] }])
    assert.match(JSON.stringify(plan), /api_key_storefront/)
  } finally {
    connection.release(true)
  }
})
