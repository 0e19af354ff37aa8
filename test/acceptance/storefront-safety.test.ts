import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askRunningServer } from '../../src/control/socket-client.ts'
import { testDatabases } from '../support/databases.ts'
import { askShop, at, messagesOf, mutation } from '../support/graphql-over-wire.ts'
import { type Reply, startTestPatron, type TestPatron } from '../support/patron.ts'
import { makeKey, startShop } from '../support/shop.ts'
import type { SentResult } from '../support/shop-graphql.ts'
import { bearer, password } from '../support/signed-in.ts'
import { call } from '../support/wire.ts'

type Value = Readonly<Record<string, unknown>>

const storefrontKey = (key: string) => ({ 'x-storefront-key': key })
const sent = (reply: Reply) => [reply.status, reply.json()]
const asksForName = { query: '{ country(id: 276) { name } }' }
const germany = { data: { country: { name: 'Germany' } } }

const keyMissing = {
  ...{ message: 'X-STOREFRONT-KEY header is required for this operation', error: 'missing_key' },
  ...{ header_name: 'X-STOREFRONT-KEY', key_type: 'shop' },
  errors: [{ message: 'X-STOREFRONT-KEY header is required for this operation', extensions: { code: 'UNAUTHENTICATED' } }],
}

const registration = (email: string, fields: Value = {}) => ({
  ...{ firstName: 'Ada', lastName: 'Lovelace', email, password, confirmPassword: password, ...fields },
})

async function register(patron: TestPatron, email: string) {
  const result = await askShop(patron, mutation('createCustomer', 'customer { _id token }'), { input: registration(email) })
  const { _id, token } = at(result, 'createCustomer', 'customer')
  return { email, number: Number(_id), token: String(token) }
}

