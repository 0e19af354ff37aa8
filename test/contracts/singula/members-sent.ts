import { aName, goodPassword } from '../../support/singula.ts'

export type Body = Readonly<Record<string, unknown>>

/** Members that are free text, with the code points they may have. */
const texts: readonly (readonly [member: string, longest: number])[] = [
  ['externalUniqueIdentifier', 200],
  ['title', 20],
  ['firstName', 50],
  ['lastName', 50],
  ['displayName', 200],
  ['phone', 20],
  ['mobile', 20],
  ['gender', 50],
]
const lines = ['line1', 'line2', 'line3', 'city', 'county'] as const
export const addressed = (address: Body): Body => ({ addresses: [address] })
export const attributed = (...customAttributes: unknown[]): Body => ({ customAttributes })
export const longEmail = (characters: number): string => {
  const domain = `${'d'.repeat(60)}.${'e'.repeat(60)}.example`
  const local = aName()
  return `${local}${'x'.repeat(characters - local.length - domain.length - 1)}@${domain}`
}
/** Values that are no text. */
const noTexts: readonly unknown[] = [5, 0, 1.5, true, false, [], ['a'], {}, { a: 'a' }]
export const registration = '400/90055'

export type Case = readonly [body: Body, outcome: string, violations?: readonly string[]]

/** Every defect of a member that has no fault of its own. */
export const structural = (): readonly Case[] => [
  ...['email', 'title', 'lastName'].flatMap((member) =>
    [undefined, null, '', ' \t\n\u3000'].map((value): Case => [{ [member]: value }, registration, [`${member} required`]]),
  ),
  ...['externalUniqueIdentifier', 'email', 'title', 'firstName', 'lastName', 'phone', 'mobile', 'displayName'].flatMap((member) =>
    noTexts.map((value): Case => [{ [member]: value }, registration, [`${member} type`]]),
  ),
  ...['customerType', 'gender', 'nationality', 'password'].flatMap((member) =>
    noTexts.map((value): Case => [{ [member]: value }, registration, [`${member} type`]]),
  ),
  ...texts.map(
    ([member, longest]): Case => [{ [member]: 'a'.repeat(longest + 1) }, registration, [`${member} maxLength ${longest}`]],
  ),
  ...texts.flatMap(([member]) =>
    ['a\0b', 'a\ud800', '\udc00a'].map((value): Case => [{ [member]: value }, registration, [`${member} characters`]]),
  ),
  [{ email: longEmail(201) }, registration],
  [{ password: `${goodPassword}${'a'.repeat(180)}` }, registration, ['password maxLength 200']],
  [{ password: `${goodPassword}\0` }, registration, ['password characters']],
  ...['a', 'a@', '@example.com', 'a b@example.com', 'a@b@example.com', 'a@-example.com', 'a@example..com', 'a@exa_mple.com'].map(
    (email): Case => [{ email }, registration, ['email format']],
  ),
  [{ customerType: 'standard' }, registration, ['customerType enum']],
  [{ customerType: 'Gold' }, registration, ['customerType enum']],
  ...['XX', 'XXX', '046', 'S', 'Sweden'].map((nationality): Case => [{ nationality }, registration]),
  ...['a', 5, true, { postCode: '12345' }].map((addresses): Case => [{ addresses }, registration, ['addresses type']]),
  ...[null, 'a', 5, true, []].map((address): Case => [{ addresses: [address] }, registration, ['addresses type']]),
  [{ addresses: [{}, {}] }, registration, ['addresses maxItems 1']],
  ...lines.flatMap((line): Case[] => [
    [addressed({ [line]: 'a'.repeat(101) }), registration],
    [addressed({ [line]: 5 }), registration],
    [addressed({ [line]: 'a\0' }), registration],
  ]),
  ...['SE', 'XX', 'XXX', 'ZZZ', 'Sweden', 'SWEDEN', '752'].map(
    (countryCode): Case => [addressed({ countryCode }), registration, ['addresses.countryCode unknown']],
  ),
  [addressed({ countryCode: 752 }), registration, ['addresses.countryCode type']],
  ...['OFFICE', 'home'].map((addressType): Case => [addressed({ addressType }), registration, ['addresses.addressType enum']]),
  [addressed({ addressType: 5 }), registration, ['addresses.addressType type']],
  ...['a', 5, true, {}].map((customAttributes): Case => [{ customAttributes }, registration, ['customAttributes type']]),
  ...['a', 5, null, []].map((attribute): Case => [attributed(attribute), registration, ['customAttributes type']]),
  ...[undefined, null, '', ' '].map(
    (name): Case => [attributed({ name, value: 'a' }), registration, ['customAttributes.name required']],
  ),
  [attributed({ name: 5, value: 'a' }), registration, ['customAttributes.name type']],
  [attributed({ name: 'a'.repeat(101), value: 'a' }), registration, ['customAttributes.name maxLength 100']],
  [attributed({ name: 'a', value: 'a'.repeat(2001) }), registration, ['customAttributes.value maxLength 2000']],
  [attributed({ name: 'a', value: {} }), registration, ['customAttributes.value type']],
  [attributed({ name: 'a', value: ['a'] }), registration, ['customAttributes.value type']],
  [attributed({ name: 'a', value: 'a\0' }), registration, ['customAttributes.value characters']],
  [attributed({ name: 'a\ud800', value: 'a' }), registration, ['customAttributes.name characters']],
  [attributed({ name: 'a', value: '1' }, { name: ' a ', value: '2' }), registration, ['customAttributes unique']],
  [attributed({ name: 'a', value: '1' }, { name: 'a', value: null }), registration, ['customAttributes unique']],
  [attributed({ name: '\u00e9', value: '1' }, { name: 'e\u0301', value: '2' }), registration, ['customAttributes unique']],
  [
    { customAttributes: Array.from({ length: 101 }, (_, index) => ({ name: `a${index}`, value: 'a' })) },
    registration,
    ['customAttributes maxItems 100'],
  ],
]

