import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../../support/databases.ts'
import { startTestPatron } from '../../support/patron.ts'
import { customerFields, password, type Shopper, storefrontOf } from '../../support/storefront.ts'

const pleaseLogIn = 'Unauthenticated. Please login to perform this action'
const noToken = 'Authentication token is required. Please provide the token in the Authorization header as "Bearer <token>"'
const badToken = 'Invalid or expired token'
const notYours = 'Unauthorized: Cannot update another customer profile'
const differ = 'Password and confirm password do not match'
const noCurrent = 'Current password is required to change your password'
const wrongCurrent = 'The current password you entered is incorrect'
const digitsOnly = 'Mobile number can only contain digits. Special characters are not allowed'
const noDate = 'The date of birth field must be a valid date.'

const fields = `id _id firstName lastName email phone gender dateOfBirth status subscribedToNewsLetter isVerified isSuspended
  image success message`
const png =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const unset = { phone: '', gender: '', dateOfBirth: '' }
const nothing = { phone: null, gender: null, dateOfBirth: null }
const changed = { success: true, message: 'Customer profile updated successfully' }

const refusals: readonly (readonly [what: string, input: Readonly<Record<string, unknown>>, message: string])[] = [
  ['a gender', { gender: 'xyz' }, 'Invalid gender value "xyz". Allowed values are: Male, Female, Other'],
  ['a phone', { phone: '+1' }, digitsOnly],
  ['a phone before a gender', { phone: '+1', gender: 'xyz' }, digitsOnly],
  ['a date', { dateOfBirth: '31/12/1990' }, noDate],
  ['an address', { email: 'zz' }, 'The email field must be a valid email address.'],
  ['an address that is taken', { email: 'TAKEN@example.com' }, 'The email has already been taken.'],
  ['an image that is none', { image: 'zzz' }, 'Image upload failed'],
  ['a text that says it is an image', { image: 'data:image/png;base64,aGVsbG8=' }, 'Image upload failed'],
  ['an image that can hold scripts', { image: 'data:image/svg+xml;base64,PHN2Zy8+' }, 'Image upload failed'],
  ['a password alone', { password: 'NewPass123' }, noCurrent],
  ['a password twice', { password: 'NewPass123', confirmPassword: 'NewPass123' }, noCurrent],
  ['a password with a wrong one', { currentPassword: 'nope', password: 'NewPass123', confirmPassword: 'x' }, wrongCurrent],
  ['a password once', { currentPassword: password, password: 'NewPass123' }, differ],
  ['two passwords', { currentPassword: password, password: 'NewPass123', confirmPassword: 'x' }, differ],
  [
    'a short password',
    { currentPassword: password, password: 'abc', confirmPassword: 'abc' },
    'The password must be at least 8 characters.',
  ],
]

