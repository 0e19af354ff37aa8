import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../../support/databases.ts'
import { startTestPatron } from '../../support/patron.ts'
import { aRegistration, assertProblem, password, storefrontOf } from '../../support/storefront.ts'

const noToken = 'Authentication token is required'
const noTokenLong = `${noToken}. Please provide the token in the Authorization header as "Bearer <token>"`
const noTokenInQuery = `${noToken}. Please provide token in query input`
const badToken = 'Invalid or expired token'
const pleaseLogIn = 'Unauthenticated. Please login to perform this action'
const misformatted = 'The input data is misformatted.'
const notFound = 'Address not found or does not belong to this customer'
const firstName = ['The first name field must be a string.', 'The first name field is required.']
const lastName = ['The last name field must be a string.', 'The last name field is required.']
const email = ['The email field must be a valid email address.', 'The email field is required.']
const noPassword = ['The password field is required.']

type Fields = Readonly<Record<string, unknown>>

/** What a registration lacks, and what is said of it by fields. */
const lacking: readonly (readonly [fields: Fields, errors: Readonly<Record<string, readonly string[]>>])[] = [
  [
    { firstName: undefined, lastName: undefined },
    { firstName, lastName },
  ],
  [{ firstName: null }, { firstName }],
  [{ firstName: '' }, { firstName: firstName.slice(1) }],
  [{ email: undefined }, { email }],
  [{ email: '' }, { email: email.slice(1) }],
  [{ password: undefined, confirmPassword: undefined }, { password: noPassword }],
  [{ confirmPassword: undefined }, { confirmPassword: ['The confirm password field is required.'] }],
  [{ confirmPassword: 'x' }, { confirmPassword: ['Password and confirm password do not match'] }],
  [{ dateOfBirth: 'tomorrow' }, { dateOfBirth: ['The date of birth field must be a valid date.'] }],
]

const wrongTypes: readonly Fields[] = [
  { status: 1 },
  { isVerified: true },
  { isSuspended: 0 },
  { subscribedToNewsLetter: 'true' },
  { subscribedToNewsLetter: 1 },
  { firstName: 5 },
  { email: {} },
  { password: [] },
]

const wrongMethods: readonly (readonly [method: string, path: string, allow: string])[] = [
  ['GET', '/customers', 'POST, OPTIONS'],
  ['PUT', '/customers', 'POST, OPTIONS'],
  ['GET', '/customer/login', 'POST, OPTIONS'],
  ['POST', '/customer-profile', 'GET, OPTIONS'],
  ['PATCH', '/customer-profile-updates/1', 'PUT, OPTIONS'],
  ['DELETE', '/customer-addresses', 'GET, POST, OPTIONS'],
  ['POST', '/customer-addresses/1', 'GET, PUT, DELETE, OPTIONS'],
  ['GET', '/gdpr-requests/1/revoke', 'POST, OPTIONS'],
]

const anAddress = {
  firstName: 'John',
  lastName: 'Doe',
  address1: '1 Main',
  address2: 'Apt 4',
  city: 'NY',
  state: 'NY',
  country: 'US',
}

