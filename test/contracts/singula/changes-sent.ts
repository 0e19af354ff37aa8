import { aName, goodPassword } from '../../support/singula.ts'

type Body = Readonly<Record<string, unknown>>

export const otherPassword = 'an0ther G00d secret, longer'
/** A customer of whom everything is known. */
export const full = (): Body => ({
  ...{ externalUniqueIdentifier: aName(), firstName: 'Ada', dateOfBirth: '1990-01-01', phone: '081', mobile: '070' },
  ...{ displayName: 'A.', customerType: 'VIP', currency: 'SEK', gender: 'f', nationality: 'SWE' },
  addresses: [{ addressType: 'BILLING', countryCode: 'SWE', line1: 'a', line2: 'b', city: 'c', county: 'd', postCode: '12345' }],
  customAttributes: [
    { name: 'one', value: '1' },
    { name: 'two', value: '2' },
  ],
  consents: { companyConsents: [{ consentId: 'NEWS', consented: true, contactMethods: ['EMAIL'] }] },
})

/** Changes that are taken, of a customer who has everything, with what GET then tells. */
export const changes: readonly (readonly [change: Body, after: Body])[] = [
  [{ firstName: 'Tester' }, { firstName: 'Tester' }],
  [{ firstName: ' e\u0301 ' }, { firstName: '\u00e9' }],
  ...[
    'firstName',
    'dateOfBirth',
    'phone',
    'mobile',
    'displayName',
    'currency',
    'gender',
    'nationality',
    'externalUniqueIdentifier',
  ].flatMap((member): [Body, Body][] => [null, '', ' '].map((value) => [{ [member]: value }, { [member]: undefined }])),
  [{ mobilePhone: '1' }, { mobile: '1' }],
  [{ mobilePhone: null }, { mobile: undefined }],
  [{ mobile: null }, { mobile: undefined }],
  [
    { title: 'Dr', lastName: 'Byron' },
    { title: 'Dr', lastName: 'Byron' },
  ],
  [
    { customerType: 'Standard', nationality: 'DE', currency: 'EUR' },
    { customerType: 'Standard', nationality: 'DEU', currency: 'EUR' },
  ],
  [{ addresses: [] }, { addresses: undefined }],
  [{ addresses: null }, { addresses: undefined }],
  [{ addresses: [{ line1: 'x' }] }, { addresses: [{ addressType: 'HOME', countryCode: 'SWE', line1: 'x' }] }],
  [
    { addresses: [{ countryCode: 'GBR', postCode: 'm1 1ae' }] },
    { addresses: [{ addressType: 'HOME', countryCode: 'GBR', postCode: 'M1 1AE' }] },
  ],
  [{ customAttributes: [{ name: 'one', value: null }] }, { customAttributes: [{ name: 'two', value: '2' }] }],
  [
    {
      customAttributes: [
        { name: 'three', value: 3 },
        { name: 'one', value: true },
        { name: 'never', value: null },
      ],
    },
    {
      customAttributes: [
        { name: 'one', value: 'true' },
        { name: 'two', value: '2' },
        { name: 'three', value: '3' },
      ],
    },
  ],
  [{ customAttributes: [{ name: 'one', value: null }, { name: 'two' }] }, { customAttributes: undefined }],
  ...[
    { customAttributes: [] },
    { customAttributes: null },
    { consents: null },
    { consents: {} },
    { password: null },
    { password: '' },
    {},
    { unknown: 1 },
  ].map((change): [Body, Body] => [change, {}]),
  [{ password: otherPassword }, {}],
  [
    { consents: { companyConsents: [{ consentId: 'TERMS', consented: true }] } },
    {
      consents: {
        companyConsents: [
          { consentId: 'TERMS', consented: true },
          { consentId: 'NEWS', consented: true, contactMethods: [{ code: 'EMAIL', consented: true }] },
        ],
      },
    },
  ],
]

export type Refusal = readonly [change: Body, outcome: string, violations?: readonly string[]]
const bad = '400/400'

export const refusals: readonly Refusal[] = [
  ...['username', 'email', 'title', 'lastName'].flatMap((member) =>
    [null, '', ' \t'].map((value): Refusal => [{ [member]: value }, bad, [`${member} required`]]),
  ),
  ...[
    'email',
    'title',
    'firstName',
    'lastName',
    'externalUniqueIdentifier',
    'phone',
    'mobile',
    'gender',
    'displayName',
    'customerType',
    'nationality',
    'password',
  ].flatMap((member) => [5, false, {}, []].map((value): Refusal => [{ [member]: value }, bad, [`${member} type`]])),
  [{ firstName: 'a'.repeat(51) }, bad, ['firstName maxLength 50']],
  [{ title: 'a'.repeat(21) }, bad, ['title maxLength 20']],
  [{ email: 'a@' }, bad, ['email format']],
  [{ lastName: 'a\0' }, bad, ['lastName characters']],
  [{ password: 'x'.repeat(201) }, bad, ['password maxLength 200']],
  [{ customerType: 'Gold' }, bad, ['customerType enum']],
  [{ nationality: 'XXX' }, bad, ['nationality unknown']],
  [{ customAttributes: {} }, bad, ['customAttributes type']],
  [{ customAttributes: [{ value: null }] }, bad, ['customAttributes.name required']],
  [
    { customAttributes: Array.from({ length: 99 }, (_, index) => ({ name: `a${index}`, value: 'a' })) },
    bad,
    ['customAttributes maxItems 100'],
  ],
  [{ consents: [] }, bad, ['consents type']],
  [{ addresses: 'a' }, '400/90003', ['addresses type']],
  [{ addresses: {} }, '400/90003'],
  [{ addresses: [null] }, '400/90003'],
  [{ addresses: ['a'] }, '400/90003'],
  [{ addresses: [{}, {}] }, '400/90003', ['addresses maxItems 1']],
  [{ addresses: [{ countryCode: 'XXX' }] }, '400/90003'],
  [{ addresses: [{ countryCode: 'SE' }] }, '400/90003'],
  [{ addresses: [{ countryCode: 5 }] }, '400/90003'],
  [{ addresses: [{ addressType: 'OFFICE' }] }, '400/90003'],
  ...['line1', 'line2', 'line3', 'city', 'county'].map(
    (line): Refusal => [{ addresses: [{ [line]: 'a'.repeat(101) }] }, '400/90003'],
  ),
  [{ addresses: [{ postCode: 'ABCDE' }] }, '400/90026'],
  [{ addresses: [{ postCode: 5 }] }, '400/90026'],
  ...[5, 'a b', 'a\u202eb', 'a\u200bb', 'a'.repeat(201), 'a\0'].map((username): Refusal => [{ username }, '400/90011']),
  [{ dateOfBirth: '1990-02-30' }, '400/90020'],
  [{ dateOfBirth: 5 }, '400/90020'],
  [{ dateOfBirth: '9999-01-01' }, '400/90020'],
  [{ currency: 'XXQ' }, '404/90019'],
  [{ currency: 'USD' }, '404/90019'],
  [{ password: 'qwertyuiop' }, '400/90073'],
  [{ password: otherPassword, currentPassword: 'wrong' }, '400/90004', ['currentPassword wrong']],
  [{ password: otherPassword, currentPassword: ` ${goodPassword}x` }, '400/90004'],
  [{ password: otherPassword, currentPassword: 5 }, '400/90004'],
]
