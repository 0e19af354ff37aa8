import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { test } from 'node:test'
import { createKeyring } from '../../src/adapters/secrets/keyring.ts'
import { createTokens } from '../../src/adapters/tokens/jwt.ts'
import { openSigningKeys, type SigningKeys } from '../../src/adapters/tokens/signing-keys.ts'
import { signingKeyStore } from '../../src/storage/signing-keys.ts'
import { testDatabases } from '../support/databases.ts'
import { startTestPatron } from '../support/patron.ts'
import { aMember, getProfile, headerOf, memberOf, refresh } from '../support/signed-in.ts'
import { asOwner, openStorage } from '../support/storage.ts'
import { frozenClock, memoryKeyStore, openKeys, someClaims } from '../support/tokens.ts'

const idOf = (keys: SigningKeys): string => keys.current().id ?? ''
const publishedIds = (keys: SigningKeys): readonly unknown[] => keys.published().keys.map(({ kid }) => kid)

const tokensOf = (keys: SigningKeys, now: () => Date) =>
  createTokens({ keys, issuer: 'patron', sharedSecret: undefined, acceptsOlderTokens: false, now })

for (const { engine: name, create } of testDatabases) {
  test(`a rotated key signs what is new, and the old one is good and published for as long as its tokens (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const clock = frozenClock()
    const store = signingKeyStore(engine)
    const keys = await openKeys(store, clock)
    const tokens = tokensOf(keys, clock.now)
    const first = idOf(keys)
    const old = tokens.issue(someClaims(clock.now()))
    await keys.rotate()
    const second = idOf(keys)
    assert.notEqual(second, first)
    assert.deepEqual(publishedIds(keys), [second, first])
    const fresh = tokens.issue(someClaims(clock.now()))
    assert.deepEqual([headerOf(old)['kid'], headerOf(fresh)['kid']], [first, second])
    const restarted = await openKeys(store, clock)
    assert.equal(idOf(restarted), second)
    for (const reading of [keys, restarted])
      for (const token of [old, fresh]) assert.ok(await tokensOf(reading, clock.now).read(token))

    await asOwner(engine, "update signing_key set retired_at = retired_at - interval '1 hour'")
    await keys.reload()
    assert.deepEqual(publishedIds(keys), [second])
    assert.equal(await tokensOf(keys, clock.now).read(old), undefined)
    assert.ok(await tokensOf(keys, clock.now).read(fresh))
  })

  test(`private keys rest sealed, each under its own id, and are sealed anew under the new secret beside the old (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const store = signingKeyStore(engine)
    const clock = frozenClock()
    const opened = (...secrets: readonly [string, ...string[]]) =>
      openSigningKeys({
        store,
        keyring: createKeyring(secrets),
        retiredForSeconds: 60,
        newId: () => 'another',
        elapsed: clock.elapsed,
        sleep: clock.sleep,
      })
    const [newSecret, oldSecret] = ['the-new-secret-of-the-tests-0123456789', 'the-old-secret-of-the-tests-0123456789']
    const keys = await opened(oldSecret)
    const rows = await asOwner<{ public_key: object; private_key: Uint8Array }>(engine, 'select * from signing_key')
    assert.equal(rows.length, 1)
    assert.ok(!JSON.stringify(rows[0]?.public_key).includes('"d"'))
    const { d: privatePart = '' } = exported(keys)
    assert.ok(privatePart !== '' && !Buffer.from(rows[0]?.private_key ?? []).includes(Buffer.from(privatePart, 'base64url')))
    await assert.rejects(opened(newSecret), /No secret opens this signing-key; was PATRON_SECRET_KEY changed/)
    assert.equal(idOf(await opened(newSecret, oldSecret)), idOf(keys))
    assert.equal(idOf(await opened(newSecret)), idOf(keys))
    await assert.rejects(opened(oldSecret), /No secret opens/)
    await asOwner(engine, "update signing_key set id = 'moved'")
    await assert.rejects(opened(newSecret), /No secret opens/)
  })
}

const postgres = testDatabases.find(({ engine }) => engine === 'postgresql')

