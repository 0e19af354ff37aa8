import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../support/databases.ts'
import { askShop, at, messagesOf, mutation } from '../support/graphql-over-wire.ts'
import { startTestPatron, type TestPatron } from '../support/patron.ts'
import { bearer, password } from '../support/signed-in.ts'
import { callRaw } from '../support/wire.ts'

type Value = Readonly<Record<string, unknown>>

async function register(patron: TestPatron, fields: Value = {}) {
  const input = {
    ...{ firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com', password, confirmPassword: password },
    ...fields,
  }
  const result = await askShop(patron, mutation('createCustomer', 'customer { _id token }'), { input })
  const { _id, token } = at(result, 'createCustomer', 'customer')
  return { result, number: String(_id), token: String(token) }
}

const markup = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'; drop table customer; --",
  '#{7*7}{{7*7}}<%= 7*7 %>',
  '\u202egnirts desrever\u202c',
  'line\nbreak\r\n\ttab',
  '👩‍👩‍👧‍👦 Å ﷽',
  '\\u0000 and \\ud800 as texts',
]

const unstorable = ['a\u0000b', '\u0000', '\ud800', 'a\udfffb', '\udc00\ud800']
const tooMuch = ['x'.repeat(20_000), '🙂'.repeat(5_000), '\u0301'.repeat(3_000)]

/** The mutations that take texts, with the fields of their inputs. */
const inputs: Readonly<Record<string, readonly string[]>> = {
  createCustomer: [
    ...['firstName', 'lastName', 'email', 'phone', 'gender', 'dateOfBirth', 'password', 'confirmPassword', 'deviceToken'],
    ...['status', 'isVerified', 'isSuspended'],
  ],
  createCustomerLogin: ['email', 'password', 'deviceToken'],
  createForgotPassword: ['email'],
  createVerifyToken: ['token'],
  createCustomerProfileUpdate: [
    ...['firstName', 'lastName', 'email', 'phone', 'gender', 'dateOfBirth', 'currentPassword', 'password', 'newPassword'],
    ...['confirmPassword', 'image', 'id', '_id', 'message'],
  ],
  updateCustomer: [
    'id',
    'firstName',
    'lastName',
    'email',
    'phone',
    'gender',
    'dateOfBirth',
    'password',
    'confirmPassword',
    'deviceToken',
  ],
  createAddUpdateCustomerAddress: [
    ...['firstName', 'lastName', 'companyName', 'vatId', 'email', 'phone', 'address1', 'address2', 'country', 'state', 'city'],
    'postcode',
  ],
  createNewsletter: ['customerEmail'],
  createNewsletterSubscription: ['customerEmail'],
  createGdprRequest: ['type', 'message'],
  revokeGdprRequest: ['id'],
  deleteGdprRequest: ['id'],
  createCustomerProfileDelete: ['password', 'currentPassword', '_id'],
  deleteCustomer: ['id'],
  // Last, since it ends the session.
  createLogout: ['deviceToken'],
}

/** Values that let the rest of an input pass, so that one field at a time is looked at. */
const plain: Readonly<Record<string, Value>> = {
  createCustomer: { firstName: 'Eve', lastName: 'Eve', email: 'eve@example.com', password, confirmPassword: password },
  createCustomerLogin: { email: 'nobody@example.com', password: 'wrong-password' },
  createCustomerProfileUpdate: { confirmPassword: 'wrong-password' },
  createAddUpdateCustomerAddress: { firstName: 'Eve', lastName: 'Eve', city: 'Eden', address1: 'Tree 1' },
  createGdprRequest: { type: 'update', message: 'Please' },
  createCustomerProfileDelete: { password: 'wrong-password' },
}

const calls: readonly (readonly [method: string, path: string, fields: readonly string[]])[] = [
  ['POST', '/api/shop/customers', inputs['createCustomer'] ?? []],
  ['POST', '/api/shop/customer/login', ['email', 'password', 'deviceToken']],
  ['POST', '/api/shop/forgot-passwords', ['email']],
  ['PUT', '/api/shop/customer-profile-updates/1', inputs['createCustomerProfileUpdate'] ?? []],
  ['POST', '/api/shop/customer-addresses', inputs['createAddUpdateCustomerAddress'] ?? []],
  ['POST', '/api/shop/newsletters', ['customerEmail']],
  ['POST', '/api/shop/gdpr-requests', ['type', 'message']],
]