for (const { engine, create } of testDatabases) {
  test(`the profile answers as published (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t))
    const shop = storefrontOf(patron)
    const read = async ({ token }: Pick<Shopper, 'token'>) =>
      (await shop.ask(`{ readCustomerProfile { ${fields} } }`, {}, token)).data?.['readCustomerProfile'] as Record<
        string,
        unknown
      >
    const change = async ({ token }: Pick<Shopper, 'token'>, input: Readonly<Record<string, unknown>>) => {
      const answer = await shop.done('createCustomerProfileUpdate', `customerProfileUpdate { ${fields} }`, input, token)
      return answer['customerProfileUpdate'] as Record<string, unknown>
    }
    const errorOf = async (query: string, variables: Readonly<Record<string, unknown>>, token?: string) =>
      (await shop.ask(query, variables, token)).errors?.[0]?.message
    const ada = await shop.register({ firstName: 'Ada', lastName: 'Lovelace' })
    const grace = await shop.register({ email: 'taken@example.com' })

    await t.test('it is read with empty texts for what is not set', async () => {
      const names = { firstName: 'Ada', lastName: 'Lovelace', email: ada.email }
      const flags = { status: '1', isVerified: '0', isSuspended: '0', subscribedToNewsLetter: false }
      const id = { id: `/api/shop/customer_profiles/${ada.number}`, _id: String(ada.number) }
      assert.deepEqual(await read(ada), { ...id, ...names, ...flags, ...unset, image: null, success: null, message: null })
    })

    await t.test('whoever has no good token is asked to log in, whatever id is named', async () => {
      for (const token of [undefined, '1|x', `${ada.token.split('|')[0]}|forged`]) {
        assert.equal(await errorOf('{ readCustomerProfile { id } }', {}, token), pleaseLogIn)
        const query = 'query q($id: ID!) { readCustomerProfile(id: $id) { id } }'
        assert.equal(await errorOf(query, { id: `/api/shop/customer-profiles/${ada.number}` }, token), pleaseLogIn)
      }
      assert.equal((await shop.refused('createCustomerProfileUpdate', { phone: 'x' })).message, noToken)
      assert.equal((await shop.refused('createCustomerProfileUpdate', { phone: 'x' }, '1|x')).message, badToken)
      assert.equal((await shop.refused('createCustomerProfileDelete')).message, noToken)
      assert.equal((await shop.refused('createCustomerProfileDelete', {}, '1|x')).message, badToken)
    })

    await t.test('a change answers with null for what is not set, and with words for two flags', async () => {
      const flags = { status: '1', isVerified: 'false', isSuspended: 'false', subscribedToNewsLetter: false }
      const id = { id: `/api/shop/customer_profile_updates/${ada.number}`, _id: String(ada.number) }
      const names = { firstName: 'Augusta', lastName: 'Lovelace', email: ada.email }
      const answer = await change(ada, { firstName: 'Augusta' })
      assert.deepEqual(answer, { ...id, ...names, ...flags, ...nothing, image: null, ...changed })
    })

    await t.test('every field changes, dates in either form', async () => {
      const all = { firstName: 'A', lastName: 'L', phone: '123', gender: 'female', subscribedToNewsLetter: true }
      const told = await change(ada, { ...all, dateOfBirth: '12/10/1815' })
      assert.deepEqual({ ...told, ...all, gender: 'Female', dateOfBirth: '1815-12-10' }, told)
      assert.equal((await change(ada, { dateOfBirth: '1815-12-11' }))['dateOfBirth'], '1815-12-11')
      assert.equal((await read(ada))['dateOfBirth'], '1815-12-11')
    })

    await t.test('what is empty, null or absent is left alone, and so are the flags', async () => {
      const before = await read(ada)
      const texts = ['firstName', 'lastName', 'email', 'phone', 'gender', 'dateOfBirth', 'image', 'password', 'currentPassword']
      for (const nothingIn of ['', null, '  ']) {
        await change(ada, Object.fromEntries([...texts, 'confirmPassword', 'newPassword'].map((name) => [name, nothingIn])))
      }
      await change(ada, { status: '0', isVerified: '1', isSuspended: '1', success: false, message: 'x' })
      await change(ada, { subscribedToNewsLetter: null, deleteImage: null })
      assert.deepEqual(await read(ada), before)
      assert.equal((await change(ada, { subscribedToNewsLetter: false }))['subscribedToNewsLetter'], false)
    })

    for (const [what, input, message] of refusals) {
      await t.test(`it does not take ${what}, nor what comes with it`, async () => {
        const before = await read(ada)
        const error = await shop.refused('createCustomerProfileUpdate', { firstName: 'Nobody', ...input }, ada.token)
        assert.equal(error.message, message)
        assert.deepEqual(await read(ada), before)
      })
    }

    await t.test('the own number may be named in every form, and nobody else may be', async () => {
      const forms = (number: number) => [
        String(number),
        ...['customers', 'customer_profiles', 'customer-profiles', 'customer_profile_updates', 'customer-profile-updates'].map(
          (collection) => `/api/shop/${collection}/${number}`,
        ),
      ]
      for (const id of forms(ada.number)) await change(ada, { _id: id, id })
      for (const id of [...forms(grace.number), '0', 'zz']) {
        assert.equal(
          (await shop.refused('createCustomerProfileUpdate', { _id: id, firstName: 'X' }, ada.token)).message,
          notYours,
        )
      }
      assert.equal((await read(grace))['firstName'], 'John')
    })

    await t.test('an image is shown at its address until it is taken away', async () => {
      const { image } = await change(ada, { image: png })
      const { pathname } = new URL(String(image))
      const shown = await patron.send('GET', pathname)
      assert.deepEqual([shown.status, shown.headers.get('content-type')], [200, 'image/png'])
      assert.equal((await read(ada))['image'], image)
      assert.equal((await change(ada, { deleteImage: true, image: png }))['image'], null)
      assert.equal((await patron.send('GET', pathname)).status, 404)
    })

    await t.test('another password keeps this session and ends the others', async () => {
      for (const name of ['password', 'newPassword']) {
        const shopper = await shop.register()
        const other = { token: String((await shop.logIn(shopper.email))['token']) }
        await change(shopper, { currentPassword: password, [name]: 'NewPassw0rd!456', confirmPassword: 'NewPassw0rd!456' })
        assert.ok(await read(shopper))
        assert.equal(await read(other), null)
        assert.equal((await shop.logIn(shopper.email))['success'], false)
        assert.equal((await shop.logIn(shopper.email, 'NewPassw0rd!456'))['success'], true)
      }
    })

    await t.test('another address is used at once, and ends the other sessions', async () => {
      const shopper = await shop.register({ email: 'before@example.com' })
      const other = { token: String((await shop.logIn(shopper.email))['token']) }
      assert.equal(
        (await change(shopper, { email: 'after@example.com', currentPassword: password }))['email'],
        'after@example.com',
      )
      assert.equal(await read(other), null)
      assert.equal((await shop.logIn('before@example.com'))['success'], false)
      assert.equal((await shop.logIn('after@example.com'))['success'], true)
    })

    await t.test('customer, updateCustomer and deleteCustomer reach the caller and nobody else', async () => {
      const shopper = await shop.register({ firstName: 'Own' })
      const query = `query q($id: ID!) { customer(id: $id) { ${customerFields} token apiToken deviceToken } }`
      for (const id of [`/api/shop/customers/${shopper.number}`, String(shopper.number), shopper.number]) {
        const { data } = await shop.ask(query, { id }, shopper.token)
        const customer = data?.['customer'] as Record<string, unknown>
        assert.equal(customer['_id'], shopper.number)
        assert.deepEqual([customer['token'], customer['apiToken'], customer['name']], [null, null, 'Own Doe'])
      }
      const others = `/api/shop/customers/${grace.number}`
      assert.deepEqual((await shop.ask(query, { id: others }, shopper.token)).data, { customer: null })
      assert.equal(await errorOf(query, { id: others }), pleaseLogIn)

      const update = { id: String(shopper.number), firstName: 'Changed', clientMutationId: 'x' }
      const updated = await shop.done('updateCustomer', 'customer { firstName } clientMutationId', update, shopper.token)
      assert.deepEqual(updated, { customer: { firstName: 'Changed' }, clientMutationId: 'x' })
      for (const name of ['updateCustomer', 'deleteCustomer']) {
        assert.equal((await shop.refused(name, { id: others }, shopper.token)).message, notYours)
        assert.equal((await shop.refused(name, { id: others })).message, noToken)
        assert.equal((await shop.refused(name, { id: others }, '1|x')).message, badToken)
      }
      assert.ok(await read(grace))
      const gone = await shop.done('deleteCustomer', 'customer { _id }', { id: String(shopper.number) }, shopper.token)
      assert.deepEqual(gone, { customer: { _id: shopper.number } })
      assert.equal(await read(shopper), null)
    })

    await t.test('node finds the own things and those of everybody', async () => {
      const node = async (id: string, token?: string) => {
        const { data } = await shop.ask('query q($id: ID!) { node(id: $id) { __typename id } }', { id }, token)
        return data?.['node']
      }
      const own = {
        Customer: `customers/${ada.number}`,
        CustomerProfile: `customer_profiles/${ada.number}`,
        Country: 'countries/840',
      }
      for (const [__typename, path] of Object.entries(own)) {
        assert.deepEqual(await node(`/api/shop/${path}`, ada.token), { __typename, id: `/api/shop/${path}` })
      }
      for (const id of [`/api/shop/customers/${grace.number}`, '/api/shop/nothing/1', '1', 'zz', '']) {
        assert.equal(await node(id, ada.token), null)
      }
      assert.equal(await node(`/api/shop/customers/${ada.number}`), null)
    })

    await t.test('an account is deleted by its token, and a password that comes with it has to be right', async () => {
      const shopper = await shop.register()
      const wrong = { password: 'definitely wrong' }
      assert.equal((await shop.refused('createCustomerProfileDelete', wrong, shopper.token)).message, wrongCurrent)
      assert.equal((await shop.refused('createCustomerProfileDelete', { _id: '1' }, shopper.token)).message, notYours)
      const selection = 'customerProfileDelete { id _id } clientMutationId'
      const input = { password, clientMutationId: 'x' }
      const answer = await shop.done('createCustomerProfileDelete', selection, input, shopper.token)
      assert.deepEqual(answer, { customerProfileDelete: null, clientMutationId: 'x' })
      assert.equal(await errorOf('{ readCustomerProfile { id } }', {}, shopper.token), pleaseLogIn)
      assert.equal((await shop.refused('createCustomerProfileDelete', {}, shopper.token)).message, badToken)
      assert.equal((await shop.logIn(shopper.email))['message'], 'Invalid email or password')
      const again = await shop.register({ email: shopper.email })
      assert.notEqual(again.number, shopper.number)
    })
  })
}
