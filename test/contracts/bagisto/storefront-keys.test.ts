import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../../support/databases.ts'
import { startTestPatron } from '../../support/patron.ts'
import { makeKey } from '../../support/shop.ts'
import { storefrontOf } from '../../support/storefront.ts'
import { call } from '../../support/wire.ts'

const facts = { header_name: 'X-STOREFRONT-KEY', key_type: 'shop' }
const errorsOf = (message: string) => [{ message, extensions: { code: 'UNAUTHENTICATED' } }]
const missing = 'X-STOREFRONT-KEY header is required for this operation'
const refused = 'Invalid API key'
const missingOverGraphql = { message: missing, error: 'missing_key', ...facts, errors: errorsOf(missing) }
const refusedOverGraphql = { message: refused, error: 'invalid_key', ...facts, errors: errorsOf(refused) }
const missingOverRest = { message: 'X-STOREFRONT-KEY header is required', error: 'missing_key', ...facts }
const refusedOverRest = { message: 'Invalid or inactive shop API key', error: 'invalid_key' }

const logOut = 'createLogout(input: {}) { logout { success } }'
const verify = 'createVerifyToken(input: {}) { verifyToken { isValid } }'

/** Documents that reach customers, however much of the schema they name. */
const guarded: readonly unknown[] = [
  { query: `mutation { ${logOut} }` },
  { query: `mutation { __typename ${logOut} }` },
  { query: `# __schema __type\nmutation { ${logOut} }` },
  { query: '{ __schema { queryType { name } } readCustomerProfile { __typename } }' },
  { query: '{ countries(first: 1) { totalCount } }' },
  { query: '{ nothing }' },
  { query: '' },
  [],
]