/** No trace of an error of ours, in answers or in the log. */
function assertNoFault(patron: TestPatron): void {
  for (const line of patron.log) assert.doesNotMatch(line, /"level":(50|60)|"status":5\d\d|internal/i)
}

for (const { engine, create } of testDatabases) {
  test(`texts of every kind are stored as they are or refused by name, and none is an error of ours (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t))

    await t.test('names full of markup come back as they were sent', async () => {
      for (const [index, name] of markup.entries()) {
        const { token, result } = await register(patron, { firstName: name, lastName: name, email: `markup${index}@example.com` })
        assert.equal(result.errors, undefined, name)
        const profile = await askShop(patron, '{ readCustomerProfile { firstName lastName } }', {}, bearer(token))
        assert.deepEqual(at(profile, 'readCustomerProfile'), { firstName: name, lastName: name })
        const overRest = await patron.send('GET', '/api/shop/customer-profile', { headers: bearer(token) })
        assert.equal(overRest.headers.get('content-type'), 'application/json')
        assert.equal((overRest.json() as [Value])[0]['firstName'], name)
      }
    })

    await t.test('NUL and lone surrogates are refused by the name of the field', async () => {
      for (const name of unstorable) {
        const { result } = await register(patron, { firstName: name, email: 'nul@example.com' })
        assert.deepEqual(messagesOf(result), ['The first name field contains characters that cannot be stored.'])
        assert.deepEqual(result.errors?.[0]?.extensions, {
          validation: { firstName: ['The first name field contains characters that cannot be stored.'] },
        })
      }
      const literal = '{ customerAddress(id: "\\uD800") { _id } }'
      assert.match(messagesOf(await askShop(patron, literal))[0] ?? '', /^Syntax Error: Invalid Unicode escape sequence/)
    })

    const { token, number } = await register(patron)
    const texts = [...unstorable, ...tooMuch, ...markup.slice(0, 3)]

    for (const [name, fields] of Object.entries(inputs)) {
      await t.test(`every text of ${name}`, async () => {
        for (const text of texts) {
          const sendings = [
            Object.fromEntries(fields.map((field) => [field, text])),
            ...fields.map((field) => ({ ...(name === 'updateCustomer' && { id: number }), ...plain[name], [field]: text })),
          ]
          const ask = (input: Value) =>
            askShop(patron, mutation(name, 'clientMutationId'), { input: { ...input, clientMutationId: text } }, bearer(token))
          for (const result of await Promise.all(sendings.map(ask)))
            for (const { message } of result.errors ?? []) {
              assert.doesNotMatch(message, /Internal|busy/)
              assert.ok(message.length < 1_100)
            }
        }
      })
    }

    const { token: another } = await register(patron, { email: 'another@example.com' })
    for (const [method, path, fields] of calls) {
      await t.test(`every text of ${method} ${path}`, async () => {
        const headers = { ...bearer(another), 'content-type': 'application/json' }
        for (const text of texts) {
          const each = unstorable.includes(text) ? fields.map((field) => ({ [field]: text })) : []
          const bodies = [Object.fromEntries(fields.map((field) => [field, text])), ...each]
          const replies = await Promise.all(
            bodies.map((body) => patron.send(method, path, { headers, body: JSON.stringify(body) })),
          )
          for (const reply of replies) assert.ok(reply.status < 500, `${reply.status} ${reply.text.slice(0, 200)}`)
        }
      })
    }

    await t.test('as a new password', async () => {
      const document = mutation('createCustomerProfileUpdate', 'clientMutationId')
      for (const text of [...unstorable, ...tooMuch]) {
        const input = { currentPassword: password, password: text, confirmPassword: text }
        const [message = ''] = messagesOf(await askShop(patron, document, { input }, bearer(another)))
        assert.match(
          message,
          /^The password (field contains characters that cannot be stored|field must not be greater than 1024|must be at least 8)/,
        )
      }
      const result = await askShop(patron, document, { input: { currentPassword: password } }, bearer(another))
      assert.equal(result.errors, undefined)
    })

    await t.test('values of other types', async () => {
      const headers = { ...bearer(another), 'content-type': 'application/json' }
      const values: readonly unknown[] = [null, true, 0, -1, 1e308, [], [[]], {}, { $gt: '' }, ['a'], { toString: 'a' }]
      for (const [method, path, fields] of calls)
        for (const value of values) {
          const body = JSON.stringify(Object.fromEntries(fields.map((field) => [field, value])))
          assert.ok((await patron.send(method, path, { headers, body })).status < 500, `${path} ${body}`)
        }
      for (const [name, fields] of Object.entries(inputs).slice(0, -1))
        for (const value of values) {
          const input = Object.fromEntries(fields.map((field) => [field, value]))
          const result = await askShop(patron, mutation(name, 'clientMutationId'), { input }, bearer(another))
          for (const message of messagesOf(result)) assert.doesNotMatch(message, /Internal|busy/)
        }
    })

    assertNoFault(patron)
    assert.equal((await register(patron, { email: 'after@example.com' })).result.errors, undefined)
  })

  test(`bodies that are too large or too deep are refused in few words (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t))
    const { token } = await register(patron)
    const paths = ['/api/graphql', '/api/shop/customers', '/api/shop/customer-profile-updates/1']

    await t.test('10 MB, announced, by whomever and wherever', async () => {
      for (const path of paths)
        for (const authorization of ['', `authorization: Bearer ${token}\r\n`]) {
          const method = path.endsWith('/1') ? 'PUT' : 'POST'
          const head = `${method} ${path} HTTP/1.1\r\nhost: a\r\n${authorization}content-type: application/json\r\ncontent-length: 10000000\r\n\r\n`
          const received = await callRaw(patron.url, head)
          assert.match(
            received,
            /^HTTP\/1\.1 413 [\s\S]*\r\n\r\n\{"type":"\/errors\/413","title":"Payload Too Large","status":413,"detail":/,
          )
        }
    })

    await t.test('2 MB of somebody unknown; who is known may send that much where an image can be', async () => {
      const head = (path: string, authorization = '') =>
        `POST ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n${authorization}content-type: application/json\r\ncontent-length: 2000000\r\n\r\n`
      const query = JSON.stringify({ query: '{ readCustomerProfile { email } }' })
      for (const authorization of ['', 'authorization: Bearer 1|wrong-secret-of-nobody-at-all\r\n'])
        assert.match(await callRaw(patron.url, head('/api/graphql', authorization) + query.padEnd(1_100_000)), /^HTTP\/1\.1 413 /)
      assert.match(
        await callRaw(patron.url, head('/api/shop/customers', `authorization: Bearer ${token}\r\n`)),
        /^HTTP\/1\.1 413 /,
      )
      const known = await callRaw(
        patron.url,
        head('/api/graphql', `authorization: Bearer ${token}\r\n`) + query.padEnd(2_000_000),
      )
      assert.match(known, /^HTTP\/1\.1 200 [\s\S]*"email":"ada@example\.com"/)
    })

    await t.test('JSON, variables and inputs of any depth', async () => {
      const json = { 'content-type': 'application/json' }
      const nested = (depth: number, open: string, close: string) => `${open.repeat(depth)}1${close.repeat(depth)}`
      const query = JSON.stringify(mutation('createCustomer', 'clientMutationId'))
      for (const depth of [40, 1_000, 100_000])
        for (const [open, close] of [
          ['[', ']'],
          ['{"a":', '}'],
        ] as const) {
          const deep = nested(depth, open, close)
          const bodies = [
            `{"query":${query},"variables":{"input":${deep}}}`,
            `{"query":${query},"variables":${deep}}`,
            deep,
            `{"query":${deep}}`,
          ]
          for (const body of bodies) {
            const reply = await patron.send('POST', '/api/graphql', { headers: json, body })
            assert.equal(reply.status, 200)
            assert.deepEqual(reply.json(), {
              errors: [{ message: 'GraphQL data is not valid JSON.', extensions: { status: 400 } }],
            })
          }
          const asText = JSON.stringify({ query: '{ country(id: 1) { name } }', variables: deep })
          const reply = await patron.send('POST', '/api/graphql', { headers: json, body: asText })
          assert.deepEqual(reply.json(), {
            errors: [{ message: 'GraphQL variables are not valid JSON.', extensions: { status: 400 } }],
          })
          const overRest = await patron.send('POST', '/api/shop/customers', { headers: json, body: `{"firstName":${deep}}` })
          assert.deepEqual([overRest.status, (overRest.json() as Value)['detail']], [422, 'Syntax error'])
        }
    })

    await t.test('in a literal of the document', async () => {
      for (const depth of [30, 500]) {
        const document = `mutation { createCustomer(input: { firstName: ${'['.repeat(depth)}1${']'.repeat(depth)} }) { clientMutationId } }`
        const result = await askShop(patron, document)
        assert.equal(result.data, undefined)
        assert.ok((result.errors?.length ?? 0) > 0)
      }
    })

    assertNoFault(patron)
  })
}
