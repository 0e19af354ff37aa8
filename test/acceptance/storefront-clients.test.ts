import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../support/databases.ts'
import { startTestPatron } from '../support/patron.ts'
import { makeKey } from '../support/shop.ts'
import { storefrontClient } from '../support/storefront-client.ts'

// Documents with the selections and variables of docs/contracts/bagisto.md, section 10.

type Value = Readonly<Record<string, unknown>>

const password = 'Tea-4-Two!'
const otherPassword = 'Tea-4-Three!'
const genid = /^\/api\/\.well-known\/genid\/[0-9a-f]{20}$/
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/

/** The members of a value that are matched and not known beforehand, taken out of it. */
function without(value: unknown, patterns: Readonly<Record<string, RegExp>>): Value {
  const rest = { ...(value as Value) }
  for (const [name, pattern] of Object.entries(patterns)) {
    assert.match(String(rest[name]), pattern, name)
    delete rest[name]
  }
  return rest
}

const tokenForm = { token: /^\d+\|[\w-]{65}$/, apiToken: /^[\w-]{80}$/ }

const web = {
  signUp: `mutation registerCustomer($input: createCustomerInput!) {
    createCustomer(input: $input) {
      customer {
        id firstName lastName email phone status apiToken customerGroupId subscribedToNewsLetter isVerified isSuspended
        token rememberToken name
      }
    }
  }`,
  logIn: `mutation loginCustomer($input: createCustomerLoginInput!) {
    createCustomerLogin(input: $input) { customerLogin { id apiToken token message success } }
  }`,
  logOut: 'mutation { createLogout(input: {}) { logout { success message } } }',
  forgot: `mutation forgotPassword($email: String!) {
    createForgotPassword(input: { email: $email }) { forgotPassword { success message } }
  }`,
  profile: `query {
    readCustomerProfile {
      id firstName lastName email dateOfBirth gender phone status subscribedToNewsLetter isVerified image
    }
  }`,
  update: `mutation updateProfile($input: createCustomerProfileUpdateInput!) {
    createCustomerProfileUpdate(input: $input) {
      customerProfileUpdate { id firstName lastName email gender dateOfBirth phone status subscribedToNewsLetter image }
    }
  }`,
  saveAddress: `mutation saveAddress($input: createAddUpdateCustomerAddressInput!) {
    createAddUpdateCustomerAddress(input: $input) {
      addUpdateCustomerAddress {
        id _id addressId firstName lastName companyName email phone address1 address2 country state city postcode
        defaultAddress useForShipping
      }
    }
  }`,
  addresses: `query addresses($first: Int, $after: String) {
    getCustomerAddresses(first: $first, after: $after) {
      edges {
        cursor
        node {
          id _id addressType parentAddressId cartId orderId firstName lastName name gender companyName address city state
          country postcode email phone vatId defaultAddress useForShipping additional createdAt updatedAt
        }
      }
      pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
      totalCount
    }
  }`,
  address: `query address($id: ID!) {
    customerAddress(id: $id) {
      id _id firstName lastName name address address1 address2 city state country postcode phone companyName defaultAddress
      useForShipping
    }
  }`,
  deleteAddress: `mutation deleteAddress($addressId: Int!) {
    createDeleteCustomerAddress(input: { addressId: $addressId }) { deleteCustomerAddress { id addressId firstName } }
  }`,
  newsletter: `mutation subscribe($input: createNewsletterSubscriptionInput!) {
    createNewsletterSubscription(input: $input) { newsletterSubscription { success message } }
  }`,
  verify: `mutation verify($token: String) {
    createVerifyToken(input: { token: $token }) { verifyToken { id _id firstName lastName email isValid message } }
  }`,
}

const webSignUp = (email: string) => ({
  ...{ firstName: 'ada', lastName: 'King', email, password, confirmPassword: password },
  ...{ status: '1', isVerified: '1', isSuspended: '0', subscribedToNewsLetter: true },
})

const aStreet = { address1: '12 St James’s Square', address2: 'Second floor', city: 'London', postcode: 'SW1Y 4JH' }
const home = {
  ...{ firstName: 'Ada', lastName: 'Lovelace', companyName: 'Analytical Engines', email: 'home@example.com', phone: '555010' },
  ...{ ...aStreet, country: 'GB', state: 'ENG' },
}

