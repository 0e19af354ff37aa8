import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../../support/databases.ts'
import { asOwner } from '../../support/query.ts'
import {
  aSigningKey,
  aSingulaCustomer,
  basePath,
  outcomeOf,
  type Signing,
  type SingulaCall,
  type SingulaReply,
  signatureOf,
  signedHeaders,
  singulaClient,
  startSingula,
} from '../../support/singula.ts'

const nobodysId = '0190b6a4-8f6f-7000-8000-000000000000'
const now = () => Math.floor(Date.now() / 1000)

/** What is wrong with credentials, by what it is. */
const badCredentials = (alpha: {
  readonly key: { readonly id: string; readonly secret: string }
}): Record<string, Signing | null> => {
  const { id, secret } = alpha.key
  const path = `${basePath}/customer`
  const at = String(now())
  const good = signatureOf(secret, at, 'POST', path)
  const sent = (authorization: string | null, timestamp = at) => ({ authorization, timestamp })
  return {
    'no credentials': null,
    'no Authorization': sent(null),
    'an empty Authorization': sent(''),
    'the scheme alone': sent('hmac'),
    'no scheme': sent(`${id}:${good}`),
    'another scheme': sent(`Basic ${id}:${good}`),
    'the signature alone': sent(`hmac ${good}`),
    'no key': sent(`hmac :${good}`),
    'no signature': sent(`hmac ${id}:`),
    'no colon': sent(`hmac ${id}${good}`),
    'a signature cut off': sent(`hmac ${id}:${good.slice(0, 62)}`),
    'a signature that goes on': sent(`hmac ${id}:${good}00`),
    'a signature in Base64': sent(`hmac ${id}:${Buffer.from(good, 'hex').toString('base64')}`),
    'another key’s secret': { key: { id, secret: aSigningKey('beta').secret } },
    'a key that is none': { key: { id: 'nobody-key', secret } },
    'a key with a colon': { key: { id: `${id}:`, secret } },
    'a key in other letters': { key: { id: id.toUpperCase(), secret } },
    'another method': { method: 'PUT' },
    'another path': { path: `${basePath}/customer/search` },
    'a path without its prefix': { path: '/customers/v1/customer' },
    'a clock that is slow': { skew: -302 },
    'a clock that is fast': { skew: 302 },
    milliseconds: { timestamp: String(Date.now()) },
    'eleven digits': { timestamp: `0${at}` },
    'no time': sent(`hmac ${id}:${good}`, ''),
    'a word for a time': { timestamp: 'now' },
    'a bearer that is no token': sent('Bearer zz'),
    'a bearer without a token': sent('Bearer'),
  }
}

