import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../../support/databases.ts'
import { startTestPatron } from '../../support/patron.ts'
import { dataOf, type Shopper, storefrontOf } from '../../support/storefront.ts'

const noToken = 'Authentication token is required'
const noTokenToRead = `${noToken}. Please provide the token in the Authorization header as "Bearer <token>"`
const badToken = 'Invalid or expired token'
const notFound = 'Address not found or does not belong to this customer'
const firstName = 'The first name field is required.'
const lastName = 'The last name field is required.'
const city = 'The city field is required.'

const save = 'createAddUpdateCustomerAddress'
const remove = 'createDeleteCustomerAddress'
const deletedFields = `id _id addressId firstName lastName companyName vatId email phone address1 address2 country state city
  postcode defaultAddress`
const savedFields = `${deletedFields} useForShipping`
const readFields = `id _id addressType parentAddressId cartId orderId firstName lastName name gender companyName address city
  state country postcode email phone vatId defaultAddress useForShipping additional createdAt updatedAt`

const anAddress = {
  firstName: 'john',
  lastName: 'Doe',
  email: 'hello@example.com',
  phone: '+91 8888-888',
  companyName: 'Acme',
  vatId: 'V1',
  address1: '123 Main Street',
  address2: 'Apt 4',
  postcode: '10001',
  city: 'New York',
  state: 'NY',
  country: 'US',
}

const unset = { companyName: null, vatId: null, email: null, phone: null, address1: null, address2: null }
const least = { firstName: 'A', lastName: 'B', city: 'C' }

type Fields = Readonly<Record<string, unknown>>

const incomplete: readonly (readonly [input: Fields, message: string])[] = [
  [{}, `${firstName} ${lastName} ${city}`],
  [{ city: 'C', firstName: null, lastName: '' }, `${firstName} ${lastName}`],
  [{ firstName: 'A', lastName: 'B', city: ' ' }, city],
]