for (const { engine, create } of testDatabases) {
  test(`in production nobody gets in without a key, and the schema is nobody's business (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database, { PATRON_MODE: 'production', PATRON_DRAIN_MS: '0' })

    await t.test('before there is any key', async () => {
      assert.deepEqual(sent(await patron.post('/api/graphql', asksForName)), [401, keyMissing])
      assert.deepEqual(sent(await patron.send('GET', '/api/shop/customer-profile')), [
        401,
        {
          ...{ message: 'X-STOREFRONT-KEY header is required', error: 'missing_key' },
          ...{ header_name: 'X-STOREFRONT-KEY', key_type: 'shop' },
        },
      ])
    })

    await t.test("browsers may ask about a page of another origin, which sends no key of the page's then", async () => {
      const asked = { origin: 'https://shop.example', 'access-control-request-headers': 'x-storefront-key,content-type' }
      for (const path of ['/api/graphql', '/api/shop/customers', '/api/shop/customer-profile-updates/1']) {
        const { status, headers } = await patron.send('OPTIONS', path, { headers: asked })
        assert.deepEqual(
          [status, headers.get('access-control-allow-origin'), headers.get('access-control-allow-headers')],
          [204, '*', 'x-storefront-key,content-type'],
          path,
        )
      }
    })

    await t.test('a body of unknown length is refused as any other', async () => {
      const body = Buffer.from(JSON.stringify(asksForName))
      const headers = { 'content-type': 'application/json' }
      const reply = await call(patron.url, { path: '/api/graphql', headers, body, chunked: true })
      assert.deepEqual([reply.status, JSON.parse(reply.body.toString())], [401, keyMissing])
    })

    const { text: key } = await makeKey(database, { kind: 'storefront', name: 'web', rateLimit: 'unlimited' })
    const ask = (query: string) => askShop(patron, query, {}, storefrontKey(key))

    await t.test('while who has one asks as ever', async () => {
      assert.deepEqual(await ask(asksForName.query), germany)
      assert.ok((await register(patronWith(patron, key), 'ada@example.com')).number > 0)
    })

    await t.test('not even a name that is nearly right is helped', async () => {
      const misspelt: readonly [query: string, message: string][] = [
        ['{ countrys { id } }', 'Cannot query field "countrys" on type "Query".'],
        ['{ country(id: 1) { nam } }', 'Cannot query field "nam" on type "Country".'],
        ['{ country(idd: 1) { name } }', 'Unknown argument "idd" on field "Query.country".'],
        ['{ node(id: 1) { ... on Countri { id } } }', 'Unknown type "Countri".'],
      ]
      for (const [query, message] of misspelt) {
        const messages = messagesOf(await ask(query))
        assert.ok(messages.includes(message), messages.join())
        assert.doesNotMatch(messages.join(), /did you mean/i)
      }
      const result = await askShop(
        patron,
        mutation('createCustomer', 'clientMutationId'),
        { input: { firstname: '' } },
        storefrontKey(key),
      )
      assert.doesNotMatch(messagesOf(result).join(), /did you mean/i)
    })

    await t.test('introspection is refused with a key and without, and there is no playground', async () => {
      for (const query of ['{ __schema { types { name } } }', '{ __type(name: "Customer") { name } }']) {
        const [message = ''] = messagesOf(await ask(query))
        assert.match(message, /^GraphQL introspection has been disabled/)
        assert.equal((await patron.post('/api/graphql', { query })).status, 401)
      }
      for (const path of ['/api/graphql', '/api/graphiql'])
        assert.equal((await patron.send('GET', path, { headers: { accept: 'text/html' } })).status, 404)
    })

    await t.test('words of introspection elsewhere in a document open nothing', async () => {
      const documents = [
        ...['# __schema __type\n{ country(id: 276) { name } }', '{ country(id: 276) { name __typename } }'],
        ...['query __schema { country(id: 276) { name } }', '{ __type: country(id: 276) { name } }'],
        ...['{ __typename country(id: 276) { name } }', '{ ...f } fragment f on Query { __typename country(id: 276) { name } }'],
      ]
      for (const query of documents) {
        assert.equal((await patron.post('/api/graphql', { query })).status, 401, query)
        assert.equal((await ask(query)).errors, undefined, query)
      }
    })
  })

  test(`open mode ends with the first key and does not come back (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    assert.deepEqual(sent(await patron.post('/api/graphql', asksForName)), [200, germany])
    assert.deepEqual(sent(await patron.post('/api/graphql', asksForName, storefrontKey('whatever'))), [200, germany])
    const { text, id } = await makeKey(database, { kind: 'storefront', name: 'web', rateLimit: 'unlimited' })
    const closed = async (server: TestPatron) => {
      assert.deepEqual(sent(await server.post('/api/graphql', asksForName)), [401, keyMissing])
      assert.deepEqual(sent(await server.post('/api/graphql', asksForName, storefrontKey(' '))), [401, keyMissing])
      for (const key of ['whatever', `${text}x`, text.slice(0, -1), text.toUpperCase(), `pk_storefront_${'a'.repeat(32)}`]) {
        const reply = await server.post('/api/graphql', asksForName, storefrontKey(key))
        assert.deepEqual([reply.status, (reply.json() as Value)['error']], [401, 'invalid_key'])
        const overRest = await server.send('GET', '/api/shop/customer-profile', { headers: storefrontKey(key) })
        assert.deepEqual(sent(overRest), [403, { message: 'Invalid or inactive shop API key', error: 'invalid_key' }])
      }
    }
    await closed(patron)
    assert.deepEqual(sent(await patron.post('/api/graphql', asksForName, storefrontKey(text))), [200, germany])
    await askRunningServer(database.dataDir, 'keys/revoke', { id })
    await closed(patron)
    assert.equal((await patron.post('/api/graphql', asksForName, storefrontKey(text))).status, 401)
    await patron.stop()
    await closed(await startTestPatron(t, database))
  })
}

/** The same server, asked with a storefront's key. */
const patronWith = (patron: TestPatron, key: string): TestPatron => ({
  ...patron,
  post: (path, body, headers) => patron.post(path, body, { ...storefrontKey(key), ...headers }),
})

/** An answer without what differs from one request to the next whoever asks. */
function comparable(reply: Reply): unknown {
  const headers = Object.fromEntries(reply.headers)
  for (const name of ['date', 'x-request-id']) delete headers[name]
  return { status: reply.status, headers, body: reply.text.replace(/genid\/[0-9a-f]{20}/g, 'genid/…') }
}