for (const database of testDatabases) {
  const { engine } = database
  test(`whoever signs is known, and whoever is not known is told nothing but that (${engine})`, async (t) => {
    const service = await startSingula(t, database, {
      prefixed: { publicPathPrefix: '/shop' },
      narrow: { hmacClockWindowSeconds: 60 },
      scoped: {
        keys: [
          { ...aSigningKey('reader'), scopes: ['customers:read'] },
          { ...aSigningKey('writer'), scopes: ['customers:write'] },
          { ...aSigningKey('eraser'), scopes: ['customers:anonymise'] },
          { ...aSigningKey('near'), allowedNetworks: ['127.0.0.0/8'] },
          { ...aSigningKey('far'), allowedNetworks: ['192.0.2.0/24'] },
        ],
      },
    })
    const { alpha, beta, patron } = service
    const id = await alpha.customer()

    await t.test('every refusal is one answer, but for its id', async () => {
      const bodies = new Set<string>()
      for (const [what, sign] of Object.entries(badCredentials(alpha))) {
        const reply = await alpha.create(aSingulaCustomer(), { sign })
        const { requestId, moreInfo, ...fault } = reply.json
        assert.equal(reply.status, 401, what)
        assert.deepEqual(Object.keys(reply.json), ['errorCode', 'userMessage', 'developerMessage', 'moreInfo', 'requestId'], what)
        assert.equal(fault['errorCode'], 401)
        assert.equal(requestId, reply.headers['x-request-id'])
        assert.match(reply.headers['date'] ?? '', / GMT$/, what)
        assert.equal(reply.headers['content-type'], 'application/json')
        bodies.add(JSON.stringify({ ...fault, moreInfo }))
      }
      assert.equal(bodies.size, 1)
    })

    await t.test('it comes before everything else there is to say', async () => {
      const sign = { key: { ...alpha.key, secret: 'wrong' } }
      const refused: Record<string, Partial<SingulaCall>> = {
        'a body that is none': { body: '{' },
        'another media type': { body: 'a', headers: { 'content-type': 'text/plain' } },
        'a body that is too large': { body: `{"a":"${'a'.repeat(1_048_576)}"}` },
        'a body that turns out too large': { body: `{"a":"${'a'.repeat(1_048_576)}"}`, chunked: true },
        'another method': { method: 'DELETE' },
        'an id that is none': { method: 'GET', path: '/customer/zz' },
      }
      for (const [what, call] of Object.entries(refused)) {
        assert.equal(outcomeOf(await alpha.send({ path: '/customer', ...call, sign })), '401/401', what)
        assert.equal(outcomeOf(await alpha.send({ path: '/customer', ...call, sign: null })), '401/401', `${what}, unsigned`)
      }
    })

    await t.test('scheme and digits are read in any case, the window is 300 seconds, and the query is not signed', async () => {
      const good: readonly Signing[] = [
        {},
        ...['HMAC', 'Hmac', 'hMAC', 'hmac '].map((scheme) => ({ scheme })),
        { hex: 'lower' },
        { skew: -297 },
        { skew: 297 },
      ]
      for (const sign of good) assert.equal((await alpha.read(id, { sign })).status, 200, JSON.stringify(sign))
      for (const query of ['?', '?a=1', '?a=1&b=%C3%A4', '?a=b?c']) {
        assert.equal((await alpha.read(`${id}${query}`)).status, 200, query)
        const path = `${basePath}/customer/${id}${query}`
        const headers = signedHeaders(alpha.key, 'GET', '')
        const authorization = `hmac ${alpha.key.id}:${signatureOf(alpha.key.secret, headers['timestamp'] ?? '', 'GET', path)}`
        assert.equal(
          (await alpha.send({ method: 'GET', path: `//${path.slice(1)}`, sign: null, headers: { ...headers, authorization } }))
            .status,
          401,
        )
      }
      assert.equal((await service.clientOf('narrow').read(id, { sign: { skew: -65 } })).status, 401)
      assert.equal((await service.clientOf('narrow').read(id, { sign: { skew: -50 } })).status, 404)
    })

    await t.test('a signature is good for any body, and again, within its second', async () => {
      const path = `${basePath}/customer`
      const headers = signedHeaders(alpha.key, 'POST', path)
      for (const body of [aSingulaCustomer(), aSingulaCustomer()])
        assert.equal(
          (await alpha.create(body, { sign: null, headers: { ...headers, 'content-type': 'application/json' } })).status,
          201,
        )
    })

    await t.test('a path outside ASCII is signed as its text, however it goes over the wire', async () => {
      const text = `${basePath}/customer/Päth-雪`
      for (const path of [text, encodeURI(text)]) {
        const reply = await alpha.send({ method: 'GET', path: `/${encodeURI(text)}`, sign: { path } })
        assert.equal(outcomeOf(reply), '404/90068', path)
        assert.equal(reply.json['developerMessage'], 'Customer Päth-雪 not located')
      }
      assert.equal(outcomeOf(await alpha.read(`${id}%2Fa`)), '404/90068')
    })

    await t.test('a key is of one tenant, whatever headers say', async () => {
      const headers = { 'x-tenant-id': 'alpha', 'x-user-id': 'somebody', 'x-source': 'USER' }
      assert.equal((await alpha.read(id, { headers })).status, 200)
      assert.equal(outcomeOf(await beta.read(id, { headers })), '404/90068')
      const made = await alpha.create(aSingulaCustomer(), { headers: { 'content-type': 'application/json', ...headers } })
      const { auditInfo } = await alpha.found(String(made.json['href']).slice('/customer/'.length))
      assert.equal((auditInfo as { createdByUser?: string }).createdByUser, 'alpha-key')
    })

    await t.test('behind a proxy that takes off a prefix, the path is signed with it', async () => {
      const client = service.clientOf('prefixed')
      const path = `/shop${basePath}/customer/${nobodysId}`
      assert.equal((await client.read(nobodysId, { sign: { path } })).status, 404)
      assert.equal((await client.read(nobodysId)).status, 401)
      assert.equal((await alpha.read(nobodysId, { sign: { path } })).status, 401)
    })

    await t.test('a key does what it was made for, from where it may', async () => {
      const as = (name: string) => singulaClient(patron.url, aSigningKey(name))
      const made = await as('writer').create(aSingulaCustomer())
      const own = String(made.json['href']).slice('/customer/'.length)
      const calls: Record<string, (name: string) => Promise<SingulaReply>> = {
        reader: async (name) => as(name).read(own),
        'reader ': async (name) => as(name).locate({ customerId: own }),
        writer: async (name) => as(name).update(own, { firstName: 'Ada' }),
        'writer ': async (name) => as(name).create(aSingulaCustomer()),
        eraser: async (name) => as(name).anonymise(own),
      }
      for (const [right, call] of Object.entries(calls)) {
        for (const name of ['reader', 'writer', 'eraser'].filter((one) => one !== right.trim()))
          assert.equal(outcomeOf(await call(name)), '403/403', `${name} as ${right}`)
        assert.ok((await call(right.trim())).status < 300, right)
      }
      assert.equal(outcomeOf(await as('near').read(own)), '200')
      assert.equal(outcomeOf(await as('far').read(own)), '401/401')
    })
  })
}

test('a key that was revoked, that expired, or whose secret was replaced is good no more', async (t) => {
  const postgres = testDatabases.find(({ engine }) => engine === 'postgresql')
  assert.ok(postgres)
  const { alpha, database } = await startSingula(t, postgres)
  const set = (assignment: string) =>
    asOwner(database, (ask) => ask(`update api_key set ${assignment} where public_id = 'alpha-key'`))
  const status = async () => (await alpha.read(nobodysId)).status
  assert.equal(await status(), 404)
  await set("expires_at = now() + interval '1 hour'")
  assert.equal(await status(), 404)
  await set('expires_at = now()')
  assert.equal(await status(), 401)
  await set('expires_at = null, revoked_at = now()')
  assert.equal(await status(), 401)
  await set('revoked_at = null')
  assert.equal(await status(), 404)
  // The secret of another, sealed for another, is none of this one's.
  await set(`previous_sealed_secret = sealed_secret, previous_secret_until = now() + interval '1 hour'`)
  assert.equal(await status(), 404)
})