/** Defects of members that have a fault of their own, whichever defect it is. */
export const ofTheirOwn = (): readonly Case[] => [
  ...[undefined, null, '', '  '].map((username): Case => [{ username }, '400/90075', ['username required']]),
  ...[undefined, null, ''].map((password): Case => [{ password }, '400/90044', ['password required']]),
  ...noTexts.map((username): Case => [{ username }, '400/90030', ['username type']]),
  ...['a b', 'a\tb', 'a\u00a0b', 'a/b', 'a#b', 'a!b', 'a:b', 'a"b', 'a,b', 'a&b', 'a\\b', 'a(b)', 'a🙂b'].map(
    (username): Case => [{ username }, '400/90030', ['username characters']],
  ),
  ...['a\0b', 'a\u200bb', 'a\u200db', 'a\u202eb', 'a\u2066b', 'a\ufeffb', 'a\u00adb', 'a\u0007b', 'a\ud800b', 'a\u3164b'].map(
    (username): Case => [{ username }, '400/90030', ['username characters']],
  ),
  [{ username: 'a'.repeat(201) }, '400/90030', ['username maxLength 200']],
  [{ username: '\ufdfa'.repeat(200) }, '400/90030'],
  ...[...noTexts, 19_900_101].map((dateOfBirth): Case => [{ dateOfBirth }, '400/90020', ['dateOfBirth type']]),
  ...[
    '1990-1-1',
    '1990/01/01',
    '19900101',
    '01-01-1990',
    '1990-13-01',
    '1990-00-10',
    '1990-04-31',
    '1990-02-29',
    '1900-02-29',
  ].map((dateOfBirth): Case => [{ dateOfBirth }, '400/90020']),
  ...[
    '1990-01-01T00:00:00Z',
    '1990-01-01T00:00:00',
    '+1990-01-01',
    '-1990-01-01',
    '0000-01-01',
    '1990-01',
    'x',
    '1990-01-01x',
  ].map((dateOfBirth): Case => [{ dateOfBirth }, '400/90020']),
  ...['1990-01-\u0660\u0661', '1990\u201301\u201301', '1990-01-01\0'].map((dateOfBirth): Case => [{ dateOfBirth }, '400/90020']),
  ...noTexts.map((postCode): Case => [addressed({ postCode }), '400/90026', ['addresses.postCode type']]),
  [addressed({ postCode: 12_345 }), '400/90026'],
  [addressed({ postCode: 'a'.repeat(21), countryCode: 'ARG' }), '400/90026', ['addresses.postCode maxLength 20']],
  [addressed({ postCode: '1\0', countryCode: 'ARG' }), '400/90026'],
  ...[...noTexts, 752].map((currency): Case => [{ currency }, '404/90019', ['currency type']]),
  ...['XXQ', 'sek', 'Sek', '752', 'SE', 'SEKK', 'S\0K', 'kr'].map((currency): Case => [{ currency }, '404/90019']),
  [{ currency: 'USD' }, '404/90019', ['currency notEnabled']],
  ...['12345678', 'qwertyuiop', 'aaaaaaaa', 'password', 'Smoke123', '   ', ' '].map(
    (password): Case => [{ password }, '400/90073'],
  ),
]