for (const { engine, create } of testDatabases) {
  test(`a customer of the web storefront does everything its pages offer (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    const { text: key } = await makeKey(database, { kind: 'storefront', name: 'web', rateLimit: 'unlimited' })
    const client = storefrontClient(patron, { 'X-STOREFRONT-KEY': key, 'x-locale': 'en', 'x-currency': 'USD' })
    const email = 'ada@example.com'
    let number = 0

    await t.test('signs up, with flags that mean nothing', async () => {
      const { createCustomer } = await client.mutate(web.signUp, { input: webSignUp(email) })
      const { customer } = createCustomer as { customer: Value }
      number = Number(/^\/api\/shop\/customers\/(\d+)$/.exec(String(customer['id']))?.[1])
      assert.deepEqual(without(customer, { id: /\/\d+$/, ...tokenForm }), {
        ...{ firstName: 'ada', lastName: 'King', name: 'Ada King', email, phone: null, status: '1', isVerified: '0' },
        ...{ isSuspended: '0', subscribedToNewsLetter: true, customerGroupId: null, rememberToken: null },
      })
    })

    await t.test('is told why not, in the first message of the list', async () => {
      assert.deepEqual(await client.refused(web.signUp, { input: webSignUp(' Ada@Example.com'.trim()) }), [
        'The email has already been taken.',
      ])
      assert.deepEqual(await client.refused(web.signUp, { input: { ...webSignUp('b@example.com'), confirmPassword: 'x' } }), [
        'Password and confirm password do not match',
      ])
      assert.deepEqual(await client.refused(web.signUp, { input: { ...webSignUp('b@example.com'), password: 'short' } }), [
        'The password must be at least 8 characters.',
      ])
    })

    await t.test('logs in; the message says why not', async () => {
      const wrong = await client.mutate(web.logIn, { input: { email, password: 'wrong-password' } })
      assert.deepEqual(without((wrong['createCustomerLogin'] as Value)['customerLogin'], { id: genid }), {
        ...{ apiToken: '', token: '', message: 'Invalid email or password', success: false },
      })
      const right = await client.mutate(web.logIn, { input: { email, password } })
      const login = (right['createCustomerLogin'] as Value)['customerLogin'] as Value
      assert.deepEqual(without(login, { id: genid, ...tokenForm }), {
        ...{ message: 'You have logged in successfully', success: true },
      })
      client.with({ Authorization: `Bearer ${login['token']}` })
    })

    await t.test('sees that the token is good', async () => {
      const { createVerifyToken } = await client.mutate(web.verify, { token: 'whatever stands here' })
      assert.deepEqual(without((createVerifyToken as Value)['verifyToken'], { id: genid }), {
        ...{ _id: number, firstName: 'ada', lastName: 'King', email, isValid: true, message: 'Token is valid' },
      })
    })

    const profile = {
      ...{ firstName: 'ada', lastName: 'King', email, dateOfBirth: '', gender: '', phone: '', status: '1' },
      ...{ subscribedToNewsLetter: true, isVerified: '0', image: null },
    }

    await t.test('reads and changes the profile', async () => {
      const id = `/api/shop/customer_profiles/${number}`
      assert.deepEqual(await client.query(web.profile), { readCustomerProfile: { id, ...profile } })
      const changes = { firstName: 'Ada', lastName: 'Lovelace', gender: 'Female', dateOfBirth: '1815-12-10', phone: '5550123' }
      const input = { ...changes, email, status: '1', subscribedToNewsLetter: false, image: '' }
      const { isVerified: _not, ...shown } = { ...profile, ...changes, subscribedToNewsLetter: false }
      assert.deepEqual(await client.mutate(web.update, { input }), {
        createCustomerProfileUpdate: { customerProfileUpdate: { id: `/api/shop/customer_profile_updates/${number}`, ...shown } },
      })
      assert.deepEqual(await client.query(web.profile), {
        readCustomerProfile: { id, ...profile, ...changes, subscribedToNewsLetter: false },
      })
    })

    await t.test('keeps a book of addresses, told apart by the number behind _id', async () => {
      const save = async (input: Value) => {
        const { createAddUpdateCustomerAddress } = await client.mutate(web.saveAddress, { input })
        return (createAddUpdateCustomerAddress as Value)['addUpdateCustomerAddress'] as Value
      }
      const first = await save({ ...home, defaultAddress: true, useForShipping: true })
      const addressId = Number(first['_id'])
      const numbers = { id: String(addressId), _id: addressId, addressId }
      assert.deepEqual(first, { ...numbers, ...home, defaultAddress: true, useForShipping: true })
      const second = await save({ firstName: 'Ada', lastName: 'Lovelace', address1: 'Ockham Park', city: 'Ockham' })
      assert.deepEqual(second, {
        ...{ id: String(second['_id']), _id: second['_id'], addressId: second['_id'], firstName: 'Ada', lastName: 'Lovelace' },
        ...{ companyName: null, email: null, phone: null, address1: 'Ockham Park', address2: null, country: null, state: null },
        ...{ city: 'Ockham', postcode: null, defaultAddress: false, useForShipping: false },
      })
      assert.deepEqual(await save({ addressId, city: 'Westminster', useForShipping: false }), {
        ...{ ...numbers, ...home, city: 'Westminster', defaultAddress: true, useForShipping: false },
      })

      const { getCustomerAddresses } = await client.query(web.addresses, { first: 1 })
      const { edges, ...page } = getCustomerAddresses as { edges: { cursor: string; node: Value }[] }
      assert.deepEqual(page, {
        pageInfo: { startCursor: 'MA==', endCursor: 'MA==', hasNextPage: true, hasPreviousPage: false },
        totalCount: 2,
      })
      assert.equal(edges.length, 1)
      const { address1, address2, ...rest } = home
      const iri = `/api/shop/customer-addresses/${addressId}`
      const shared = { id: iri, _id: addressId, ...rest, name: 'Ada Lovelace', city: 'Westminster' }
      assert.deepEqual(without(edges[0]?.node, { createdAt: instant, updatedAt: instant }), {
        ...{ ...shared, address: `${address1}\n${address2}`, addressType: 'customer', parentAddressId: null, cartId: null },
        ...{ orderId: null, gender: null, vatId: null, additional: null, defaultAddress: true, useForShipping: false },
      })
      const { email: _email, ...ofOne } = shared
      for (const id of [iri, String(addressId)])
        assert.deepEqual(await client.query(web.address, { id }), {
          customerAddress: {
            ...{ ...ofOne, address: `${address1}\n${address2}`, address1, address2, defaultAddress: true, useForShipping: false },
          },
        })
      assert.deepEqual(await client.mutate(web.deleteAddress, { addressId }), {
        createDeleteCustomerAddress: { deleteCustomerAddress: { id: String(addressId), addressId, firstName: 'Ada' } },
      })
      assert.deepEqual(await client.refused(web.deleteAddress, { addressId }), [
        'Address not found or does not belong to this customer',
      ])
    })

    await t.test('is told by name that the newsletter form left its input out', async () => {
      assert.deepEqual(await client.refused(web.newsletter, { email: 'letters@example.com' }), [
        'Variable "$input" of required type "createNewsletterSubscriptionInput!" was not provided.',
      ])
      assert.deepEqual(await client.mutate(web.newsletter, { input: { customerEmail: 'letters@example.com' } }), {
        createNewsletterSubscription: {
          newsletterSubscription: { success: true, message: 'You have successfully subscribed to our newsletter.' },
        },
      })
    })

    await t.test('asks for a new password, logs out, and is nobody then', async () => {
      const sent = { forgotPassword: { success: true, message: 'Reset link sent successfully to your email' } }
      assert.deepEqual(await client.mutate(web.forgot, { email }), { createForgotPassword: sent })
      assert.deepEqual(await client.mutate(web.forgot, { email: '' }), {
        createForgotPassword: { forgotPassword: { success: false, message: 'Email is required' } },
      })
      const done = { success: true, message: 'Logged out successfully' }
      const pleaseLogIn = 'Unauthenticated. Please login to perform this action'
      assert.deepEqual(await client.mutate(web.logOut), { createLogout: { logout: done } })
      assert.deepEqual(await client.mutate(web.logOut), { createLogout: { logout: { success: false, message: pleaseLogIn } } })
      assert.deepEqual(await client.refused(web.profile), [pleaseLogIn])
      assert.deepEqual(await client.refused(web.saveAddress, { input: home }), ['Invalid or expired token'])
    })
  })
}

const profileFields =
  '__typename id _id firstName lastName email phone gender dateOfBirth status subscribedToNewsLetter isVerified isSuspended image success message'

const app = {
  signUp: `mutation SignUp($input: createCustomerInput!) {
    __typename
    createCustomer(input: $input) {
      __typename
      customer { __typename id _id firstName lastName email name token apiToken deviceToken subscribedToNewsLetter }
    }
  }`,
  logIn: `mutation LogIn($input: createCustomerLoginInput!) {
    createCustomerLogin(input: $input) { __typename customerLogin { __typename id _id apiToken token success message } }
  }`,
  logOut: `mutation LogOut($input: createLogoutInput!) {
    createLogout(input: $input) { __typename logout { __typename id success message } }
  }`,
  forgot: `mutation Forgot($email: String!) {
    createForgotPassword(input: { email: $email }) { __typename forgotPassword { __typename id success message } }
  }`,
  profile: `query Profile { readCustomerProfile { ${profileFields} } }`,
  update: `mutation Update($input: createCustomerProfileUpdateInput!) {
    createCustomerProfileUpdate(input: $input) { __typename customerProfileUpdate { ${profileFields} } }
  }`,
  deleteAccount: `mutation Delete($input: createCustomerProfileDeleteInput!) {
    createCustomerProfileDelete(input: $input) { __typename customerProfileDelete { __typename success message } }
  }`,
  saveAddress: `mutation Save($input: createAddUpdateCustomerAddressInput!) {
    createAddUpdateCustomerAddress(input: $input) {
      __typename
      addUpdateCustomerAddress { __typename id addressId firstName lastName vatId address1 city useForShipping defaultAddress }
    }
  }`,
  addresses: `query Book {
    getCustomerAddresses {
      __typename
      edges { __typename node { __typename id _id firstName useForShipping defaultAddress } }
      pageInfo { __typename hasNextPage }
    }
  }`,
  deleteAddress: `mutation Remove($input: createDeleteCustomerAddressInput!) {
    createDeleteCustomerAddress(input: $input) { __typename deleteCustomerAddress { __typename addressId } }
  }`,
  countries: `query Countries {
    countries(first: 260) { __typename edges { __typename node { __typename id _id code name } } pageInfo { __typename hasNextPage } }
  }`,
  states: `query States($countryId: Int!) {
    countryStates(countryId: $countryId, first: 300) {
      __typename edges { __typename node { __typename id _id countryId countryCode code defaultName } }
    }
  }`,
}

for (const { engine, create } of testDatabases) {
  test(`a customer of the mobile app does everything its screens offer (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    const { text: key } = await makeKey(database, { kind: 'storefront', name: 'app', rateLimit: 'unlimited' })
    const client = storefrontClient(patron, {
      ...{ 'X-STOREFRONT-KEY': key, 'X-CHANNEL': 'default', 'X-LOCALE': 'de', 'X-CURRENCY': 'EUR' },
    })
    const [first, moved] = ['Grace@Example.com', 'grace@navy.example']
    const deviceToken = 'fcm:device-of-grace'
    let number = 0

    const logIn = async (email: string, typed: string) => {
      const { createCustomerLogin } = await client.mutate(app.logIn, { input: { email, password: typed, deviceToken } })
      const { __typename, customerLogin } = createCustomerLogin as { __typename: string; customerLogin: Value }
      assert.deepEqual(
        [__typename, customerLogin['__typename']],
        ['createCustomerLoginPayload', 'createCustomerLoginPayloadData'],
      )
      return customerLogin
    }

    await t.test('signs up with a device, and is signed in', async () => {
      const names = { firstName: 'Grace', lastName: 'Hopper' }
      const input = { ...names, email: first, password, confirmPassword: password, deviceToken, subscribedToNewsLetter: false }
      const { __typename, createCustomer } = await client.mutate(app.signUp, { input })
      assert.equal(__typename, 'Mutation')
      const { customer, ...payload } = createCustomer as { customer: Value }
      assert.deepEqual(payload, { __typename: 'createCustomerPayload' })
      number = Number(customer['_id'])
      assert.deepEqual(without(customer, tokenForm), {
        ...{ __typename: 'Customer', id: `/api/shop/customers/${number}`, _id: number, ...names, name: 'Grace Hopper' },
        ...{ email: 'Grace@example.com', deviceToken, subscribedToNewsLetter: false },
      })
      client.with({ Authorization: `Bearer ${customer['token']}` })
    })

    const profile = () => ({
      ...{ _id: String(number), firstName: 'Grace', lastName: 'Hopper', status: '1', subscribedToNewsLetter: false, image: null },
    })

    await t.test('reads the profile', async () => {
      assert.deepEqual(await client.query(app.profile), {
        readCustomerProfile: {
          ...{ __typename: 'CustomerProfile', id: `/api/shop/customer_profiles/${number}`, ...profile() },
          ...{ email: 'Grace@example.com', phone: '', gender: '', dateOfBirth: '', isVerified: '0', isSuspended: '0' },
          ...{ success: null, message: null },
        },
      })
    })

    const updated = (email: string) => ({
      createCustomerProfileUpdate: {
        __typename: 'createCustomerProfileUpdatePayload',
        customerProfileUpdate: {
          ...{ __typename: 'createCustomerProfileUpdatePayloadData', id: `/api/shop/customer_profile_updates/${number}` },
          ...{ ...profile(), email, phone: null, gender: null, dateOfBirth: null, isVerified: 'false', isSuspended: 'false' },
          ...{ success: true, message: 'Customer profile updated successfully' },
        },
      },
    })

    await t.test('moves to another mailbox with the present password, and not with a wrong one', async () => {
      const wrong = { email: moved, currentPassword: 'Not-The-Password' }
      assert.deepEqual(await client.refused(app.update, { input: wrong }), ['The current password you entered is incorrect'])
      assert.equal((await logIn(first, password))['success'], true)
      const input = { email: moved, currentPassword: password }
      assert.deepEqual(await client.mutate(app.update, { input }), updated(moved))
    })

    await t.test('changes the password, which the app calls newPassword', async () => {
      const change = { currentPassword: password, newPassword: otherPassword, confirmPassword: otherPassword }
      const refusals: [change: Value, message: string][] = [
        [{ ...change, currentPassword: 'wrong-one' }, 'The current password you entered is incorrect'],
        [{ ...change, confirmPassword: 'another' }, 'Password and confirm password do not match'],
        [{ newPassword: otherPassword, confirmPassword: otherPassword }, 'Current password is required to change your password'],
        [{ ...change, newPassword: 'short', confirmPassword: 'short' }, 'The password must be at least 8 characters.'],
      ]
      for (const [input, message] of refusals) assert.deepEqual(await client.refused(app.update, { input }), [message])
      assert.deepEqual(await client.mutate(app.update, { input: change }), updated(moved))
      assert.equal((await logIn(moved, password))['success'], false)
      assert.equal((await logIn(moved, otherPassword))['success'], true)
    })

    await t.test('keeps addresses with the mark for shipping', async () => {
      const input = {
        firstName: 'Grace',
        lastName: 'Hopper',
        address1: 'Pier 1',
        city: 'New York',
        vatId: 'US-1',
        useForShipping: true,
      }
      const { createAddUpdateCustomerAddress } = await client.mutate(app.saveAddress, { input })
      const { addUpdateCustomerAddress, __typename } = createAddUpdateCustomerAddress as Value & {
        addUpdateCustomerAddress: Value
      }
      assert.equal(__typename, 'createAddUpdateCustomerAddressPayload')
      const addressId = Number(addUpdateCustomerAddress['addressId'])
      assert.deepEqual(addUpdateCustomerAddress, {
        ...{ __typename: 'createAddUpdateCustomerAddressPayloadData', id: String(addressId), addressId, ...input },
        defaultAddress: false,
      })
      assert.deepEqual(await client.query(app.addresses), {
        getCustomerAddresses: {
          __typename: 'GetCustomerAddressesCursorConnection',
          edges: [
            {
              __typename: 'GetCustomerAddressesEdge',
              node: {
                ...{ __typename: 'GetCustomerAddresses', id: `/api/shop/customer-addresses/${addressId}`, _id: addressId },
                ...{ firstName: 'Grace', useForShipping: true, defaultAddress: false },
              },
            },
          ],
          pageInfo: { __typename: 'GetCustomerAddressesPageInfo', hasNextPage: false },
        },
      })
      assert.deepEqual(await client.mutate(app.deleteAddress, { input: { addressId } }), {
        createDeleteCustomerAddress: {
          __typename: 'createDeleteCustomerAddressPayload',
          deleteCustomerAddress: { __typename: 'createDeleteCustomerAddressPayloadData', addressId },
        },
      })
    })

    await t.test('fills its address form with every country, in German, and the parts of one', async () => {
      const { countries } = await client.query(app.countries)
      const { edges, ...rest } = countries as { edges: { node: Value }[] }
      assert.deepEqual(rest, {
        ...{ __typename: 'CountryCursorConnection', pageInfo: { __typename: 'CountryPageInfo', hasNextPage: false } },
      })
      assert.equal(edges.length, 250)
      assert.deepEqual(edges.find(({ node }) => node['code'] === 'DE')?.node, {
        ...{ __typename: 'Country', id: '/api/shop/countries/276', _id: 276, code: 'DE', name: 'Deutschland' },
      })
      const { countryStates } = await client.query(app.states, { countryId: 276 })
      const states = (countryStates as { edges: { node: Value }[] }).edges.map(({ node }) => node)
      assert.equal(states.length, 16)
      const saxony = without(
        states.find(({ code }) => code === 'SN'),
        { id: /^\/api\/shop\/country-states\/\d+$/, _id: /^\d+$/ },
      )
      assert.deepEqual(saxony, {
        ...{ __typename: 'CountryState', countryId: '276', countryCode: 'DE', code: 'SN', defaultName: 'Sachsen' },
      })
    })

    await t.test('forgets the password, logs out of one device', async () => {
      const { createForgotPassword } = await client.mutate(app.forgot, { email: moved })
      const { forgotPassword, ...sent } = createForgotPassword as { forgotPassword: Value }
      assert.deepEqual(sent, { __typename: 'createForgotPasswordPayload' })
      assert.deepEqual(without(forgotPassword, { id: genid }), {
        ...{
          __typename: 'createForgotPasswordPayloadData',
          success: true,
          message: 'Reset link sent successfully to your email',
        },
      })
      const { createLogout } = await client.mutate(app.logOut, { input: { deviceToken } })
      const { logout, ...out } = createLogout as { logout: Value }
      assert.deepEqual(out, { __typename: 'createLogoutPayload' })
      assert.deepEqual(without(logout, { id: genid }), {
        ...{ __typename: 'createLogoutPayloadData', success: true, message: 'Logged out successfully' },
      })
    })

    await t.test('deletes the account with the password, and the address is free again', async () => {
      const { token } = await logIn(moved, otherPassword)
      client.with({ Authorization: `Bearer ${token}` })
      const wrong = { password: 'Not-The-Password' }
      assert.deepEqual(await client.refused(app.deleteAccount, { input: wrong }), [
        'The current password you entered is incorrect',
      ])
      assert.deepEqual(await client.mutate(app.deleteAccount, { input: { password: otherPassword } }), {
        createCustomerProfileDelete: {
          __typename: 'createCustomerProfileDeletePayload',
          customerProfileDelete: {
            ...{ __typename: 'CustomerProfileDelete', success: true, message: 'Customer account deleted successfully' },
          },
        },
      })
      assert.deepEqual(await client.refused(app.deleteAccount, { input: {} }), ['Invalid or expired token'])
      assert.equal((await logIn(moved, otherPassword))['message'], 'Invalid email or password')
      client.with({ Authorization: undefined })
      const again = { firstName: 'Grace', lastName: 'Hopper', email: moved, password, confirmPassword: password }
      const { createCustomer } = await client.mutate(app.signUp, { input: again })
      assert.ok(Number(((createCustomer as Value)['customer'] as Value)['_id']) > number)
    })
  })
}