test('the published keys verify the tokens of the server, which refuses to start with another secret', async (t) => {
  assert.ok(postgres)
  const database = await postgres.create(t)
  const patron = await startTestPatron(t, database)
  const member = await aMember(patron)
  const published = await patron.send('GET', '/.well-known/jwks.json')
  assert.deepEqual(
    ['content-type', 'cache-control', 'allow', 'vary'].map((header) => published.headers.get(header)),
    ['application/jwk-set+json', 'public, max-age=300', 'GET, HEAD', null],
  )
  const { keys } = published.json() as { keys: readonly Record<string, string>[] }
  for (const token of [member.access, member.refresh]) {
    const jwk = keys.find(({ kid }) => kid === headerOf(token)['kid'])
    assert.ok(jwk)
    const [header, payload, signature = ''] = token.split('.')
    const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const
    assert.ok(verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url')))
  }
  const head = await patron.send('HEAD', '/.well-known/jwks.json')
  assert.deepEqual([head.status, head.text], [200, ''])
  const post = await patron.post('/.well-known/jwks.json', {})
  assert.deepEqual([post.status, post.headers.get('allow')], [405, 'GET, HEAD'])
  await patron.stop()

  const otherSecret = { PATRON_SECRET_KEY: 'another-secret-key-of-the-tests-012345' }
  await assert.rejects(
    startTestPatron(t, database, otherSecret),
    /No secret opens this signing-key; was PATRON_SECRET_KEY changed/,
  )
  const both = { PATRON_SECRET_KEY: `${otherSecret.PATRON_SECRET_KEY},the-secret-key-of-the-tests-0123456789` }
  const shared = { ...both, PATRON_TOKEN_SECRET: 'a-secret-shared-with-django-0123456789' }
  const sharing = await startTestPatron(t, database, shared)
  const again = await memberOf(sharing, member.email)
  assert.deepEqual(headerOf(again.access), { alg: 'HS256', typ: 'JWT' })
  for (const { access, refresh: token } of [member, again]) {
    assert.equal((await getProfile(sharing, { ...member, access })).status, 200)
    assert.equal((await refresh(sharing, token)).status, 200)
  }
})

function exported(keys: SigningKeys) {
  const key = keys.current()
  assert.ok(key.algorithm === 'ES256')
  return key.privateKey.export({ format: 'jwk' })
}

test('a second server learns of a new key by the first token that names it, however many come at once', async () => {
  const clock = frozenClock()
  const store = memoryKeyStore(clock.now)
  const here = await openKeys(store, clock)
  const there = await openKeys(store, clock)
  await here.rotate()
  const token = tokensOf(here, clock.now).issue(someClaims(clock.now()))
  clock.pass(1)
  const reading = tokensOf(there, clock.now)
  const looks = store.looks
  const read = await Promise.all(Array.from({ length: 8 }, () => reading.read(token)))
  assert.deepEqual(
    read.map((claims) => claims?.customerNumber),
    Array(8).fill(7),
  )
  assert.equal(store.looks, looks + 1)
  assert.equal(idOf(there), idOf(here))
})

test('unknown key ids cost one look a second, however many are made up', async () => {
  const clock = frozenClock()
  const store = memoryKeyStore(clock.now)
  const keys = await openKeys(store, clock)
  const looks = store.looks
  const began = clock.elapsed()
  const ids = Array.from({ length: 20 }, (_, made) => `made-up-${made}`)
  for (let round = 1; round <= 3; round += 1) {
    assert.deepEqual(await Promise.all(ids.map((id) => keys.find(id))), Array(ids.length).fill(undefined))
    assert.equal(store.looks, looks + round)
    assert.ok(clock.elapsed() - began >= round * 1000)
  }
})

test('a look that failed is told to whoever caused it, and what is known goes on', async () => {
  const clock = frozenClock()
  const store = memoryKeyStore(clock.now)
  let isAway = false
  const keys = await openKeys(
    {
      ...store,
      usable: async (seconds) => {
        if (isAway) throw new Error('away')
        return store.usable(seconds)
      },
    },
    clock,
  )
  isAway = true
  clock.pass(1)
  await assert.rejects(keys.find('unknown'), /away/)
  assert.ok(await keys.find(idOf(keys)))
  isAway = false
  clock.pass(1)
  assert.equal(await keys.find('unknown'), undefined)
})