for (const { engine, create } of testDatabases) {
  test(`storefronts need a key as soon as there is one, and are counted by it (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database, { PATRON_RATE_LIMITS: 'on' })
    assert.equal((await storefrontOf(patron).rest('POST', '/verify-tokens', {})).status, 201, 'open until there is a key')
    const free = await makeKey(database, { kind: 'storefront', name: 'free', rateLimit: 'unlimited' })
    const service = await makeKey(database)
    const [open, shop] = [storefrontOf(patron), storefrontOf(patron, free.text)]

    await t.test('a key has the published form', () => assert.match(free.text, /^pk_storefront_[A-Za-z0-9]{32}$/))

    await t.test('without a key, or with an empty one, nobody is let in', async () => {
      for (const headers of [{}, { 'x-storefront-key': '' }]) {
        for (const body of guarded) {
          const reply = await open.post(body, headers)
          assert.deepEqual([reply.status, reply.json()], [401, missingOverGraphql])
        }
        const reply = await patron.send('GET', '/api/shop/customer-profile', { headers })
        assert.deepEqual([reply.status, reply.json()], [401, missingOverRest])
      }
    })

    await t.test('a key that is none, or opens something else, is no good', async () => {
      for (const key of [`pk_storefront_${'a'.repeat(32)}`, 'zz', service.text]) {
        const reply = await open.post(guarded[0], { 'x-storefront-key': key })
        assert.deepEqual([reply.status, reply.json()], [401, refusedOverGraphql])
        const rest = await storefrontOf(patron, key).rest('GET', '/customer-profile')
        assert.deepEqual([rest.status, rest.json()], [403, refusedOverRest])
      }
    })

    await t.test('questions about the schema, the playground and preflights need none', async () => {
      for (const query of ['{ __typename }', '{ __schema { queryType { name } } }', '{ __type(name: "Customer") { name } }']) {
        const reply = await open.post({ query })
        assert.equal(reply.status, 200, `${query} ${reply.text}`)
      }
      assert.equal((await patron.send('GET', '/api/graphql', { headers: { accept: 'text/html' } })).status, 200)
      assert.equal((await patron.send('OPTIONS', '/api/graphql')).status, 204)
      assert.equal((await patron.send('OPTIONS', '/api/shop/customers')).status, 204)
      assert.equal((await patron.send('OPTIONS', '/api/shop/customer-profile-updates/1')).status, 204)
    })

    await t.test('a body of unknown length is refused in the same words', async () => {
      const send = async (path: string, key?: string) => {
        const headers = { 'content-type': 'application/json', ...(key !== undefined && { 'x-storefront-key': key }) }
        const method = path === '/api/graphql' ? 'POST' : 'PUT'
        const { status, body } = await call(patron.url, { method, path, headers, body: Buffer.from('{}'), chunked: true })
        return [status, JSON.parse(body.toString())]
      }
      assert.deepEqual(await send('/api/graphql'), [401, missingOverGraphql])
      assert.deepEqual(await send('/api/graphql', 'zz'), [401, refusedOverGraphql])
      assert.deepEqual(await send('/api/shop/customer-profile-updates/1'), [401, missingOverRest])
      assert.deepEqual(await send('/api/shop/customer-profile-updates/1', 'zz'), [403, refusedOverRest])
    })

    await t.test('a good key opens both, and one without a limit tells of none', async () => {
      const { token } = await shop.register()
      const reply = await shop.rest('GET', '/customer-profile', undefined, token)
      assert.equal(reply.status, 200)
      assert.equal(reply.headers.get('x-ratelimit-limit'), null)
    })

    await t.test('REST tells what is left of the minute, and then refuses with the time that is left', async () => {
      const { text } = await makeKey(database, { kind: 'storefront', name: 'three', rateLimit: 3 })
      const three = storefrontOf(patron, text)
      for (const remaining of ['2', '1', '0']) {
        const { status, headers } = await three.rest('POST', '/verify-tokens', {})
        assert.deepEqual([status, headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')], [201, '3', remaining])
        assert.ok(Number(headers.get('x-ratelimit-reset')) <= 60)
      }
      const over = await three.rest('POST', '/verify-tokens', {})
      const seconds = Number(over.headers.get('retry-after'))
      assert.ok(seconds > 0 && seconds <= 60)
      const body = { message: 'Rate limit exceeded', error: 'rate_limit_exceeded', retry_after: seconds }
      assert.deepEqual([over.status, over.json()], [429, body])
      const { errors, data } = await three.ask(`mutation { ${logOut} }`)
      assert.equal(data, undefined)
      assert.deepEqual(
        errors?.map(({ message, extensions }) => [message, extensions?.['code']]),
        [['Rate limit exceeded', 'RATE_LIMITED']],
      )
    })

    await t.test('GraphQL counts each mutation, all or none of a request, and tells no headers', async () => {
      const { text } = await makeKey(database, { kind: 'storefront', name: 'five', rateLimit: 5 })
      const five = storefrontOf(patron, text)
      const reply = await five.post({ query: `mutation { a: ${logOut} b: ${logOut} c: ${verify} }` })
      assert.equal(reply.headers.get('x-ratelimit-limit'), null)
      assert.ok((reply.json() as { data: unknown }).data)
      const over = await five.ask(`mutation { a: ${logOut} b: ${logOut} c: ${verify} }`)
      assert.equal(over.errors?.[0]?.extensions?.['code'], 'RATE_LIMITED')
      assert.equal((await five.ask(`mutation { a: ${logOut} b: ${verify} }`)).errors, undefined)
      assert.equal((await five.ask(`mutation { ${logOut} }`)).errors?.[0]?.extensions?.['code'], 'RATE_LIMITED')
      assert.equal((await five.ask('{ __typename }')).errors, undefined)
    })

    await t.test('a key that is kept to a network does not work from another one', async () => {
      const { text } = await makeKey(database, { kind: 'storefront', name: 'office', allow: '203.0.113.0/24' })
      const reply = await storefrontOf(patron, text).rest('GET', '/customer-profile')
      assert.deepEqual([reply.status, reply.json()], [403, refusedOverRest])
    })
  })
  test(`where limits are off a key is asked for and not counted (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database, { PATRON_RATE_LIMITS: 'off' })
    const { text } = await makeKey(database, { kind: 'storefront', name: 'one', rateLimit: 1 })
    const one = storefrontOf(patron, text)
    for (const _ of [1, 2, 3]) {
      const { status, headers } = await one.rest('POST', '/verify-tokens', {})
      assert.deepEqual([status, headers.get('x-ratelimit-limit')], [201, null])
    }
    assert.equal((await storefrontOf(patron, undefined).rest('POST', '/verify-tokens', {})).status, 401)
  })
}