for (const { engine, create } of testDatabases) {
  test(`addresses answer as published (${engine})`, async (t) => {
    const shop = storefrontOf(await startTestPatron(t, await create(t)))
    const [ada, grace] = [await shop.register(), await shop.register()]

    const saved = async (input: Fields, { token }: Shopper) =>
      (await shop.done(save, `addUpdateCustomerAddress { ${savedFields} }`, input, token))['addUpdateCustomerAddress'] as Fields
    const one = async (id: unknown, token?: string) =>
      shop.ask(`query q($id: ID!) { customerAddress(id: $id) { ${readFields} address1 address2 } }`, { id }, token)
    const list = async (token: string | undefined, args = '') => {
      const page = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount'
      return shop.ask(`{ getCustomerAddresses${args} { edges { cursor node { ${readFields} } } ${page} } }`, {}, token)
    }
    /** The numbers of a page, its first and last cursor and whether there is more behind and before it. */
    const page = async ({ token }: Shopper, args: string) => {
      const { edges, pageInfo } = dataOf(await list(token, args))['getCustomerAddresses'] as {
        edges: { node: { _id: number } }[]
        pageInfo: Record<string, unknown>
      }
      const { startCursor, endCursor, hasNextPage, hasPreviousPage } = pageInfo
      return [edges.map(({ node }) => node._id), startCursor, endCursor, hasNextPage, hasPreviousPage]
    }

    await t.test('nobody without a good token is let in, whatever else is wrong', async () => {
      for (const [name, input] of [
        [save, {}],
        [save, { addressId: 1 }],
        [remove, {}],
      ] as const) {
        assert.equal((await shop.refused(name, input)).message, noToken)
        assert.equal((await shop.refused(name, input, '1|x')).message, badToken)
      }
      for (const [token, message] of [
        [undefined, noTokenToRead],
        ['1|x', badToken],
      ] as const) {
        for (const { errors, data } of [await list(token), await one('zz', token)]) {
          assert.deepEqual(
            errors?.map(({ message }) => message),
            [message],
          )
          assert.deepEqual(Object.values(data ?? {}), [null])
        }
      }
    })

    await t.test('there are none at first', async () => {
      const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null }
      assert.deepEqual((await list(ada.token)).data, { getCustomerAddresses: { edges: [], pageInfo, totalCount: 0 } })
    })

    await t.test('one is added with all of its fields, and read back', async () => {
      const answer = await saved({ ...anAddress, defaultAddress: true, useForShipping: true }, ada)
      const number = answer['_id']
      assert.deepEqual(answer, {
        ...{ id: String(number), _id: number, addressId: number },
        ...{ ...anAddress, defaultAddress: true, useForShipping: true },
      })
      const { createdAt, updatedAt, ...read } = dataOf(await one(number, ada.token))['customerAddress'] as Fields
      assert.match(String(createdAt), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/)
      assert.equal(updatedAt, createdAt)
      assert.deepEqual(read, {
        ...{ id: `/api/shop/customer-addresses/${number}`, _id: number, addressType: 'customer' },
        ...{ parentAddressId: null, cartId: null, orderId: null, gender: null, additional: null },
        ...{ ...anAddress, name: 'John Doe', address: '123 Main Street\nApt 4' },
        ...{ defaultAddress: true, useForShipping: true },
      })
    })

    await t.test('a name and a city are enough, and without them it is refused', async () => {
      const { id, _id, addressId, ...rest } = await saved(least, grace)
      assert.deepEqual([id, addressId], [String(_id), _id])
      const flags = { defaultAddress: false, useForShipping: false }
      assert.deepEqual(rest, { ...unset, ...least, country: null, state: null, postcode: null, ...flags })
      for (const [input, message] of incomplete) {
        assert.equal((await shop.refused(save, input, grace.token)).message, message)
      }
    })

    await t.test('nothing else has rules: mailbox, phone and country are texts', async () => {
      const free = { email: 'zz', phone: 'call me', country: 'Nowhere', postcode: 'n/a', state: '?', vatId: '-' }
      const answer = await saved({ ...least, ...free }, grace)
      assert.deepEqual({ ...answer, ...free }, answer)
    })

    await t.test('a change keeps what is not sent or null, and clears what is empty', async () => {
      const { _id } = await saved({ ...anAddress, useForShipping: true }, ada)
      const nothing = Object.fromEntries(Object.keys(anAddress).map((name) => [name, null]))
      const kept = await saved({ addressId: _id, ...nothing, useForShipping: null, city: 'Boston' }, ada)
      assert.deepEqual({ ...kept, ...anAddress, city: 'Boston', useForShipping: true }, kept)
      const optional = { companyName: '', vatId: '', email: '', phone: '', address1: '', address2: '' }
      assert.deepEqual({ ...kept, ...unset, state: null }, await saved({ addressId: _id, ...optional, state: '' }, ada))
      assert.equal((await shop.refused(save, { addressId: _id, city: '' }, ada.token)).message, city)
    })

    await t.test('the two lines are one text: either of them replaces both', async () => {
      const { _id } = await saved(anAddress, ada)
      const linesAfter = async (input: Fields) => {
        const { address1, address2 } = await saved({ addressId: _id, ...input }, ada)
        return [address1, address2]
      }
      assert.deepEqual(await linesAfter({ address2: 'Apt 5' }), ['Apt 5', null])
      assert.deepEqual(await linesAfter({ address1: 'One', address2: 'Two' }), ['One', 'Two'])
      assert.deepEqual(await linesAfter({ address1: 'One' }), ['One', null])
    })

    await t.test('the default mark moves to whoever asks for it, and goes when it is refused', async () => {
      const shopper = await shop.register()
      const first = await saved({ ...least, defaultAddress: true }, shopper)
      const second = await saved({ ...least, defaultAddress: true }, shopper)
      const marks = async () => {
        const { edges } = dataOf(await list(shopper.token))['getCustomerAddresses'] as {
          edges: { node: { defaultAddress: boolean } }[]
        }
        return edges.map(({ node }) => node.defaultAddress)
      }
      assert.deepEqual(await marks(), [false, true])
      await saved({ addressId: first['_id'], defaultAddress: true }, shopper)
      assert.deepEqual(await marks(), [true, false])
      await saved({ addressId: second['_id'], city: 'Elsewhere' }, shopper)
      assert.deepEqual(await marks(), [true, false])
      await saved({ addressId: first['_id'], defaultAddress: false }, shopper)
      assert.deepEqual(await marks(), [false, false])
    })

    await t.test("somebody else's address is as unknown as one there is not", async () => {
      const { _id } = await saved(anAddress, ada)
      for (const addressId of [_id, 999_999, 0, -1]) {
        assert.equal((await shop.refused(save, { addressId, city: 'X' }, grace.token)).message, notFound)
        assert.equal((await shop.refused(remove, { addressId }, grace.token)).message, notFound)
      }
      for (const id of [_id, `/api/shop/customer-addresses/${_id}`, '999999', 'invalid-id-99999', '/api/shop/countries/4', '']) {
        const { errors, data } = await one(id, grace.token)
        assert.deepEqual(data, { customerAddress: null })
        const [error] = errors ?? []
        assert.deepEqual([error?.message, error?.path, error?.extensions], [notFound, ['customerAddress'], { status: 400 }])
      }
      assert.equal((await one(_id, ada.token)).errors, undefined)
    })

    await t.test('an id is the number, alone or at the end of the path', async () => {
      const { _id } = await saved(anAddress, ada)
      for (const id of [_id, String(_id), `/api/shop/customer-addresses/${_id}`, `/api/shop/customer_addresses/${_id}`]) {
        assert.equal((dataOf(await one(id, ada.token))['customerAddress'] as Fields)['_id'], _id)
      }
    })

    await t.test('a list is read by cursors, ten at once unless fewer are asked for, in either direction', async () => {
      const shopper = await shop.register()
      const numbers: number[] = []
      for (let count = 0; count < 12; count++) numbers.push(Number((await saved(least, shopper))['_id']))
      const [a, b, c] = numbers
      const [k, l] = numbers.slice(-2)
      assert.deepEqual(await page(shopper, ''), [numbers.slice(0, 10), 'MA==', 'OQ==', true, false])
      assert.deepEqual(await page(shopper, '(first: 2)'), [[a, b], 'MA==', 'MQ==', true, false])
      assert.deepEqual(await page(shopper, '(first: 2, after: "MA==")'), [[b, c], 'MQ==', 'Mg==', true, true])
      assert.deepEqual(await page(shopper, '(first: 50, after: "OQ==")'), [[k, l], 'MTA=', 'MTE=', false, true])
      assert.deepEqual(await page(shopper, '(last: 2)'), [[k, l], 'MTA=', 'MTE=', false, true])
      assert.deepEqual(await page(shopper, '(last: 1, before: "Mg==")'), [[b], 'MQ==', 'MQ==', true, true])
      assert.deepEqual(await page(shopper, '(after: "OTk=")'), [[], null, null, false, true])
      assert.deepEqual((await page(shopper, '(first: 1000)'))[0], numbers)
      assert.equal((dataOf(await list(shopper.token, '(first: 1)'))['getCustomerAddresses'] as Fields)['totalCount'], 12)
      const newestFirst = [
        'order: "DESC"',
        'sort: "created_at-desc"',
        'sort: "id", order: "desc"',
        'sort: "id-asc", order: "desc"',
      ]
      for (const args of newestFirst) assert.deepEqual((await page(shopper, `(first: 2, ${args})`))[0], [l, k])
      const oldestFirst = [
        'order: "asc"',
        'sort: "id-asc"',
        'sort: "created_at"',
        'sort: "city"',
        'sort: ""',
        'sort: "id-desc", order: "asc"',
      ]
      for (const args of oldestFirst) assert.deepEqual((await page(shopper, `(first: 2, ${args})`))[0], [a, b])
      for (const [args, message] of [
        ['(first: -1)', 'The argument "first" must not be negative.'],
        ['(after: "junk")', 'The argument "after" is not a cursor.'],
      ] as const) {
        assert.equal((await list(shopper.token, args)).errors?.[0]?.message, message)
      }
    })

    await t.test('one is deleted by its number, and told once more', async () => {
      const { useForShipping: _unselected, ...answer } = await saved(anAddress, ada)
      assert.equal((await shop.refused(remove, {}, ada.token)).message, 'Address ID is required')
      const input = { addressId: answer['_id'], clientMutationId: 'x' }
      const gone = await shop.done(remove, `deleteCustomerAddress { ${deletedFields} } clientMutationId`, input, ada.token)
      assert.deepEqual(gone, { deleteCustomerAddress: answer, clientMutationId: 'x' })
      assert.equal((await shop.refused(remove, input, ada.token)).message, notFound)
    })
  })
}