export const years = (count: number, days = 0): string => {
  const date = new Date()
  date.setUTCFullYear(date.getUTCFullYear() + count)
  return new Date(date.getTime() + days * 86_400_000).toISOString().slice(0, 10)
}

/** What is taken, with what GET then tells of it. */
export const accepted = (): readonly (readonly [body: Body, told: Body])[] => [
  ...texts.flatMap(([member, longest]): [Body, Body][] =>
    ['\u00e9'.repeat(longest), '\ud83d\ude42'.repeat(longest)].map((text) => [{ [member]: text }, { [member]: text }]),
  ),
  ...texts.flatMap(([member, longest]): [Body, Body][] => [
    [{ [member]: ` \t${'b'.repeat(longest)}\u00a0\n` }, { [member]: 'b'.repeat(longest) }],
    [{ [member]: 'a\u030a'.repeat(longest) }, { [member]: '\u00e5'.repeat(longest) }],
  ]),
  ...[
    'firstName',
    'phone',
    'mobile',
    'displayName',
    'gender',
    'nationality',
    'currency',
    'dateOfBirth',
    'externalUniqueIdentifier',
  ].flatMap((member): [Body, Body][] =>
    [null, '', '  ', undefined].map((value) => [{ [member]: value }, { [member]: undefined }]),
  ),
  ...[null, '', ' ', undefined].map((customerType): [Body, Body] => [{ customerType }, { customerType: 'Standard' }]),
  [{ customerType: 'VIP' }, { customerType: 'VIP' }],
  [{ firstName: "Robert'); DROP TABLE customer;--" }, { firstName: "Robert'); DROP TABLE customer;--" }],
  [{ lastName: '<script>alert(1)</script>' }, { lastName: '<script>alert(1)</script>' }],
  [{ phone: '0812345678' }, { phone: '0812345678' }],
  [{ phone: '+46 (0)8-123 456' }, { phone: '+46 (0)8-123 456' }],
  [{ externalUniqueIdentifier: '007' }, { externalUniqueIdentifier: '007' }],
  [{ mobilePhone: '0701234567' }, { mobile: '0701234567' }],
  [{ mobile: '1', mobilePhone: '2' }, { mobile: '1' }],
  [{ mobile: null, mobilePhone: '2' }, { mobile: '2' }],
  [{ nationality: 'SE' }, { nationality: 'SWE' }],
  [{ nationality: 'SWE' }, { nationality: 'SWE' }],
  [{ currency: 'SEK' }, { currency: 'SEK' }],
  [{ currency: ' EUR ' }, { currency: 'EUR' }],
  [{ dateOfBirth: '1990-01-01' }, { dateOfBirth: '1990-01-01' }],
  [{ dateOfBirth: '2000-02-29' }, { dateOfBirth: '2000-02-29' }],
  [{ dateOfBirth: years(-130, 1) }, { dateOfBirth: years(-130, 1) }],
  [{ dateOfBirth: years(0, -1) }, { dateOfBirth: years(0, -1) }],
  ...[null, [], undefined].map((addresses): [Body, Body] => [{ addresses }, { addresses: undefined }]),
  ...[null, [], undefined].map((customAttributes): [Body, Body] => [{ customAttributes }, { customAttributes: undefined }]),
  ...[null, {}, undefined].map((consents): [Body, Body] => [{ consents }, { consents: undefined }]),
  [addressed({}), { addresses: [{ addressType: 'HOME', countryCode: 'SWE' }] }],
  [
    addressed({ countryCode: null, addressType: null, postCode: null, line1: null, city: '' }),
    { addresses: [{ addressType: 'HOME', countryCode: 'SWE' }] },
  ],
  [
    addressed({
      postCode: ' 123 45 ',
      countryCode: 'SWE',
      addressType: 'DELIVERY',
      line2: 'b',
      county: 'd',
      city: 'c',
      extra: 1,
    }),
    { addresses: [{ addressType: 'DELIVERY', city: 'c', countryCode: 'SWE', county: 'd', line2: 'b', postCode: '123 45' }] },
  ],
  [
    addressed({ line1: 'x'.repeat(100), line3: 'z', addressType: 'BILLING', countryCode: 'GBR', postCode: 'sw1a1aa' }),
    { addresses: [{ addressType: 'BILLING', countryCode: 'GBR', line1: 'x'.repeat(100), line3: 'z', postCode: 'SW1A1AA' }] },
  ],
  [
    attributed(
      { name: ' a ', value: 'b' },
      { name: 'no_ads', value: false },
      { name: 'n', value: 1.5 },
      { name: 'gone', value: null },
      { name: 'never' },
    ),
    {
      customAttributes: [
        { name: 'a', value: 'b' },
        { name: 'no_ads', value: 'false' },
        { name: 'n', value: '1.5' },
      ],
    },
  ],
  [attributed({ name: 'blank', value: ' ' }), { customAttributes: undefined }],
  [attributed({ name: '__proto__', value: 'a' }), { customAttributes: [{ name: '__proto__', value: 'a' }] }],
  [
    attributed({ name: 'n'.repeat(100), value: '\ud83d\ude42'.repeat(2000) }),
    { customAttributes: [{ name: 'n'.repeat(100), value: '\ud83d\ude42'.repeat(2000) }] },
  ],
  [
    { customAttributes: Array.from({ length: 100 }, (_, index) => ({ name: `a${index}`, value: index })) },
    { customAttributes: Array.from({ length: 100 }, (_, index) => ({ name: `a${index}`, value: String(index) })) },
  ],
  [{ unknown: 'a', constructor: 1, toString: {}, hasOwnProperty: null, customerId: 'a', active: false }, { active: true }],
]

