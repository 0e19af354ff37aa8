import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { v7 as newId } from 'uuid'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { startTestPatron, type TestPatron } from '../support/patron.ts'
import { query } from '../support/query.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { register, type Shop, signIn, startShop } from '../support/shop.ts'
import { claimsOf, headerOf } from '../support/signed-in.ts'
import { aRegistration, type Shopper, storefrontOf } from '../support/storefront.ts'

interface WireRecord {
  readonly id: string
  readonly number: number
  readonly consentId: string
  readonly decision: string
  readonly [name: string]: unknown
}

async function start(t: TestContext, create: (t: TestContext) => Promise<TestDatabase>) {
  const database = await create(t)
  const patron = await startTestPatron(t, database)
  return { database, patron, shop: await startShop(patron, database), front: storefrontOf(patron) }
}

const historyOf = async (shop: Shop, path: string) =>
  (await shop.ask(200, 'GET', `${path}/consents/history`))['records'] as readonly WireRecord[]

const decisions = async (shop: Shop, path: string) =>
  (await historyOf(shop, path)).map(({ number, consentId, decision }) => `${number} ${consentId} ${decision}`)

/** Where the shop finds whoever registered at a storefront. */
async function pathOf(shop: Shop, { number }: Pick<Shopper, 'number'>): Promise<string> {
  const { id } = await shop.ask(200, 'GET', `/patron/v1/customers?number=${number}`)
  return `/patron/v1/customers/${String(id)}`
}

async function aReceipt(patron: TestPatron, shop: Shop) {
  const shopper = await storefrontOf(patron).register({ subscribedToNewsLetter: true })
  const path = await pathOf(shop, shopper)
  const [record] = await historyOf(shop, path)
  assert.ok(record)
  const { receipt } = await shop.ask(200, 'GET', `${path}/consents/history/${record.id}/receipt`)
  return { path, record, receipt: String(receipt) }
}

