import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sentBody, sentHeaders } from '../support/arbitrary-requests.ts'
import { testDatabases } from '../support/databases.ts'
import { startTestPatron } from '../support/patron.ts'
import { operations, register, type Shop, startShop } from '../support/shop.ts'
import { call } from '../support/wire.ts'

const [pglite] = testDatabases

const purchase = { reference: 'order-1', product: 'tea', units: 1, purchasedAt: '2026-03-29T01:30:00Z' }

/** What each violation names, and why. */
const faultsOf = async (shop: Shop, method: string, path: string, body?: unknown) => {
  const { code, violations } = await shop.ask(400, method, path, body)
  assert.equal(code, 'invalid_request')
  return (violations as { pointer: string; code: string }[]).map(({ pointer, code: why }) => `${pointer} ${why}`).toSorted()
}

test('whoever has a key of the service API may send what they like', async (t) => {
  assert.ok(pglite)
  const database = await pglite.create(t)
  const patron = await startTestPatron(t, database)
  const shop = await startShop(patron, database)
  const { path } = await register(patron, shop)
  const purchases = `${path}/purchases`

  await t.test('everything that is wrong with a body is told at once, by where it stands', async () => {
    const wrong = { reference: '', units: 0, purchasedAt: '2026-02-30T00:00:00Z', colour: 'red', 'a/b~c': 1 }
    assert.deepEqual(await faultsOf(shop, 'POST', purchases, wrong), [
      '/a~1b~0c unknown_property',
      '/colour unknown_property',
      '/product missing',
      '/purchasedAt malformed',
      '/reference too_short',
      '/units below_minimum',
    ])
    for (const body of [[], 'text', 7, null, true])
      assert.deepEqual(await faultsOf(shop, 'POST', purchases, body), [' wrong_type'])
    assert.deepEqual(await faultsOf(shop, 'PATCH', path, {}), ['/isVendor missing'])
    for (const isVendor of ['true', 1, null])
      assert.deepEqual(await faultsOf(shop, 'PATCH', path, { isVendor }), ['/isVendor wrong_type'])
  })

  await t.test('names, units and times outside their bounds are refused', async () => {
    const names = [
      '',
      'x'.repeat(201),
      '🙂'.repeat(201),
      'a\0b',
      'a\nb',
      '\u007f',
      '\u0085',
      '\ud800',
      'a\udfff',
      7,
      null,
      ['x'],
      {},
    ]
    for (const name of names)
      for (const field of ['reference', 'product'])
        assert.equal(
          (await faultsOf(shop, 'POST', purchases, { ...purchase, [field]: name })).length,
          1,
          `${field} ${JSON.stringify(name)}`,
        )
    for (const units of [0, -1, 1.5, 1_000_001, 2 ** 53, '1', null, true, [1]])
      assert.equal((await faultsOf(shop, 'POST', purchases, { ...purchase, units })).length, 1, String(units))
    const times = [
      '2026-03-29',
      '2026-03-29T01:30:00',
      '2026-03-29T01:30Z',
      '2026-03-29 01:30:00Z',
      '2026-03-29t01:30:00z',
      '2026-13-01T00:00:00Z',
      '2026-02-29T00:00:00Z',
      '2026-03-29T24:00:00Z',
      '2026-12-31T23:59:60Z',
      '2026-03-29T01:30:00+24:00',
      '0000-01-01T00:00:00Z',
      '0001-01-01T00:00:00Z',
      '1899-12-31T23:59:59Z',
      '+012026-03-29T01:30:00Z',
      '2026-03-29T01:30:00.1234567890Z',
      'now',
      '',
      0,
      null,
    ]
    for (const purchasedAt of times)
      assert.equal((await faultsOf(shop, 'POST', purchases, { ...purchase, purchasedAt })).length, 1, String(purchasedAt))
  })

  await t.test('names that every object has are unknown properties like any other', async () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const body = `${JSON.stringify(purchase).slice(0, -1)},"${name}":{"units":5}}`
      const headers = { authorization: `Bearer ${shop.key}`, 'content-type': 'application/json' }
      const reply = await patron.send('POST', purchases, { headers, body })
      assert.deepEqual((reply.json() as { violations: unknown[] }).violations, [
        { pointer: `/${name}`, code: 'unknown_property', detail: 'is no property or parameter of this call' },
      ])
    }
  })

  await t.test('of many faults twenty are told', async () => {
    const body = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`p${index}`, index]))
    assert.equal((await faultsOf(shop, 'POST', purchases, body)).length, 20)
  })

  await t.test('a look-up names exactly one of number and mailbox, once, and nothing else', async () => {
    const customers = '/patron/v1/customers'
    for (const query of [
      '',
      '?',
      '?number=1&email=a@example.com',
      '?mail=a@example.com',
      '?number=1&number=1',
      '?number=',
      '?number=0',
      '?number=-1',
      '?number=1.0',
      '?number=0x1',
      '?number=2147483648',
      '?number=99999999999999999999',
      '?email=',
      '?email=%00',
      '?email=a%00@example.com',
      `?email=${'x'.repeat(1001)}`,
      '?__proto__=1',
    ])
      assert.ok((await faultsOf(shop, 'GET', `${customers}${query}`)).length > 0, query)
    for (const query of ['?email=%ff', '?email=%25', '?email=a%40%F0%9F%99%82', "?email=';--"])
      await shop.ask(404, 'GET', `${customers}${query}`)
  })

  await t.test('an id that is no UUID, and parameters that no call has, are refused', async () => {
    for (const id of [
      'x',
      '7',
      '01890000-0000-7000-8000-00000000000',
      "'",
      '..%2f',
      '%00',
      'g1890000-0000-7000-8000-00000000000a',
    ])
      assert.deepEqual(await faultsOf(shop, 'GET', `/patron/v1/customers/${id}`), ['/id malformed'], id)
    assert.deepEqual(await faultsOf(shop, 'GET', `${path}?fields=email`), ['/fields unknown_property'])
  })

  await t.test('a body that is no JSON in UTF-8, or of another media type, is refused as such', async () => {
    const authorization = `Bearer ${shop.key}`
    const post = (contentType: string, body: string | Uint8Array) =>
      patron.send('POST', purchases, { headers: { authorization, 'content-type': contentType }, body })
    const unreadable = [
      '',
      '{',
      '{"a":1,}',
      "{'a':1}",
      'NaN',
      '[1',
      '\u0000',
      new Uint8Array([0x22, 0xff, 0x22]),
      '['.repeat(100_000),
    ]
    for (const body of unreadable) {
      const reply = await post('application/json', body)
      assert.deepEqual(
        [reply.status, (reply.json() as { code: string }).code],
        [400, 'unreadable_body'],
        String(body).slice(0, 20),
      )
    }
    assert.equal((await post('application/json', `${'['.repeat(50_000)}${']'.repeat(50_000)}`)).status, 400)
    for (const mediaType of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/jsonp',
      'application/merge-patch+json',
    ]) {
      const reply = await post(mediaType, JSON.stringify(purchase))
      const { code, mediaType: told } = reply.json() as { code: string; mediaType: string }
      assert.deepEqual([reply.status, code, told], [415, 'unsupported_media_type', mediaType])
    }
    const bare = await call(patron.url, { path: purchases, headers: { authorization }, body: Buffer.from('{}') })
    assert.equal(bare.status, 415)
    assert.equal((await post('Application/JSON; charset=utf-8', `\ufeff${JSON.stringify(purchase)}`)).status, 201)
    assert.equal((await post('application/json', JSON.stringify({ ...purchase, x: 'x'.repeat(1_100_000) }))).status, 413)
  })

  await t.test('a method that a path does not have is refused with those it has, and an unknown path is not found', async () => {
    for (const [method, at, allow] of [
      ['PUT', path, 'GET, PATCH, DELETE'],
      ['HEAD', path, 'GET, PATCH, DELETE'],
      ['POST', '/patron/v1/customers', 'GET'],
      ['GET', `${path}/purchases`, 'POST'],
      ['GET', '/patron/v1/tokens/introspect', 'POST'],
    ] as const) {
      const reply = await shop.send(method, at)
      assert.deepEqual([reply.status, reply.headers.get('allow')], [405, allow], `${method} ${at}`)
    }
    for (const at of ['/patron/v1/', '/patron/v1/customers/a/b/c', `${path}/erase`, '/patron/v2/customers']) {
      const reply = await patron.send('GET', at)
      assert.deepEqual([reply.status, (reply.json() as { code: string }).code], [404, 'not_found'], at)
    }
  })

  await t.test('whatever is sent to any operation, the server has no fault and no wrong answer', async () => {
    const { id } = await register(patron, shop, { email: 'grace@example.com' })
    const withBody = operations.filter(({ body }) => body)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...withBody), sentHeaders, sentBody, async (operation, headers, body) => {
        const path = operation.path.replace('{id}', id)
        const reply = await call(patron.url, {
          method: operation.method,
          path,
          headers: { ...headers, authorization: `Bearer ${shop.key}` },
          body,
        })
        assert.ok(reply.status < 500 && reply.status >= 400, `${operation.id} ${reply.status} ${reply.body.toString()}`)
      }),
      { numRuns: 200 },
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...withBody), fc.json(), async (operation, body) => {
        const reply = await shop.send(operation.method, operation.path.replace('{id}', id), JSON.parse(body))
        assert.ok(reply.status < 500, `${operation.id} ${reply.text}`)
      }),
      { numRuns: 200 },
    )
  })
})