/** By country: postcodes as they are, and one that is none. */
export const postcodes: readonly (readonly [countries: string, good: readonly string[], bad: string])[] = [
  ['SWE SVK CZE GRC', ['12345', '123 45'], '1234'],
  ['DEU FRA ITA ESP FIN EST HRV TUR MEX UKR', ['01067'], '010 67'],
  ['NOR DNK AUT CHE BEL HUN BGR AUS NZL ZAF LUX SVN', ['0150'], '01500'],
  ['USA', ['94105', '94105-1234'], '94105-123'],
  ['POL', ['00-950'], '00950'],
  ['BRA', ['01310-100', '01310100'], '1310100'],
  ['IND CHN SGP ROU', ['110001'], '11001'],
  ['GBR', ['SW1A 1AA', 'gir 0aa', 'm11ae'], 'SW1A'],
  ['IRL', ['D02 AF30', 'd6w xe00'], '002 AF30'],
  ['CAN', ['K1A 0B1', 'k1a0b1'], 'K1A 0B'],
  ['NLD', ['1012 AB', '1012ab'], '1012'],
  ['PRT', ['1000-001'], '1000001'],
  ['JPN', ['100-0001', '1000001'], '100-001'],
  ['ARG HKG', ['Postcode', 'C1425'], 'a'.repeat(21)],
]