for (const { engine, create } of testDatabases) {
  test(`what customers say is kept for good, with what shows where it came from (${engine})`, async (t) => {
    const { database, patron, shop, front } = await start(t, create)

    await t.test('whoever takes the newsletter at a storefront has consented, and whoever leaves it has withdrawn', async () => {
      const { token, number, email } = await front.register({ subscribedToNewsLetter: true })
      const path = await pathOf(shop, { number })
      const { id } = await shop.ask(200, 'GET', path)
      const [record] = await historyOf(shop, path)
      assert.ok(record)
      const { id: recordId, recordedAt, requestId, userAgent, clientAddress, ...told } = record
      assert.deepEqual(told, {
        ...{ customerId: id, number: 1, consentId: 'NEWSLETTER', version: '1', locale: null, textDigest: null },
        ...{ decision: 'granted', contactMethods: {}, surface: 'bagisto', actingAs: 'customer', actingId: id },
      })
      assert.match(`${recordId} ${requestId}`, /^[\da-f-]{36} [\da-f-]{36}$/)
      assert.deepEqual([clientAddress, userAgent], ['127.0.0.1', 'node'])
      assert.ok(!Number.isNaN(Date.parse(String(recordedAt))))

      const change = (subscribedToNewsLetter: boolean | null) =>
        front.done('createCustomerProfileUpdate', 'customerProfileUpdate { id }', { subscribedToNewsLetter }, token)
      await change(true)
      await change(null)
      assert.equal((await historyOf(shop, path)).length, 1, 'nothing has changed')
      await change(false)
      await change(false)
      const put = await front.rest('PUT', `/customer-profile-updates/${number}`, { subscribedToNewsLetter: true }, token)
      assert.equal(put.status, 200, put.text)
      await change(false)
      assert.equal((await front.rest('POST', '/newsletters', { customerEmail: 'other@example.com' }, token)).status, 201)
      assert.equal((await historyOf(shop, path)).length, 4, 'a mailbox that is not the own one says nothing of the own one')
      assert.equal((await front.rest('POST', '/newsletters', { customerEmail: email.toUpperCase() }, token)).status, 201)
      const grants = ['granted', 'withdrawn', 'granted', 'withdrawn', 'granted']
      assert.deepEqual(
        await decisions(shop, path),
        grants.map((decision, index) => `${index + 1} NEWSLETTER ${decision}`),
      )
      const standing = await shop.ask(200, 'GET', `${path}/consents`)
      assert.deepEqual(standing['needed'], [])
      const [consent, ...more] = standing['consents'] as { said: { decision: string } }[]
      assert.deepEqual([consent?.said.decision, more], ['granted', []])
    })

    await t.test('who does not take it has said nothing, and a registration that is repeated is kept once', async () => {
      for (const subscribedToNewsLetter of [undefined, null, false])
        assert.deepEqual(await decisions(shop, await pathOf(shop, await front.register({ subscribedToNewsLetter }))), [])
      const django = await register(patron, shop)
      assert.deepEqual(await decisions(shop, django.path), [])
      const body = JSON.stringify(aRegistration({ subscribedToNewsLetter: true }))
      const again = () =>
        patron.send('POST', '/api/shop/customers', {
          headers: {
            'content-type': 'application/json',
            'idempotency-key': 'a-key-of-a-storefront-1',
            'user-agent': 'x'.repeat(600),
          },
          body,
        })
      const replies = [await again(), await again()]
      assert.deepEqual(
        replies.map(({ status }) => status),
        [201, 201],
      )
      const [first] = replies
      assert.ok(first)
      const { id: number } = first.json() as { id: number }
      const [record, ...more] = await historyOf(shop, await pathOf(shop, { number }))
      assert.deepEqual([record?.['userAgent'], more], ['x'.repeat(500), []])
      assert.equal(record?.['requestId'], first.headers.get('x-request-id'))
    })

    await t.test('of an erased customer what they said stays and names nobody, and can still be proven', async () => {
      const { path, record, receipt } = await aReceipt(patron, shop)
      await shop.ask(204, 'DELETE', path)
      const nobody = { actingId: null, clientAddress: null, userAgent: null, requestId: null }
      assert.deepEqual(await historyOf(shop, path), [{ ...record, ...nobody }])
      const again = await shop.ask(200, 'GET', `${path}/consents/history/${record.id}/receipt`)
      const { iat: _then, ...said } = claimsOf(receipt)
      const { iat: _now, ...stillSaid } = claimsOf(String(again['receipt']))
      assert.deepEqual(stillSaid, said)
      await shop.ask(404, 'POST', `${path}/consents`, { consentId: 'NEWSLETTER', granted: false })
    })

    await t.test('what nobody has is not found, and what nobody asks for is not taken', async () => {
      const { path } = await register(patron, shop, { email: 'nobody@example.com' })
      const { path: other, record } = await aReceipt(patron, shop)
      const codeOf = async (status: number, method: string, to: string, body?: unknown) =>
        (await shop.ask(status, method, to, body))['code']
      const nobody = `/patron/v1/customers/${newId()}/consents`
      assert.equal(await codeOf(404, 'GET', nobody), 'no_such_customer')
      assert.equal(await codeOf(404, 'GET', `${nobody}/history`), 'no_such_customer')
      assert.equal(await codeOf(404, 'GET', `${nobody}/history/${record.id}/receipt`), 'no_such_customer')
      assert.equal(await codeOf(404, 'POST', nobody, { consentId: 'NEWS', granted: true }), 'no_such_customer')
      assert.equal(await codeOf(404, 'GET', `${path}/consents/history/${record.id}/receipt`), 'not_found')
      assert.equal(await codeOf(404, 'GET', `${other}/consents/history/${newId()}/receipt`), 'not_found')
      assert.equal(await codeOf(400, 'GET', `${other}/consents/history/1/receipt`), 'invalid_request')
      const refused = await shop.ask(422, 'POST', `${path}/consents`, { consentId: 'NEWSLETTER', granted: true })
      const violations = refused['violations'] as { pointer: string; code: string }[]
      assert.deepEqual(
        violations.map(({ pointer, code }) => [pointer, code]),
        [['/consentId', 'consent_unknown']],
      )
      const declared = await shop.ask(200, 'GET', '/patron/v1/consents')
      const methods = ['EMAIL', 'SMS', 'PHONE', 'POST']
      assert.deepEqual(declared, { contactMethods: methods, newsletterConsent: 'NEWSLETTER', consents: [] })
      assert.deepEqual(await shop.ask(200, 'GET', '/patron/v1/consents/texts?consentId=NEWS&version=1'), { texts: [] })
    })

    await t.test('a grant and a withdrawal have an event that says nothing of the person', async () => {
      const { token, number } = await front.register({ subscribedToNewsLetter: true })
      const { id } = await shop.ask(200, 'GET', await pathOf(shop, { number }))
      await front.done('createCustomerProfileUpdate', 'customerProfileUpdate { id }', { subscribedToNewsLetter: false }, token)
      await patron.stop()
      const told = "select type, facts, personal from event where type like '%consent%' and customer_id = $1 order by id"
      const events = await query(database, told, [id])
      const facts = { consentId: 'NEWSLETTER', version: '1' }
      assert.deepEqual(events, [
        { type: 'customer.consent_given', facts, personal: null },
        { type: 'customer.consent_withdrawn', facts, personal: null },
      ])
    })
  })
}