for (const { engine, create } of testDatabases) {
  test(`a storefront tells and changes nothing of anybody but who is signed in (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    const shop = await startShop(patron, database)

    await t.test('whether somebody has an account is told by no answer', async (t) => {
      const names = ['active', 'suspended', 'deleted'] as const
      for (const name of names) {
        const { number } = await register(patron, `${name}@example.com`)
        const { id } = await shop.ask(200, 'GET', `/patron/v1/customers?number=${number}`)
        if (name === 'suspended') await shop.ask(200, 'POST', `/patron/v1/customers/${String(id)}/suspend`)
        if (name === 'deleted') await shop.ask(204, 'DELETE', `/patron/v1/customers/${String(id)}`)
      }
      const logIn = mutation('createCustomerLogin', 'customerLogin { id _id apiToken token message success } clientMutationId')
      const forgot = mutation('createForgotPassword', 'forgotPassword { id message success }')
      const wrong = { password: 'wrong-password' }
      const questions: Readonly<Record<string, (email: string) => Promise<Reply>>> = {
        'a log-in over GraphQL': (email) =>
          patron.post('/api/graphql', { query: logIn, variables: { input: { email, ...wrong } } }),
        'a log-in over REST': (email) => patron.post('/api/shop/customer/login', { email, ...wrong }),
        'forgetting over GraphQL': (email) => patron.post('/api/graphql', { query: forgot, variables: { input: { email } } }),
        'forgetting over REST': (email) => patron.post('/api/shop/forgot-passwords', { email }),
      }
      for (const [what, ask] of Object.entries(questions)) {
        await t.test(what, async () => {
          const ofNobody = comparable(await ask('nobody@example.com'))
          for (const name of [...names, ...names]) assert.deepEqual(comparable(await ask(`${name}@example.com`)), ofNobody, name)
        })
      }
    })

    await t.test('nobody chooses what only the shop may say of them', async (t) => {
      const forbidden = {
        ...{
          status: '0',
          isVerified: '1',
          isSuspended: '1',
          isVendor: true,
          number: 1_000_000,
          id: '1',
          tenantId: '0'.repeat(8),
        },
        ...{ _id: '1', state: 'suspended', emailVerifiedAt: '2026-01-01T00:00:00Z', customerGroupId: '3', channelId: '1' },
        ...{ token: 'mine', apiToken: 'mine', slug: 'root', totalUnitsBought: 9, ['__proto__']: { isVendor: true } },
      }
      const spellings: readonly ((name: string) => string)[] = [
        (name) => name,
        (name) => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`),
        (name) => name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`),
        (name) => name.charAt(0).toUpperCase() + name.slice(1),
        (name) => name.toUpperCase(),
        (name) => `customer[${name}]`,
      ]
      const spelt = (value: object, spelling: (name: string) => string) =>
        Object.fromEntries(Object.entries(value).map(([name, one]) => [spelling(name), one]))
      const isAsEver = async (email: string, number: number) => {
        const known = await shop.ask(200, 'GET', `/patron/v1/customers?email=${encodeURIComponent(email)}`)
        const { state, isVendor, emailVerifiedAt } = known
        assert.deepEqual([known['number'], state, isVendor, emailVerifiedAt], [number, 'active', false, null])
        assert.match(String(known['slug']), /^ada-lovelace(-\d+)?$/)
        const result = await askShop(patron, logInDocument, { input: { email, password } })
        assert.equal(at(result, 'createCustomerLogin', 'customerLogin')['_id'], number)
        const token = String(at(result, 'createCustomerLogin', 'customerLogin')['token'])
        const profile = await askShop(patron, '{ readCustomerProfile { status isVerified isSuspended } }', {}, bearer(token))
        assert.deepEqual(at(profile, 'readCustomerProfile'), { status: '1', isVerified: '0', isSuspended: '0' })
        return token
      }
      const logInDocument = mutation('createCustomerLogin', 'customerLogin { _id token }')
      const json = (token: string) => ({ ...bearer(token), 'content-type': 'application/json' })

      await t.test('at registration over REST, in any spelling', async () => {
        for (const [index, spelling] of spellings.entries()) {
          const email = `rest${index}@example.com`
          const body = { ...registration(email), ...spelt(forbidden, spelling) }
          const reply = await patron.post('/api/shop/customers', body)
          assert.equal(reply.status, 201, reply.text)
          const { id, status, isVerified, isSuspended, token } = reply.json() as Value
          assert.deepEqual([status, isVerified, isSuspended], [1, 0, 0])
          assert.notEqual(token, 'mine')
          await isAsEver(email, Number(id))
        }
      })

      await t.test('by a change over REST', async () => {
        const { email, number, token } = await register(patron, 'changes@example.com')
        for (const spelling of spellings) {
          const path = `/api/shop/customer-profile-updates/${number}`
          const body = JSON.stringify(spelt(forbidden, spelling))
          const reply = await patron.send('PUT', path, { headers: json(token), body })
          assert.equal(reply.status, 200, reply.text)
          const { status, isVerified, isSuspended, id } = reply.json() as Value
          assert.deepEqual([id, status, isVerified, isSuspended], [number, '1', 'false', 'false'])
          await isAsEver(email, number)
        }
      })

      const flags = { status: '0', isVerified: '1', isSuspended: '1' }

      await t.test('over GraphQL, where the three flags are taken and mean nothing', async () => {
        const selection = 'customer { _id status isVerified isSuspended }'
        const input = registration('graphql@example.com', flags)
        const { _id, ...shown } = at(
          await askShop(patron, mutation('createCustomer', selection), { input }),
          'createCustomer',
          'customer',
        )
        const truth = { status: '1', isVerified: '0', isSuspended: '0' }
        assert.deepEqual(shown, truth)
        const token = await isAsEver('graphql@example.com', Number(_id))
        const ask = (name: string, sending: object, what: string) =>
          askShop(patron, mutation(name, what), { input: sending }, bearer(token))
        const change = await ask('createCustomerProfileUpdate', flags, 'customerProfileUpdate { status isVerified isSuspended }')
        assert.deepEqual(at(change, 'createCustomerProfileUpdate', 'customerProfileUpdate'), {
          ...{ status: '1', isVerified: 'false', isSuspended: 'false' },
        })
        const update = await ask('updateCustomer', { id: String(_id), ...flags }, 'customer { status isVerified isSuspended }')
        assert.deepEqual(at(update, 'updateCustomer', 'customer'), truth)
        await isAsEver('graphql@example.com', Number(_id))
      })

      await t.test('and of which nothing else is a field', async () => {
        const { token, email, number } = await register(patron, 'strict@example.com')
        const known = new Set(['status', 'isVerified', 'isSuspended', 'id', '_id'])
        const names = Object.keys(forbidden).flatMap((name) => spellings.map((spelling) => spelling(name)))
        for (const name of names.filter((one) => !known.has(one))) {
          const value = 'true'
          const tries: readonly SentResult[] = [
            await askShop(patron, mutation('createCustomer', 'clientMutationId'), {
              input: registration('strict2@example.com', { [name]: value }),
            }),
            await askShop(
              patron,
              mutation('createCustomerProfileUpdate', 'clientMutationId'),
              { input: { [name]: value } },
              bearer(token),
            ),
          ]
          for (const result of tries) assert.match(messagesOf(result).join(), /is not defined by type/, name)
        }
        await isAsEver(email, number)
        await shop.ask(404, 'GET', '/patron/v1/customers?email=strict2%40example.com')
      })
    })

    await t.test("a token opens what is its customer's and nothing of anybody else's", async (t) => {
      const [ada, grace] = [await register(patron, 'ada@example.com'), await register(patron, 'grace@example.com')]
      const ask = (who: { token: string }, document: string, variables: Value = {}) =>
        askShop(patron, document, variables, bearer(who.token))
      const address = { firstName: 'Grace', lastName: 'Hopper', address1: 'Pier 1', city: 'New York', defaultAddress: true }
      const saved = await ask(grace, mutation('createAddUpdateCustomerAddress', 'addUpdateCustomerAddress { addressId }'), {
        input: address,
      })
      const addressId = Number(at(saved, 'createAddUpdateCustomerAddress', 'addUpdateCustomerAddress')['addressId'])
      const wish = { type: 'delete', message: 'Please forget me' }
      const raised = await ask(grace, mutation('createGdprRequest', 'gdprRequest { _id }'), { input: wish })
      const requestId = Number(at(raised, 'createGdprRequest', 'gdprRequest')['_id'])
      assert.ok(addressId > 0 && requestId > 0)

      const everything = `{
        readCustomerProfile { _id firstName lastName email phone gender dateOfBirth status image }
        getCustomerAddresses { edges { node { _id firstName address city defaultAddress updatedAt } } totalCount }
        gdprRequests { edges { node { _id status message updatedAt } } totalCount }
      }`
      const before = await ask(grace, everything)
      assert.equal(before.errors, undefined)

      await t.test('over GraphQL, whatever form the id has', async () => {
        const forms = (collection: string, number: number) => [
          ...[
            `/api/shop/${collection}/${number}`,
            String(number),
            `0${number}`,
            `/api/shop/${collection}/0${number}`,
            `${number}.0`,
            ` ${number}`,
          ],
        ]
        const nothing = (result: SentResult, what: string) => {
          const values = Object.values(result.data ?? {}).filter((value) => value !== null)
          assert.deepEqual(values, [], `${what}: ${JSON.stringify(result)}`)
          assert.doesNotMatch(JSON.stringify(result), /Grace|Hopper|Pier|forget me|Internal/)
        }
        for (const id of forms('customer-addresses', addressId))
          nothing(
            await ask(ada, 'query ($id: ID!) { customerAddress(id: $id) { _id firstName } node(id: $id) { id } }', { id }),
            id,
          )
        for (const id of forms('gdpr-requests', requestId)) {
          nothing(await ask(ada, 'query ($id: ID!) { gdprRequest(id: $id) { _id message } node(id: $id) { id } }', { id }), id)
          for (const name of ['revokeGdprRequest', 'deleteGdprRequest'])
            nothing(await ask(ada, mutation(name, 'gdprRequest { _id message }'), { input: { id } }), id)
        }
        for (const collection of ['customers', 'customer_profiles', 'customer-profiles', 'customer_profile_updates'])
          for (const id of forms(collection, grace.number)) {
            nothing(await ask(ada, 'query ($id: ID!) { customer(id: $id) { _id email } node(id: $id) { id } }', { id }), id)
            nothing(await ask(ada, mutation('updateCustomer', 'customer { _id }'), { input: { id, firstName: 'Eve' } }), id)
            nothing(await ask(ada, mutation('deleteCustomer', 'customer { _id }'), { input: { id } }), id)
            for (const field of ['id', '_id'])
              nothing(
                await ask(ada, mutation('createCustomerProfileUpdate', 'clientMutationId'), {
                  input: { [field]: id, lastName: 'Eve' },
                }),
                id,
              )
            nothing(await ask(ada, mutation('createCustomerProfileDelete', 'clientMutationId'), { input: { _id: id } }), id)
          }
        const save = mutation('createAddUpdateCustomerAddress', 'addUpdateCustomerAddress { addressId }')
        nothing(await ask(ada, save, { input: { ...address, addressId, city: 'Boston' } }), 'change')
        nothing(
          await ask(ada, mutation('createDeleteCustomerAddress', 'deleteCustomerAddress { city }'), { input: { addressId } }),
          'delete',
        )
      })

      await t.test('over REST', async () => {
        const json = { ...bearer(ada.token), 'content-type': 'application/json' }
        const calls: readonly (readonly [method: string, path: string, status: number])[] = [
          ...(['GET', 'PUT', 'DELETE'] as const).map(
            (method) => [method, `/api/shop/customer-addresses/${addressId}`, 403] as const,
          ),
          ...(['GET', 'DELETE'] as const).map((method) => [method, `/api/shop/gdpr-requests/${requestId}`, 404] as const),
          ['POST', `/api/shop/gdpr-requests/${requestId}/revoke`, 404],
        ]
        for (const [method, path, status] of calls) {
          const body = method === 'GET' || method === 'DELETE' ? {} : { body: JSON.stringify({ city: 'Boston' }) }
          const reply = await patron.send(method, path, { headers: json, ...body })
          assert.equal(reply.status, status, `${method} ${path}: ${reply.text}`)
          assert.doesNotMatch(reply.text, /Grace|Hopper|Pier|forget me/)
        }
        const path = `/api/shop/customer-profile-updates/${grace.number}`
        const reply = await patron.send('PUT', path, { headers: json, body: JSON.stringify({ phone: '5550199' }) })
        assert.deepEqual([reply.status, (reply.json() as Value)['id']], [200, ada.number])
      })

      await t.test('nor without a token, nor with a piece of hers', async () => {
        const [number, secret = ''] = grace.token.split('|')
        const [ownNumber, ownSecret = ''] = ada.token.split('|')
        const pieces = [
          ...[
            '',
            'Bearer',
            `Bearer ${number}`,
            `Bearer ${number}|`,
            `Bearer |${secret}`,
            `Bearer ${secret}`,
            `Basic ${grace.token}`,
          ],
          ...[
            `Bearer ${ownNumber}|${secret}`,
            `Bearer ${number}|${ownSecret}`,
            `Bearer ${number}|${secret.slice(0, 22)}${ownSecret.slice(22)}`,
          ],
          ...[
            `Bearer ${number}|${secret} ${secret}`,
            `Bearer ${number}|${secret.slice(0, -1)}`,
            `Bearer ${Number(number) + 2 ** 32}|${secret}`,
          ],
        ]
        for (const authorization of pieces) {
          const result = await askShop(patron, '{ readCustomerProfile { email } }', {}, { authorization })
          assert.deepEqual(messagesOf(result), ['Unauthenticated. Please login to perform this action'], authorization)
          const overRest = await patron.send('GET', '/api/shop/customer-addresses', { headers: { authorization } })
          assert.equal(overRest.status, 401)
        }
      })

      assert.deepEqual(await ask(grace, everything), before)
      const adas = at(await ask(ada, '{ readCustomerProfile { firstName lastName } }'), 'readCustomerProfile')
      assert.deepEqual(adas, { firstName: 'Ada', lastName: 'Lovelace' })
    })
  })
}
