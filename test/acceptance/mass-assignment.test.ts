import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCustomer } from '../support/a-customer.ts'
import { testDatabases } from '../support/databases.ts'
import { form, type Reply, startTestPatron, type TestPatron } from '../support/patron.ts'
import { inFiveSpellings, privileges } from '../support/privileges.ts'
import { makeKey, type Shop, startShop } from '../support/shop.ts'
import { type Signed, signedBy } from '../support/signed.ts'
import { bearer, memberOf, password } from '../support/signed-in.ts'

// What a body is read as does not depend on the engine.
const [pglite] = testDatabases

type Value = Readonly<Record<string, unknown>>

/** Every name there is for what no caller may say, in every spelling, in one body. */
const everything: Value = Object.fromEntries(
  Object.entries(privileges).flatMap(([name, value]) => inFiveSpellings(name).map((spelling) => [spelling, value])),
)

/** What says when and by whom something was done last. */
const ofLastTime = ['modifiedAt', 'modifiedBy', 'lastSignInAt']

/** What differs between two customers who registered with the same words, and what says when. */
const own = ['id', 'number', 'email', 'username', 'slug', 'referralCode', 'createdAt', 'createdBy', ...ofLastTime]

const without = (value: Value, names: readonly string[]): Value =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))

interface World {
  readonly patron: TestPatron
  readonly shop: Shop
  readonly crm: Signed
}

interface Way {
  readonly name: string
  register(world: World, email: string, more: Value): Promise<Reply>
  /** Changes nothing but what `more` says. */
  change(world: World, email: string, more: Value): Promise<Reply>
}

const asTexts = (value: Value): Record<string, string> =>
  Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, typeof one === 'object' ? JSON.stringify(one) : String(one)]),
  )

const json = (token: string) => ({ ...bearer(token), 'content-type': 'application/json' })

const put = async ({ patron }: World, email: string, made: (token: string) => Parameters<TestPatron['send']>[2]) => {
  const { path, access } = await memberOf(patron, email)
  return patron.send('PUT', path, made(access))
}

const shopBody = { firstName: 'Ada', lastName: 'Lovelace', password, confirmPassword: password }

const ways: readonly Way[] = [
  {
    name: 'Django, in JSON',
    register: ({ patron }, email, more) => patron.post('/api/v1/customers/', { ...more, ...aCustomer({ email }) }),
    change: (world, email, more) =>
      put(world, email, (token) => ({ headers: json(token), body: JSON.stringify({ ...more, email }) })),
  },
  {
    name: 'Django, in a form',
    register: ({ patron }, email, more) =>
      patron.send('POST', '/api/v1/customers/', form(asTexts({ ...more, ...aCustomer({ email }) }))),
    change: (world, email, more) => put(world, email, (token) => form(asTexts({ ...more, email }), bearer(token))),
  },
  {
    name: 'Bagisto over REST',
    register: ({ patron }, email, more) => patron.post('/api/shop/customers', { ...more, ...shopBody, email }),
    async change({ patron }, email, more) {
      const signedIn = await patron.post('/api/shop/customer/login', { email, password })
      const { token } = signedIn.json() as { token: string }
      return patron.send('PUT', '/api/shop/customer-profile-updates/1', { headers: json(token), body: JSON.stringify(more) })
    },
  },
  {
    name: 'Singula',
    register: ({ crm }, email, more) =>
      crm('POST', '', { ...more, username: email, email, password, title: '-', firstName: 'Ada', lastName: 'Lovelace' }),
    async change({ shop, crm }, email, more) {
      const { id } = await shop.ask(200, 'GET', `/patron/v1/customers?email=${encodeURIComponent(email)}`)
      return crm('PATCH', `/${String(id)}`, more)
    },
  },
]

const found = ({ shop }: World, email: string) => shop.ask(200, 'GET', `/patron/v1/customers?email=${encodeURIComponent(email)}`)

test('nobody says by registration or by a change what only the shop may say of them, in whatever spelling', async (t) => {
  assert.ok(pglite)
  const database = await pglite.create(t)
  const patron = await startTestPatron(t, database)
  const { text: secret } = await makeKey(database, { kind: 'hmac', id: 'crm' })
  const world: World = { patron, shop: await startShop(patron, database), crm: signedBy(patron, { id: 'crm', secret }) }

  // GraphQL refuses every field it does not know, which test/acceptance/storefront-safety.test.ts asks of it.
  for (const [index, { name, register, change }] of ways.entries()) {
    await t.test(name, async () => {
      const [plain, greedy] = [`plain${index}@example.com`, `greedy${index}@example.com`]
      const replies = [await register(world, plain, {}), await register(world, greedy, everything)]
      assert.deepEqual(
        replies.map(({ status }) => status),
        [201, 201],
        replies.map(({ text }) => text).join('\n'),
      )
      const [first, second] = [await found(world, plain), await found(world, greedy)]
      assert.deepEqual(without(second, own), without(first, own))
      assert.equal(Number(second['number']), Number(first['number']) + 1)
      assert.match(String(second['slug']), /^ada-lovelace(-\d+)?$/)
      assert.deepEqual(
        [second['username'] === null, second['createdBy'] === null],
        [first['username'] === null, first['createdBy'] === null],
      )
      for (const [member, sent] of Object.entries(privileges)) assert.notDeepEqual(second[member], sent, member)

      const changed = await change(world, greedy, everything)
      assert.ok([200, 201].includes(changed.status), changed.text)
      assert.deepEqual(without(await found(world, greedy), ofLastTime), without(second, ofLastTime))
    })
  }

  await t.test('the service API takes what it describes and refuses the rest', async () => {
    const before = await found(world, 'plain0@example.com')
    const path = `/patron/v1/customers/${String(before['id'])}`
    for (const [member, value] of Object.entries(everything)) {
      if (member === 'isVendor') continue // the one thing that is the shop's to say
      const { code } = await world.shop.ask(400, 'PATCH', path, { isVendor: true, [member]: value })
      assert.equal(code, 'invalid_request', member)
    }
    assert.deepEqual(await found(world, 'plain0@example.com'), before)
  })
})