const script = join(import.meta.dirname, '../../docs/verify-consent-receipt.mjs')

/** Runs the script as somebody without Patron does: with two files. */
function verified(keys: unknown, receipt: string): { exit: number | null; output: string; errors: string } {
  const { folder, remove } = scratchFolder()
  const [keysFile, receiptFile] = [join(folder, 'keys.json'), join(folder, 'receipt')]
  writeFileSync(keysFile, JSON.stringify(keys))
  writeFileSync(receiptFile, receipt)
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, keysFile, receiptFile], { encoding: 'utf8' })
  remove()
  return { exit: status, output: stdout, errors: stderr }
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

test('a receipt is verified by a process that has the key set and nothing else, and whatever is none is refused', async (t) => {
  const [pglite] = testDatabases
  assert.ok(pglite)
  const { patron, shop } = await start(t, pglite.create)
  const { record, receipt } = await aReceipt(patron, shop)
  await register(patron, shop)
  const { access } = await signIn(patron)
  const keys = (await patron.send('GET', '/.well-known/jwks.json')).json() as { keys: Record<string, string>[] }

  await t.test('a receipt opens nothing: it is refused as an access token and as a refresh token', async () => {
    const profile = await patron.send('GET', '/api/v1/customers/1/', { headers: { authorization: `Bearer ${receipt}` } })
    assert.equal(profile.status, 401)
    assert.equal((await patron.post('/auth/token/refresh/', { refresh: receipt })).status, 401)
    assert.equal((await patron.post('/auth/token/verify/', { token: receipt })).status, 401)
    assert.deepEqual(await shop.ask(200, 'POST', '/patron/v1/tokens/introspect', { token: receipt }), { active: false })
    const front = storefrontOf(patron)
    assert.equal((await front.rest('GET', '/customer-profile', undefined, receipt)).status, 401)
  })

  await patron.stop()

  const good = verified(keys, receipt)
  assert.deepEqual([good.exit, good.errors], [0, ''])
  const claims = JSON.parse(good.output) as { jti: string; consent: { id: string; decision: string } }
  assert.deepEqual([claims.jti, claims.consent.id, claims.consent.decision], [record.id, 'NEWSLETTER', 'granted'])
  assert.equal(verified(keys, JSON.stringify({ receipt })).exit, 0, 'as the service API answers it')

  const [header = '', payload = '', signature = ''] = receipt.split('.')
  const changed = encoded({ ...claimsOf(receipt), sub: newId() })
  const unsigned = encoded({ ...headerOf(receipt), alg: 'none' })
  const [jwk = {}] = keys.keys
  const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  const hmac = encoded({ ...headerOf(receipt), alg: 'HS256' })
  const withPublicKey = createHmac('sha256', pem).update(`${hmac}.${payload}`).digest('base64url')
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const signed = sign('sha256', Buffer.from(`${header}.${payload}`), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  const others = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: jwk['kid'], alg: 'ES256', use: 'sig' }] }
  const cases: readonly [what: string, keys: unknown, receipt: string, why: RegExp][] = [
    ['a changed payload', keys, `${header}.${changed}.${signature}`, /signature is not that of the key/],
    ['a signature of another key', keys, `${header}.${payload}.${signed.toString('base64url')}`, /signature is not/],
    ['the keys of somebody else', others, receipt, /signature is not/],
    ['a key that is not in the set', { keys: [] }, receipt, /has no key/],
    ['no signature', keys, `${unsigned}.${payload}.`, /not signed with ES256 but with none/],
    ['an HMAC with the public key', keys, `${hmac}.${payload}.${withPublicKey}`, /not signed with ES256 but with HS256/],
    ['an access token', keys, access, /no consent receipt but calls itself JWT/],
    ['a signature written otherwise', keys, `${receipt}=`, /base64url/],
    ['two parts', keys, `${header}.${payload}`, /three parts/],
    ['four parts', keys, `${receipt}.${signature}`, /three parts/],
    ['no receipt', keys, '', /three parts/],
    ['a key set that is none', {}, receipt, /proves nothing/],
  ]
  for (const [what, set, text, why] of cases) {
    const { exit, output, errors } = verified(set, text)
    assert.deepEqual([exit, output], [1, ''], what)
    assert.match(errors, why, what)
  }
})
