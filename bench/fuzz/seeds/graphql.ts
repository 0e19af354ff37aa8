import type { Draft, Seed } from '../request.ts'
import { addressOf, image, nameOf, password } from './people.ts'

const ask = (document: string, variables: unknown = {}, signedIn = true): Draft => ({
  surface: 'graphql',
  method: 'POST',
  path: '/api/graphql',
  query: [],
  headers: [
    ['x-storefront-key', '{{storefrontKey}}'],
    ['accept', 'application/json'],
    ...(signedIn ? ([['authorization', 'Bearer {{bearer}}']] as const) : []),
  ],
  body: { kind: 'graphql', document, variables },
  signs: false,
})

const mutate = (name: string, selection: string, input: Readonly<Record<string, unknown>>, signedIn = true): Draft =>
  ask(
    `mutation m($input: ${name}Input!) { ${name}(input: $input) { ${selection} clientMutationId } }`,
    { input: { ...input, clientMutationId: 'a' } },
    signedIn,
  )

const list = 'edges { cursor node { id _id } } pageInfo { endCursor startCursor hasNextPage hasPreviousPage } totalCount'
const profile =
  'id _id firstName lastName email phone gender dateOfBirth status subscribedToNewsLetter isVerified isSuspended image'

const registration = (number: number) => ({
  firstName: nameOf(number),
  lastName: 'Doe',
  email: addressOf(number),
  password,
  confirmPassword: password,
  phone: '5551234567',
  gender: 'Male',
  dateOfBirth: '05/15/1990',
  subscribedToNewsLetter: true,
  deviceToken: `device-${number}`,
  status: '1',
  isVerified: '1',
  isSuspended: '0',
})

const address = {
  firstName: 'John',
  lastName: 'Doe',
  companyName: 'Doe',
  vatId: 'DE123456789',
  email: '{{email}}',
  phone: '5551234567',
  address1: '12 St James Square',
  address2: 'Flat 3',
  country: 'GB',
  state: 'LND',
  city: 'London',
  postcode: 'SW1Y 4JH',
  defaultAddress: true,
  useForShipping: false,
}

/** @source docs/contracts/bagisto.md */
export const graphqlSeeds: readonly (readonly [weight: number, seed: Seed])[] = [
  [5, (_, number) => mutate('createCustomer', 'customer { id _id name email token apiToken }', registration(number), false)],
  [
    1,
    (_, number) =>
      ask(
        `mutation { createCustomer(input: { firstName: "${nameOf(number)}", lastName: "D\\u006fe", email: "${addressOf(number)}", password: "${password}", confirmPassword: """${password}""" }) { customer { _id } } }`,
        undefined,
        false,
      ),
  ],
  [
    4,
    () => mutate('createCustomerLogin', 'customerLogin { _id token message success }', { email: '{{email}}', password }, false),
  ],
  [1, () => mutate('createVerifyToken', 'verifyToken { _id email isValid message }', { token: '{{bearer}}' })],
  [0.1, () => mutate('createLogout', 'logout { success message }', { deviceToken: 'a' })],
  [1, () => mutate('createForgotPassword', 'forgotPassword { success message }', { email: '{{email}}' }, false)],
  [2, () => ask(`{ readCustomerProfile { ${profile} } }`)],
  [
    1,
    () => ask('query q($id: ID!) { customer(id: $id) { id name status isVerified } node(id: $id) { id } }', { id: '{{number}}' }),
  ],
  [
    5,
    (_, number) =>
      mutate('createCustomerProfileUpdate', `customerProfileUpdate { ${profile} }`, {
        firstName: nameOf(number),
        lastName: 'Doe',
        email: '{{email}}',
        phone: '5551234567',
        gender: 'Female',
        dateOfBirth: '1990-05-15',
        subscribedToNewsLetter: false,
        image,
        status: '1',
        isVerified: '1',
        isSuspended: '0',
      }),
  ],
  [
    1,
    () =>
      mutate('createCustomerProfileUpdate', 'customerProfileUpdate { success }', {
        currentPassword: 'Wrong-Pass-77',
        newPassword: password,
        confirmPassword: password,
      }),
  ],
  [1, () => mutate('updateCustomer', 'customer { name }', { id: '{{number}}', firstName: 'John', phone: '5551234567' })],
  [0.05, () => mutate('createCustomerProfileDelete', 'customerProfileDelete { success }', { _id: '1' })],
  [3, () => mutate('createAddUpdateCustomerAddress', 'addUpdateCustomerAddress { id addressId city country }', address)],
  [
    1,
    () =>
      ask(
        'mutation { createAddUpdateCustomerAddress(input: { addressId: {{address}}, city: "Paris" }) { addUpdateCustomerAddress { id city } } }',
      ),
  ],
  [
    0.3,
    () => ask('mutation { createDeleteCustomerAddress(input: { addressId: {{address}} }) { deleteCustomerAddress { id } } }'),
  ],
  [
    1,
    () =>
      ask(
        `query q($n: Int, $c: String) { getCustomerAddresses(first: $n, after: $c, sort: "id", order: "desc") { ${list} } customerAddress(id: {{address}}) { address1 } }`,
        { n: 3, c: 'MQ==' },
      ),
  ],
  [1, () => mutate('createGdprRequest', 'gdprRequest { id status type message }', { type: 'update', message: 'Please' })],
  [1, () => mutate('revokeGdprRequest', 'gdprRequest { id status }', { id: '{{dataRequest}}' })],
  [1, () => ask(`{ gdprRequests(first: 2) { ${list} } gdprRequest(id: {{dataRequest}}) { message customer { name } } }`)],
  [
    1,
    () =>
      mutate('createNewsletterSubscription', 'newsletterSubscription { success message }', { customerEmail: '{{email}}' }, false),
  ],
  [1, () => ask(`{ countries(first: 5) { ${list} } countryStates(countryId: 276, last: 2) { ${list} } }`, undefined, false)],
  [
    1,
    (chance) => ({
      ...ask('', undefined, false),
      method: 'GET',
      query: [
        ['query', 'query q($id: ID!) { country(id: $id) { name states { totalCount } } __typename }'],
        ['variables', JSON.stringify({ id: String(chance.below(900)) })],
        ['operationName', 'q'],
      ],
      body: { kind: 'none' },
    }),
  ],
]