for (const { engine, create } of testDatabases) {
  test(`the REST twin answers as published (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t))
    const shop = storefrontOf(patron)
    const [ada, grace] = [await shop.register({ phone: '77' }), await shop.register()]

    await t.test('a registration answers with a flat object whose flags are numbers', async () => {
      const sent = aRegistration({
        gender: 'male',
        dateOfBirth: '01/15/1990',
        phone: '1',
        deviceToken: 'd',
        status: '0',
        isVerified: '1',
      })
      const reply = await shop.rest('POST', '/customers', sent)
      const { id, token, apiToken, ...rest } = reply.json() as Fields
      assert.deepEqual([reply.status, reply.headers.get('location')], [201, `/api/shop/customers/${id}`])
      assert.ok(Number.isInteger(id))
      assert.match(String(token), /^\d+\|/)
      assert.equal(String(apiToken).length, 80)
      assert.deepEqual(rest, {
        ...{ firstName: 'John', lastName: 'Doe', name: 'John Doe', email: sent['email'], phone: '1', gender: 'Male' },
        ...{ dateOfBirth: '1990-01-15', status: 1, isVerified: 0, isSuspended: 0, subscribedToNewsLetter: false },
        ...{ deviceToken: 'd', customerGroupId: null, channelId: null, rememberToken: null },
      })
      assert.equal((await shop.rest('GET', '/customer-profile', undefined, String(token))).status, 200)
    })

    await t.test('names with underscores will do', async () => {
      const body = {
        ...{ first_name: 'a', last_name: 'b', email: 'snake@example.com', password, confirm_password: password },
        ...{ date_of_birth: '1990-01-15', subscribed_to_news_letter: true, device_token: 'd' },
      }
      const told = (await shop.rest('POST', '/customers', body)).json() as Fields
      assert.deepEqual(
        [told['name'], told['dateOfBirth'], told['subscribedToNewsLetter'], told['deviceToken']],
        ['A B', '1990-01-15', true, 'd'],
      )
    })

    for (const [fields, errors] of lacking) {
      await t.test(
        `a registration with ${JSON.stringify(fields)} over it tells ${Object.keys(errors).join(' and ')}`,
        async () => {
          const reply = await shop.rest('POST', '/customers', aRegistration(fields))
          assertProblem(reply, 400, Object.values(errors).flat().join(' '), errors)
        },
      )
    }

    await t.test('of a body that holds nothing, all is told', async () => {
      const errors = { firstName, lastName, email, password: noPassword }
      for (const body of [{}, '{}', '[]', undefined]) {
        assertProblem(await shop.rest('POST', '/customers', body), 400, Object.values(errors).flat().join(' '), errors)
      }
    })

    await t.test('members of another type, and bodies that are no object, are misformatted', async () => {
      for (const fields of wrongTypes) {
        assertProblem(await shop.rest('POST', '/customers', aRegistration(fields)), 422, misformatted)
      }
      for (const body of ['[1]', 'null', '"text"', '5'])
        assertProblem(await shop.rest('POST', '/customers', body), 422, misformatted)
      for (const fields of [{ status: 1 }, { isVerified: true }, { phone: 5 }, { deleteImage: 'true' }]) {
        assertProblem(await shop.rest('PUT', '/customer-profile-updates/1', fields, ada.token), 422, misformatted)
      }
    })

    await t.test('what is no JSON is a syntax error, and what does not say that it is JSON is not read', async () => {
      for (const body of ['{', '{"a":', 'firstName=a', '{"a":"\\x"}']) {
        assertProblem(await shop.rest('POST', '/customers', body), 422, 'Syntax error')
      }
      for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data', 'application/xml']) {
        const reply = await patron.send('POST', '/api/shop/customers', { headers: { 'content-type': type }, body: '{}' })
        const detail = `The content-type "${type}" is not supported. Supported MIME types are "application/json".`
        assertProblem(reply, 415, detail)
      }
      const charset = { headers: { 'content-type': 'Application/JSON; charset=utf-8' }, body: '{}' }
      assert.equal((await patron.send('POST', '/api/shop/verify-tokens', charset)).status, 201)
    })

    await t.test('a login tells the number twice, and a refused one is told like any other', async () => {
      const reply = await shop.rest('POST', '/customer/login', { email: ada.email, password })
      const { token, ...rest } = reply.json() as Fields
      assert.match(String(token), /^\d+\|/)
      const told = { id: ada.number, _id: ada.number, apiToken: ada.apiToken, success: true }
      assert.deepEqual([reply.status, rest], [201, { ...told, message: 'You have logged in successfully' }])
      const refused = await shop.rest('POST', '/customer/login', { email: ada.email, password: 'wrong-password' })
      const nobody = { id: 0, _id: 0, apiToken: '', token: '', success: false, message: 'Invalid email or password' }
      assert.deepEqual([refused.status, refused.json()], [201, nobody])
      const errors = { email: email.slice(1), password: noPassword }
      assertProblem(await shop.rest('POST', '/customer/login', {}), 400, `${errors.email} ${errors.password}`, errors)
    })

    await t.test('tokens are verified and ended, and links sent, with or without a body', async () => {
      const invalid = { id: 0, firstName: '', lastName: '', email: '', isValid: false, message: pleaseLogIn }
      const valid = {
        id: ada.number,
        firstName: 'John',
        lastName: 'Doe',
        email: ada.email,
        isValid: true,
        message: 'Token is valid',
      }
      for (const body of [{}, undefined, '[]']) {
        const [bad, good] = [
          await shop.rest('POST', '/verify-tokens', body),
          await shop.rest('POST', '/verify-tokens', body, ada.token),
        ]
        assert.deepEqual([bad.status, bad.json(), good.status, good.json()], [201, invalid, 201, valid])
        const token = String((await shop.logIn(ada.email))['token'])
        const ended = await shop.rest('POST', '/customer/logout', body, token)
        assert.deepEqual([ended.status, ended.json()], [201, { success: true, message: 'Logged out successfully' }])
        const again = await shop.rest('POST', '/customer/logout', body, token)
        assert.deepEqual([again.status, again.json()], [201, { success: false, message: pleaseLogIn }])
      }
      const sent = await shop.rest('POST', '/forgot-passwords', { email: 'nobody@example.com' })
      assert.deepEqual(sent.json(), { success: true, message: 'Reset link sent successfully to your email' })
      for (const body of [{}, { email: '' }, { email: null }]) {
        const missing = await shop.rest('POST', '/forgot-passwords', body)
        assert.deepEqual([missing.status, missing.json()], [201, { success: false, message: 'Email is required' }])
      }
    })

    await t.test('the profile is a list of one, and a change of it leaves out what is null', async () => {
      const own = {
        firstName: 'John',
        lastName: 'Doe',
        email: ada.email,
        phone: '77',
        status: '1',
        subscribedToNewsLetter: false,
      }
      const read = await shop.rest('GET', '/customer-profile', undefined, ada.token)
      const unset = { gender: '', dateOfBirth: '', isVerified: '0', isSuspended: '0', image: null }
      assert.deepEqual([read.status, read.json()], [200, [{ id: ada.number, ...own, ...unset }]])
      const changed = await shop.rest('PUT', `/customer-profile-updates/${grace.number}`, { first_name: 'Ada' }, ada.token)
      const flags = { isVerified: 'false', isSuspended: 'false' }
      const told = { success: true, message: 'Customer profile updated successfully' }
      assert.deepEqual([changed.status, changed.json()], [200, { id: ada.number, ...own, firstName: 'Ada', ...flags, ...told }])
      assert.match((await shop.rest('GET', '/customer-profile', undefined, grace.token)).text, /"firstName":"John"/)
    })

    await t.test('a call that deletes profiles answers and deletes nothing', async () => {
      const reply = await shop.rest('POST', `/customer-profile-deletes/${ada.number}`, {}, ada.token)
      assert.deepEqual([reply.status, reply.json()], [201, []])
      assert.equal((await shop.rest('GET', '/customer-profile', undefined, ada.token)).status, 200)
    })

    await t.test('addresses are added, read, changed and deleted', async () => {
      const added = await shop.rest('POST', '/customer-addresses', { ...anAddress, defaultAddress: true }, ada.token)
      const { id, ...rest } = added.json() as Fields
      assert.deepEqual([added.status, added.headers.get('location')], [201, `/api/shop/customer-addresses/${id}`])
      const unset = { companyName: null, vatId: null, email: null, phone: null, postcode: null }
      assert.deepEqual(rest, { addressId: id, ...anAddress, ...unset, defaultAddress: true, useForShipping: false })

      const path = `/customer-addresses/${id}`
      const read = await shop.rest('GET', path, undefined, ada.token)
      const { id: readId, address, name, addressType, createdAt } = read.json() as Fields
      assert.deepEqual([read.status, readId, address, name, addressType], [200, id, '1 Main\nApt 4', 'John Doe', 'customer'])
      assert.match(String(createdAt), /\+00:00$/)
      const list = await shop.rest('GET', '/customer-addresses', undefined, ada.token)
      assert.deepEqual([list.status, list.json()], [200, [read.json()]])
      const pages = ['x-total-count', 'x-page', 'x-per-page', 'x-total-pages'].map((header) => list.headers.get(header))
      assert.deepEqual(pages, ['1', '1', '10', '1'])

      const changed = await shop.rest('PUT', path, { addressId: 4711, city: 'LA', company_name: 'Acme' }, ada.token)
      assert.deepEqual([changed.status, changed.json()], [200, { id, ...rest, city: 'LA', companyName: 'Acme' }])
      const city = 'The city field is required.'
      assertProblem(await shop.rest('PUT', path, { city: '' }, ada.token), 400, city, { city: [city] })
      for (const [method, body] of [['GET'], ['PUT', { city: 'X' }], ['DELETE']] as const) {
        for (const other of [path, '/customer-addresses/999999', '/customer-addresses/zz']) {
          assertProblem(await shop.rest(method, other, body, grace.token), 403, notFound)
        }
      }
      const deleted = await shop.rest('DELETE', path, undefined, ada.token)
      assert.deepEqual([deleted.status, deleted.text], [204, ''])
      assertProblem(await shop.rest('DELETE', path, undefined, ada.token), 403, notFound)
    })

    await t.test('whoever has no good token is refused in the words of the call', async () => {
      const calls: readonly (readonly [method: string, path: string, none: string])[] = [
        ['GET', '/customer-profile', noTokenInQuery],
        ['PUT', '/customer-profile-updates/1', noTokenLong],
        ['POST', '/customer-profile-deletes/1', noTokenLong],
        ['GET', '/customer-addresses', noTokenLong],
        ['GET', '/customer-addresses/1', noTokenLong],
        ['POST', '/customer-addresses', noToken],
        ['PUT', '/customer-addresses/1', noToken],
        ['DELETE', '/customer-addresses/1', noToken],
      ]
      for (const [method, path, none] of calls) {
        const body = method === 'GET' || method === 'DELETE' ? undefined : {}
        assertProblem(await shop.rest(method, path, body), 401, none)
        for (const token of ['1|x', `${ada.token.split('|')[0]}|anything`]) {
          assertProblem(await shop.rest(method, path, body, token), 401, badToken)
        }
      }
    })

    await t.test('a route there is not is told by its path, and a method there is not with those there are', async () => {
      for (const path of ['/api/shop/nope', '/api/shop/customers/1', '/api/nope', '/api/shop/customers/profile']) {
        const reply = await patron.send('GET', path)
        assert.deepEqual([reply.status, reply.json()], [404, { message: `The route ${path.slice(1)} could not be found.` }])
      }
      for (const [method, path, allow] of wrongMethods) {
        const reply = await shop.rest(method, path)
        assertProblem(reply, 405, 'Method Not Allowed')
        assert.equal(reply.headers.get('allow'), allow)
      }
    })
  })
}
