import assert from 'node:assert/strict'
import { test } from 'node:test'
import { v7 as newId } from 'uuid'
import { createApiKeySecrets } from '../../src/adapters/secrets/api-key-secrets.ts'
import { createKeyring, type Keyring } from '../../src/adapters/secrets/keyring.ts'
import type { ApiKeyDraft, ChangeApiKeysDeps } from '../../src/core/tenants/api-key.ts'
import { makeApiKey } from '../../src/core/tenants/make-api-key.ts'
import { replaceApiKey } from '../../src/core/tenants/replace-api-key.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { resealSecrets } from '../../src/join/keys.ts'
import { apiKeyStore, apiKeyTransaction } from '../../src/storage/api-keys.ts'
import type { Engine } from '../../src/storage/engine.ts'
import { sealedSecretStore } from '../../src/storage/sealed-secrets.ts'
import { withoutTenant } from '../../src/storage/transaction.ts'
import { testDatabases } from '../support/databases.ts'
import { asOwner, openStorage, somebodyWaits, withFaults } from '../support/storage.ts'
import { keyring } from '../support/tokens.ts'

const draft: ApiKeyDraft = {
  ...{ kind: 'hmac', tenantId: defaultTenantId, name: 'CRM', publicId: 'crm', scopes: ['customers:read'] },
  ...{ requestsPerMinute: null, allowedNetworks: ['10.0.0.0/8'], expiresInSeconds: null },
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

async function rotate(engine: Engine, id: string, graceSeconds = 7 * day) {
  const outcome = await replaceApiKey({ id, tenantId: defaultTenantId, graceSeconds }, changing(engine))
  assert.ok(outcome.ok)
  return outcome
}

/** The secrets a request of this program may be signed with, newest first. */
async function secretsOf(engine: Engine, publicId = 'crm', ring: Keyring = keyring): Promise<readonly string[]> {
  const found = await apiKeyStore(engine).findSigning(publicId)
  return (found?.sealedSecrets ?? []).map((sealed) => Buffer.from(ring.open('hmac-secret', publicId, sealed)).toString())
}

for (const { engine: name, create } of testDatabases) {
  test(`a key that signs is found by its public id, with its secret sealed and the database's time (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { key, text } = await make(engine)
    assert.match(text, /^[\w-]{43}$/)
    assert.deepEqual(
      [key.kind, key.publicId, key.scopes, key.allowedNetworks, key.state, key.previousSecretUntil],
      ['hmac', 'crm', ['customers:read'], ['10.0.0.0/8'], 'active', null],
    )
    const found = await apiKeyStore(engine).findSigning('crm')
    assert.deepEqual(found?.key, key)
    assert.ok(found?.now instanceof Date)
    assert.deepEqual(await secretsOf(engine), [text])
    for (const other of ['CRM', 'crm ', '', key.id]) assert.equal(await apiKeyStore(engine).findSigning(other), undefined)
    const stored = await asOwner(engine, 'select secret_digest, sealed_secret from api_key')
    assert.ok(!JSON.stringify(stored).includes(Buffer.from(text).toString('hex')))
    assert.throws(() => keyring.open('hmac-secret', 'another', found?.sealedSecrets[0] ?? new Uint8Array()))

    const madeUp = await make(engine, { publicId: null, scopes: null, allowedNetworks: null })
    assert.match(madeUp.key.publicId ?? '', /^pk_[A-Za-z0-9]{16}$/)
    assert.equal(madeUp.key.scopes, null)
    assert.equal(await apiKeyStore(engine).hadStorefront(), false)
  })

  test(`a rotated key stays what it is, and its previous secret is good until the time of grace is over (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { key, text: first } = await make(engine)
    const { key: rotated, text: second, replaced } = await rotate(engine, key.id)
    assert.equal(replaced, null)
    assert.deepEqual({ ...rotated, previousSecretUntil: null }, key)
    assert.ok(Math.abs(Number(rotated.previousSecretUntil) - Number(key.createdAt) - 7 * day * 1000) < 60_000)
    assert.deepEqual(await secretsOf(engine), [second, first])
    await asOwner(engine, 'update api_key set previous_secret_until = now()')
    assert.deepEqual(await secretsOf(engine), [second])
    const { text: third } = await rotate(engine, key.id)
    const { text: fourth } = await rotate(engine, key.id)
    assert.deepEqual(await secretsOf(engine), [fourth, third])
    const { key: last, text: fifth } = await rotate(engine, key.id, 0)
    assert.equal(last.previousSecretUntil, null)
    assert.deepEqual(await secretsOf(engine), [fifth])
    assert.equal((await apiKeyStore(engine).list(defaultTenantId)).length, 1)
  })

  test(`a public id is given once in the whole installation, and not again when its key is revoked (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const begun = await withoutTenant(engine, async (session) => {
      const keys = apiKeyTransaction(session)
      assert.equal(await keys.reservePublicId('crm'), undefined)
      const second = makeApiKey({ ...draft, tenantId: newId() }, changing(engine))
      await somebodyWaits(engine)
      const kept = createApiKeySecrets(keyring).make({ ...draft, id: newId() })
      return { first: await keys.insert({ ...draft, ...kept, id: newId(), replacesId: null }), second }
    })
    assert.deepEqual(await begun.second, { ok: false, holder: begun.first })
    await apiKeyStore(engine).revoke(begun.first.id, defaultTenantId)
    const again = await makeApiKey(draft, changing(engine))
    assert.equal(again.ok, false)
    assert.equal((await apiKeyStore(engine).findSigning('crm'))?.key.state, 'revoked')
    const outcome = await replaceApiKey({ id: begun.first.id, tenantId: defaultTenantId, graceSeconds: 0 }, changing(engine))
    assert.deepEqual(outcome, { ok: false, fault: 'revoked' })
  })

  test(`secrets are sealed anew under the new secret of the server, both of a key, and not what changed meanwhile (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { key, text: first } = await make(engine)
    const { text: second } = await rotate(engine, key.id)
    const revoked = await make(engine, { publicId: 'gone' })
    await apiKeyStore(engine).revoke(revoked.key.id, defaultTenantId)
    const [newSecret, oldSecret] = ['the-new-secret-of-the-tests-0123456789', 'the-secret-key-of-the-tests-0123456789']
    await resealSecrets(engine, createKeyring([newSecret, oldSecret]))
    const alone = createKeyring([newSecret])
    assert.deepEqual(await secretsOf(engine, 'crm', alone), [second, first])
    await resealSecrets(engine, alone)
    await assert.rejects(resealSecrets(engine, keyring), /No secret opens this hmac-secret/)

    const store = sealedSecretStore(engine)
    const [before] = await store.sealed()
    assert.ok(before)
    const sealed = alone.seal('hmac-secret', 'crm', Buffer.from('another'))
    await withoutTenant(engine, (session) => apiKeyTransaction(session).replaceSecret(key.id, sealed, 0))
    await store.reseal(before, new Uint8Array(1))
    assert.deepEqual(await secretsOf(engine, 'crm', alone), ['another'])
  })
}

test('a key that signs is found by its index, however many there are', async (t) => {
  const [, postgres] = testDatabases
  assert.ok(postgres)
  const engine = await openStorage(t, await postgres.create(t))
  await asOwner(
    engine,
    `insert into api_key (id, kind, owner_tenant_id, name, public_id, sealed_secret, created_at)
     select gen_random_uuid(), 'hmac', $1, n::text, 'key-' || n, '', now() from generate_series(1, 20000) as n`,
    [defaultTenantId],
  )
  await asOwner(engine, 'analyze api_key')
  const texts: string[] = []
  await apiKeyStore(withFaults(engine, (text) => void texts.push(text))).findSigning('key-7')
  const look = texts.find((text) => text.includes('public_id" = '))
  assert.ok(look)
  const connection = await engine.connect()
  try {
    await connection.script(`set plan_cache_mode = force_generic_plan; prepare look (text) as ${look}`)
    const [plan = []] = await connection.batch([{ sql: "explain execute look ('key-7')", parameters: [] }])
    assert.match(JSON.stringify(plan), /api_key_hmac/)
  } finally {
    connection.release(true)
  }
})
