import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../../support/databases.ts'
import { startTestPatron } from '../../support/patron.ts'
import { assertProblem, dataOf, storefrontOf, withToken } from '../../support/storefront.ts'
import { call } from '../../support/wire.ts'

const usualLimit = 1_048_576
const largeLimit = 7_864_320
const tooLarge = `The request body is larger than ${usualLimit} bytes.`
const json = { 'content-type': 'application/json' }
const origin = { origin: 'https://shop.example' }

/** A PNG of so many bytes: what is behind its end is of no meaning. */
function pngOf(bytes: number): string {
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  const content = Buffer.alloc(bytes)
  Buffer.from(pixel, 'base64').copy(content)
  return `data:image/png;base64,${content.toString('base64')}`
}

const update = `mutation m($input: createCustomerProfileUpdateInput!) {
  createCustomerProfileUpdate(input: $input) { customerProfileUpdate { success } } }`

for (const { engine, create } of testDatabases) {
  test(`the shop API is served to pages of any origin, and takes bodies of its own size (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t))
    const shop = storefrontOf(patron)
    const ada = await shop.register()
    const updated = { createCustomerProfileUpdate: { customerProfileUpdate: { success: true } } }

    await t.test('every answer may be read by any page, and be framed by none', async () => {
      const replies = [
        await shop.post({ query: '{ __typename }' }, origin),
        await shop.post('{', origin),
        await shop.rest('GET', '/customer-profile'),
        await shop.rest('GET', '/customer-profile', undefined, ada.token),
        await shop.rest('GET', '/nope'),
        await shop.rest('DELETE', '/customers'),
        await patron.send('OPTIONS', '/api/graphql', { headers: origin }),
      ]
      for (const { headers } of replies) {
        assert.equal(headers.get('access-control-allow-origin'), '*')
        assert.equal(headers.get('access-control-allow-credentials'), null)
        for (const name of ['X-Total-Count', 'X-Page', 'X-Per-Page', 'X-Total-Pages']) {
          assert.ok(headers.get('access-control-expose-headers')?.includes(name))
        }
        assert.equal(headers.get('x-content-type-options'), 'nosniff')
        assert.equal(headers.get('x-frame-options'), 'DENY')
        for (const name of ['referrer-policy', 'permissions-policy', 'content-security-policy']) assert.ok(headers.get(name))
      }
    })

    await t.test('preflights allow the headers and methods that are asked for', async () => {
      for (const [path, method] of [
        ['/api/graphql', 'POST'],
        ['/api/shop/customers', 'POST'],
        ['/api/shop/customer-addresses/1', 'DELETE'],
        ['/api/shop/customer-profile-updates/1', 'PUT'],
      ] as const) {
        const asked = 'x-storefront-key,authorization,content-type,x-locale'
        const headers = { ...origin, 'access-control-request-method': method, 'access-control-request-headers': asked }
        const reply = await patron.send('OPTIONS', path, { headers })
        assert.deepEqual([reply.status, reply.text], [204, ''])
        assert.ok(reply.headers.get('access-control-allow-methods')?.split(', ').includes(method))
        assert.equal(reply.headers.get('access-control-allow-headers'), asked)
      }
    })

    await t.test('GET shows the playground to browsers, and answers queries to who asks for JSON', async () => {
      const query = `?${new URLSearchParams({ query: '{ countries(first: 1) { totalCount } }' })}`
      for (const path of ['/api/graphql', `/api/graphql${query}`, '/api/graphiql']) {
        const reply = await patron.send('GET', path, { headers: { accept: 'text/html' } })
        assert.deepEqual([reply.status, reply.headers.get('content-type')], [200, 'text/html; charset=utf-8'])
      }
      const reply = await patron.send('GET', `/api/graphql${query}`, { headers: { accept: 'application/json' } })
      assert.ok((reply.json() as { data: unknown }).data)
      const mutation = `?${new URLSearchParams({ query: 'mutation { createLogout(input: {}) { logout { success } } }' })}`
      const refused = await patron.send('GET', `/api/graphql${mutation}`, { headers: { accept: 'application/json' } })
      assert.match(refused.text, /Mutations are not taken by GET/)
    })

    await t.test('methods there are not are told as on the REST twin', async () => {
      for (const method of ['PUT', 'PATCH', 'DELETE']) {
        assertProblem(await patron.send(method, '/api/graphql', { headers: json, body: '{}' }), 405, 'Method Not Allowed')
      }
      for (const path of ['/api/graphql', '/api/shop/customer-profile']) {
        assert.deepEqual([(await patron.send('HEAD', path)).status, (await patron.send('HEAD', path)).text], [405, ''])
      }
    })

    await t.test('languages, channels and currencies there are not are no error', async () => {
      const headers = { 'x-locale': 'xx_YY', 'x-channel': 'nowhere', 'x-currency': 'ZZZ', 'accept-language': 'fr' }
      const reply = await shop.post({ query: '{ readCustomerProfile { _id } }' }, { ...headers, ...withToken(ada.token) })
      assert.deepEqual(reply.json(), { data: { readCustomerProfile: { _id: String(ada.number) } } })
    })

    await t.test('the countries of the address forms come at once', async () => {
      const query =
        '{ countries(first: 260) { edges { node { _id code name } } totalCount } countryStates(countryId: 840, first: 100) { totalCount } }'
      const { countries, countryStates } = dataOf(await shop.ask(query)) as Record<
        string,
        { edges: unknown[]; totalCount: number }
      >
      assert.equal(countries?.edges.length, countries?.totalCount)
      assert.ok(Number(countryStates?.totalCount) >= 50)
    })

    await t.test('a body that is too large is refused before it is read, whether or not its length was told', async () => {
      const body = Buffer.from(JSON.stringify({ query: '{ __typename }', filler: 'x'.repeat(usualLimit) }))
      for (const path of ['/api/graphql', '/api/shop/customers', '/api/shop/customer-profile-updates/1']) {
        for (const chunked of [false, true]) {
          const reply = await call(patron.url, { path, headers: json, body, chunked })
          assert.equal(reply.status, 413)
          const problem = { type: '/errors/413', title: 'Payload Too Large', status: 413, detail: tooLarge }
          assert.deepEqual(JSON.parse(reply.body.toString()), problem)
        }
      }
    })

    await t.test('who has a token may send an image, and nobody else a body of its size', async () => {
      const input = { image: pngOf(2_000_000) }
      assert.deepEqual(dataOf(await shop.ask(update, { input }, ada.token)), updated)
      const overRest = await shop.rest('PUT', '/customer-profile-updates/1', input, ada.token)
      assert.equal(overRest.status, 200, overRest.text.slice(0, 200))
      for (const token of [undefined, '1|x', `${ada.token.split('|')[0]}|forged`]) {
        assertProblem(await shop.post({ query: update, variables: { input } }, withToken(token)), 413, tooLarge)
        assertProblem(await shop.rest('PUT', '/customer-profile-updates/1', input, token), 413, tooLarge)
      }
      assertProblem(await shop.rest('POST', '/customers', input, ada.token), 413, tooLarge)
    })

    await t.test('images have five megabytes, and bodies with one seven and a half', async () => {
      const most = { input: { image: pngOf(5 * 1024 * 1024) } }
      assert.deepEqual(dataOf(await shop.ask(update, most, ada.token)), updated)
      const more = await shop.ask(update, { input: { image: pngOf(5 * 1024 * 1024 + 1) } }, ada.token)
      assert.equal(more.errors?.[0]?.message, 'Image upload failed')
      const filler = await shop.post({ query: update, filler: 'x'.repeat(largeLimit) }, withToken(ada.token))
      assert.equal(filler.status, 413)
    })
  })
}
