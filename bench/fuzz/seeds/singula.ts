import type { Draft, Seed } from '../request.ts'
import { addressOf, nameOf, password } from './people.ts'

const signed = (method: string, path: string, value?: unknown): Draft => ({
  surface: 'singula',
  method,
  path: `/apis/customers/v1${path}`,
  query: [],
  headers: [],
  body: value === undefined ? { kind: 'none' } : { kind: 'json', value },
  signs: true,
})

const record = {
  title: 'Countess',
  firstName: 'Ada',
  lastName: 'Lovelace',
  displayName: 'Ada L.',
  dateOfBirth: '1990-05-15',
  phone: '+44 20 7946 0000',
  mobile: '+44 7700 900000',
  gender: 'Female',
  nationality: 'GBR',
  currency: 'EUR',
  customerType: 'VIP',
  addresses: [
    {
      addressType: 'HOME',
      line1: '12 St James Square',
      line2: 'Flat 3',
      city: 'London',
      county: 'Greater London',
      postCode: 'SW1Y 4JH',
      countryCode: 'GBR',
    },
  ],
  customAttributes: [
    { name: 'no_ads', value: 'true' },
    { name: 'beta', value: null },
  ],
  consents: {
    companyConsents: [
      { consentId: 'NEWS', consented: true, contactMethods: [{ code: 'EMAIL', consented: true }] },
      { consentId: 'TERMS', consented: true },
    ],
    thirdPartyConsents: [{ consentId: 'PARTNER-1', consented: false, contactMethods: ['SMS'] }],
  },
}

const person = (number: number) => ({
  username: `fuzz_${number}`,
  email: addressOf(number),
  password,
  externalUniqueIdentifier: `E-${number}`,
  ...record,
  displayName: nameOf(number),
})

const asCustomer = (draft: Draft): Draft => ({ ...draft, headers: [['authorization', 'Bearer {{access}}']], signs: false })

const asStaff = (draft: Draft): Draft => ({
  ...draft,
  headers: [
    ['authorization', 'Bearer {{serviceKey}}'],
    ['patron-acting-user', 'agent-7'],
  ],
  signs: false,
})

/** @source docs/contracts/singula.md */
export const singulaSeeds: readonly (readonly [weight: number, seed: Seed])[] = [
  [8, (_, number) => signed('POST', '/customer', person(number))],
  [1, (_, number) => ({ ...signed('POST', '/customer', person(number)), path: '/customers/v1/customer' })],
  [1, (_, number) => asStaff(signed('POST', '/customer', person(number)))],
  [2, () => signed('GET', '/customer/{{id}}')],
  [1, () => asCustomer(signed('GET', '/customer/{{id}}'))],
  [1, () => signed('POST', '/customer/search', { customerId: '{{id}}', email: '{{email}}' })],
  [1, () => signed('POST', '/customer/search', { externalUniqueIdentifier: 'E-1', referAFriendCode: 'AAAAAAAA' })],
  [8, (_, number) => signed('PATCH', '/customer/{{id}}', { ...record, displayName: nameOf(number) })],
  [1, () => signed('PATCH', '/customer/{{id}}', { firstName: null, addresses: null, displayName: null })],
  [2, () => asCustomer(signed('PATCH', '/customer/{{id}}', { firstName: 'Ada', consents: record.consents }))],
  [0.05, () => signed('POST', '/customer/{{id}}/anonymise')],
  [0.3, () => ({ ...signed('GET', ''), path: '/docs/faults' })],
]
