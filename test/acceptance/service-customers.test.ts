import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../support/databases.ts'
import { startTestPatron } from '../support/patron.ts'
import { query } from '../support/query.ts'
import { operations, register, signIn, startShop } from '../support/shop.ts'

const nobody = '01890000-0000-7000-8000-00000000000a'
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
/** Somebody of their own for each case, slug and all. */
const named = (name: string) => ({ email: `${name}@example.com`, first_name: name })
const ofDjango = (number: number) => `/api/v1/customers/${number}/`

test('every operation has an id of its own and says what it answers', () => {
  assert.equal(new Set(operations.map(({ id }) => id)).size, operations.length)
  assert.equal(operations.length, 19)
  for (const { id, answers, path, parameters } of operations) {
    assert.ok(
      Object.keys(answers).some((status) => status.startsWith('2')),
      id,
    )
    const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `{${name}}`)
    assert.deepEqual(path.match(/\{\w+\}/g) ?? [], inPath, id)
  }
})

for (const { engine, create } of testDatabases) {
  test(`what the shop asks and says of its customers (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    const shop = await startShop(patron, database)

    await t.test('a customer is found whole by id, by number and by any spelling of the mailbox', async () => {
      const { id, number, path } = await register(patron, shop, { email: 'Ada+shop@Example.com' })
      const customer = await shop.ask(200, 'GET', path)
      const { createdAt, ...others } = customer
      assert.ok(Math.abs(Date.parse(String(createdAt)) - Date.now()) < 60_000)
      assert.deepEqual(others, {
        id,
        number,
        state: 'active',
        email: 'Ada+shop@example.com',
        emailVerifiedAt: null,
        firstName: 'Ada',
        lastName: 'Lovelace',
        slug: 'ada-lovelace',
        dateOfBirth: '1990-05-15',
        ...{ username: null, externalId: null, title: null, displayName: null, gender: null, nationality: null },
        ...{ phone: null, mobile: null, customerType: null, currency: null, referralCode: null, subscribedToNewsletter: false },
        ...{ createdBy: null, modifiedAt: null, modifiedBy: null },
        address: null,
        isVendor: false,
        lastPurchaseAt: null,
        productsBoughtCount: 0,
        totalUnitsBought: 0,
        productsBought: [],
        redeemedVouchers: [],
        lastSignInAt: null,
      })
      const ways = [
        `/patron/v1/customers?number=${number}`,
        '/patron/v1/customers?email=ada%2Bshop%40EXAMPLE.com',
        '/patron/v1/customers?username=ADA%2Bshop%40example.com',
        `/patron/v1/customers/?email=${encodeURIComponent('ＡＤＡ+shop@example.com')}`,
        path.replace(id, id.toUpperCase()),
        `${path}/`,
      ]
      for (const way of ways) assert.deepEqual(await shop.ask(200, 'GET', way), customer, way)
    })

    await t.test('nobody is found by an unknown id, number or mailbox, nor by what is no mailbox', async () => {
      for (const way of [
        `/${nobody}`,
        '?number=700',
        '?number=2147483647',
        '?email=nobody%40example.com',
        '?email=nobody',
        '?username=nobody',
        '?username=no%20body',
        '?externalId=7',
      ]) {
        const problem = await shop.ask(404, 'GET', `/patron/v1/customers${way}`)
        assert.deepEqual(problem, { title: 'No such customer', status: 404, code: 'no_such_customer' })
      }
      for (const [method, end, body] of [
        ['PATCH', '', { isVendor: true }],
        ['POST', '/suspend'],
        ['POST', '/reinstate'],
        ['DELETE', ''],
      ] as const)
        assert.equal((await shop.send(method, `/patron/v1/customers/${nobody}${end}`, body)).status, 404, method)
    })

    await t.test('a customer is made a vendor and none again, and one event tells of each change', async () => {
      const { path } = await register(patron, shop, named('vendor'))
      for (const isVendor of [true, true, false]) {
        assert.equal((await shop.ask(200, 'PATCH', path, { isVendor }))['isVendor'], isVendor)
        assert.equal((await shop.ask(200, 'GET', path))['isVendor'], isVendor)
      }
    })

    await t.test("a suspended customer's tokens stop at once, nobody signs in, and a reinstated one signs in anew", async () => {
      const { path, number } = await register(patron, shop, named('suspended'))
      const before = await signIn(patron, 'suspended@example.com')
      const profile = (token: string) => patron.send('GET', ofDjango(number), bearer(token))
      assert.equal((await profile(before.access)).status, 200)

      for (const _again of [1, 2]) assert.equal((await shop.ask(200, 'POST', `${path}/suspend`))['state'], 'suspended')
      const refused = await profile(before.access)
      assert.deepEqual([refused.status, refused.json()], [401, { detail: 'User is inactive', code: 'user_inactive' }])
      assert.equal((await patron.post('/auth/token/', { email: 'suspended@example.com', password: 'Kv7#mQ2$wZ9p' })).status, 401)

      for (const _again of [1, 2]) assert.equal((await shop.ask(200, 'POST', `${path}/reinstate`))['state'], 'active')
      assert.equal((await profile(before.access)).status, 401)
      assert.equal((await patron.post('/auth/token/refresh/', { refresh: before.refresh })).status, 401)
      const after = await signIn(patron, 'suspended@example.com')
      assert.equal((await profile(after.access)).status, 200)
      assert.notEqual((await shop.ask(200, 'GET', path))['lastSignInAt'], null)
    })

    await t.test(
      'a customer who left by the Django contract is deactivated, still found, and reinstated by the shop',
      async () => {
        const { path, number } = await register(patron, shop, named('leaver'))
        const { access } = await signIn(patron, 'leaver@example.com')
        assert.equal((await patron.send('DELETE', ofDjango(number), bearer(access))).status, 204)
        assert.equal((await shop.ask(200, 'GET', '/patron/v1/customers?email=leaver%40example.com'))['state'], 'deactivated')
        assert.equal((await shop.ask(200, 'POST', `${path}/suspend`))['state'], 'suspended')
        assert.equal((await shop.ask(200, 'POST', `${path}/reinstate`))['state'], 'active')
        await signIn(patron, 'leaver@example.com')
      },
    )

    await t.test('the default address is shown with its postcode as text', async () => {
      const { path, number } = await register(patron, shop, named('resident'))
      const { access } = await signIn(patron, 'resident@example.com')
      const address = { street_address: 'Altmarkt 1', postal_code: 1067, city: 'Dresden', state: 'Sachsen', country: 'Germany' }
      const changed = await patron.send('PUT', ofDjango(number), {
        headers: { authorization: `Bearer ${access}`, 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'resident@example.com', address }),
      })
      assert.equal(changed.status, 200, changed.text)
      assert.deepEqual((await shop.ask(200, 'GET', path))['address'], {
        streetAddress: 'Altmarkt 1',
        postcode: '1067',
        city: 'Dresden',
        state: 'Sachsen',
        country: 'Germany',
        kind: null,
      })
    })

    await patron.stop()
    const events = await query(
      database,
      'select email, type, facts from event join customer on customer.id = customer_id order by event.id',
    )
    const eventsOf = (name: string) => events.filter(({ email }) => email === `${name}@example.com`)

    await t.test('one event tells of each change of being a vendor', () => {
      const changes = eventsOf('vendor').filter(({ type }) => type === 'customer.updated')
      assert.deepEqual(
        changes.map(({ facts }) => facts),
        [{ changed: 'isVendor' }, { changed: 'isVendor' }],
      )
    })

    await t.test('one event tells of a suspension and one of a reinstatement, however often they were asked for', () => {
      assert.deepEqual(
        eventsOf('suspended').map(({ type }) => type),
        ['customer.registered', 'customer.suspended', 'customer.reinstated'],
      )
    })
  })
}

const postgres = testDatabases.find(({ engine }) => engine === 'postgresql')

for (const [word, method, end] of [
  ['suspended', 'POST', '/suspend'],
  ['erased', 'DELETE', ''],
] as const) {
  test(`the tokens of a customer ${word} on one server stop at once on another one over the same PostgreSQL`, async (t) => {
    assert.ok(postgres)
    const database = await postgres.create(t)
    const [one, other] = [await startTestPatron(t, database), await startTestPatron(t, database)]
    const shop = await startShop(one, database)
    const { path, number } = await register(one, shop)
    const { access, refresh } = await signIn(other)
    const uses = () =>
      Promise.all([
        other.send('GET', ofDjango(number), bearer(access)),
        other.post('/auth/token/refresh/', { refresh }),
        other.post('/auth/token/verify/', { token: access }),
      ])
    for (const { status } of await uses()) assert.equal(status, 200)
    assert.ok((await shop.send(method, `${path}${end}`)).status < 300)
    for (const { status, text } of await uses()) assert.equal(status, 401, text)
  })
}

test('the tokens of a customer who deactivates themselves on one server stop at once on another one over the same PostgreSQL', async (t) => {
  assert.ok(postgres)
  const database = await postgres.create(t)
  const [one, other] = [await startTestPatron(t, database), await startTestPatron(t, database)]
  const shop = await startShop(one, database)
  const { number } = await register(one, shop)
  const { access } = await signIn(other)
  assert.equal((await one.send('DELETE', ofDjango(number), bearer(access))).status, 204)
  assert.equal((await other.send('GET', ofDjango(number), bearer(access))).status, 401)
})
