import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../../support/databases.ts'
import {
  aName,
  aSingulaCustomer,
  goodPassword,
  idIn,
  outcomeOf,
  type SingulaClient,
  singulaClient,
  startSingula,
  violationsIn,
} from '../../support/singula.ts'

type Body = Readonly<Record<string, unknown>>

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
const addressed = (address: Body): Body => ({ addresses: [address] })
const attributed = (...customAttributes: unknown[]): Body => ({ customAttributes })
const longEmail = (characters: number): string => {
  const domain = `${'d'.repeat(60)}.${'e'.repeat(60)}.example`
  const local = aName()
  return `${local}${'x'.repeat(characters - local.length - domain.length - 1)}@${domain}`
}
/** Values that are no text. */
const noTexts: readonly unknown[] = [5, 0, 1.5, true, false, [], ['a'], {}, { a: 'a' }]
const registration = '400/90055'

type Case = readonly [body: Body, outcome: string, violations?: readonly string[]]

/** Every defect of a member that has no fault of its own. */
const structural = (): readonly Case[] => [
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
  ...['', 'a', 5, true, { postCode: '12345' }]
    .slice(1)
    .map((addresses): Case => [{ addresses }, registration, ['addresses type']]),
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
const ofTheirOwn = (): readonly Case[] => [
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

const years = (count: number, days = 0): string => {
  const date = new Date()
  date.setUTCFullYear(date.getUTCFullYear() + count)
  return new Date(date.getTime() + days * 86_400_000).toISOString().slice(0, 10)
}

/** What is taken, with what GET then tells of it. */
const accepted = (): readonly (readonly [body: Body, told: Body])[] => [
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

async function assertRefused(client: SingulaClient, [changes, outcome, violations]: Case): Promise<void> {
  const body = aSingulaCustomer(changes)
  const reply = await client.create(body)
  const what = JSON.stringify(changes).slice(0, 200)
  assert.equal(outcomeOf(reply), outcome, `${what}: ${reply.text.slice(0, 400)}`)
  if (violations) assert.deepEqual(violationsIn(reply), violations, what)
  assert.ok(!reply.text.includes(goodPassword))
}

async function assertTold(client: SingulaClient, body: Body, told: Body): Promise<void> {
  const unique =
    'externalUniqueIdentifier' in told && told['externalUniqueIdentifier'] !== undefined
      ? { externalUniqueIdentifier: told['externalUniqueIdentifier'] }
      : {}
  const reply = await client.create(aSingulaCustomer(body))
  const what = JSON.stringify(body).slice(0, 200)
  assert.equal(reply.status, 201, `${what}: ${reply.text.slice(0, 400)}`)
  const customer = await client.found(idIn(reply))
  for (const [member, value] of Object.entries({ ...told, ...unique }))
    assert.deepEqual(customer[member], value, `${what}: ${member}`)
}

const postcodes: readonly (readonly [countries: string, good: readonly string[], bad: string])[] = [
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

for (const database of testDatabases) {
  const { engine } = database
  test(`customers are created as the contract says (${engine})`, async (t) => {
    const service = await startSingula(t, database, {
      pacific: { timeZone: 'Pacific/Kiritimati', minimumAgeYears: null },
      samoa: { timeZone: 'Pacific/Pago_Pago' },
      lax: { passwordMinScore: 1, customerTypes: ['Basic', 'Gold'], currencies: ['USD'] },
      declared: {
        customAttributes: [
          { name: 'no_ads', type: 'boolean' },
          { name: 'note', type: 'text' },
        ],
      },
      nowhere: { country: null, currencies: null },
    })
    const { alpha, beta, delta, omega, patron } = service

    await t.test('with a link as an answer, below both paths, of exactly these members', async () => {
      for (const base of ['/apis/customers/v1', '/customers/v1']) {
        const reply = await singulaClient(patron.url, alpha.key, base).create(aSingulaCustomer())
        const id = idIn(reply)
        assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/)
        assert.equal(reply.text, `{"href":"/customer/${id}","rel":"Get customer","type":"application/json"}`)
        assert.equal(reply.status, 201)
        assert.equal(reply.headers['content-type'], 'application/json')
        assert.equal(reply.headers['location'], `${base}/customer/${id}`)
        assert.equal((await alpha.send({ method: 'GET', path: `/${reply.headers['location']}` })).status, 200)
      }
    })

    await t.test('by the sample of section 7, byte for byte', async () => {
      const sample = `{"externalUniqueIdentifier":"123","username":"username","password":"IC4nH4zS3cretP4ssword","email":"user@host.com",
 "title":"-","firstName":"user","lastName":"test","dateOfBirth":"1990-01-01",
 "addresses":[{"postCode":"12345","countryCode":"SWE"}],
 "customAttributes":[{"name":"no_ads","value":"false"},{"name":"accepted_play_terms","value":"2019-10-16"}]}`
      const reply = await alpha.send({ path: '/customer', body: sample })
      assert.equal(reply.status, 201)
      const { auditInfo, referAFriend, ...told } = await alpha.found(idIn(reply))
      assert.deepEqual(told, {
        active: true,
        addresses: [{ addressType: 'HOME', countryCode: 'SWE', postCode: '12345' }],
        customAttributes: [
          { name: 'no_ads', value: 'false' },
          { name: 'accepted_play_terms', value: '2019-10-16' },
        ],
        customerId: idIn(reply),
        customerType: 'Standard',
        dateOfBirth: '1990-01-01',
        email: 'user@host.com',
        externalUniqueIdentifier: '123',
        firstName: 'user',
        lastName: 'test',
        title: '-',
        username: 'username',
      })
      assert.match((referAFriend as { code: string }).code, /^[A-Za-z0-9]{8}$/)
      assert.deepEqual(Object.keys(auditInfo as object), ['createdByUser', 'creationDate', 'modifiedByUser', 'modifiedDate'])
      assert.equal(outcomeOf(await alpha.send({ path: '/customer', body: sample })), '400/90074')
    })

    await t.test('but not while a member has a defect, each by its fault', async () => {
      for (const one of [...structural(), ...ofTheirOwn()]) await assertRefused(alpha, one)
    })

    await t.test('with what is left out, too long for nobody or in another form', async () => {
      for (const [body, told] of accepted()) await assertTold(alpha, body, told)
    })

    await t.test('under usernames of any script', async () => {
      for (const username of ['Åsa.Öberg', 'мария_1', '山田太郎', 'أحمد٢', "o'brien-x+y@work", 'नमस्ते', '1', '.', 'ß']) {
        const name = `${username}${aName()}`
        await assertTold(alpha, { username: ` ${name} ` }, { username: name.normalize('NFC') })
        for (const same of [name.toUpperCase(), name.normalize('NFD'), `${name} `])
          assert.equal(outcomeOf(await alpha.create(aSingulaCustomer({ username: same }))), '400/90074', same)
      }
      const long = aName().padEnd(200, 'x')
      await assertTold(alpha, { username: long }, { username: long })
      const fullwidth = aName()
      await alpha.customer({ username: fullwidth })
      const wide = [...fullwidth].map((letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)).join('')
      assert.equal(outcomeOf(await alpha.create(aSingulaCustomer({ username: wide }))), '400/90074')
    })

    await t.test('under addresses as HTML takes them, in any script', async () => {
      const name = aName()
      const addresses = [
        `${name}+1@example.com`,
        `${name}@localhost`,
        `${name}.!#$%&'*+/=?^_\`{|}~-@example.com`,
        `jörg.${name}@bücher.example`,
        `${name}@例え.jp`,
        longEmail(200),
      ]
      for (const email of addresses) await assertTold(alpha, { email: ` ${email}` }, { email })
      for (const same of [`${name.toUpperCase()}+1@EXAMPLE.com`, `JÖRG.${name}@xn--bcher-kva.example`])
        assert.equal(outcomeOf(await alpha.create(aSingulaCustomer({ email: same }))), '400/90101', same)
      const email = `${aName()}@example.com`
      await assertTold(alpha, { email, username: email }, { email, username: email })
    })

    await t.test('with postcodes as their country writes them', async () => {
      for (const [countries, good, bad] of postcodes) {
        for (const countryCode of countries.split(' ')) {
          await assertRefused(alpha, [addressed({ countryCode, postCode: bad }), '400/90026'])
        }
        const [countryCode = ''] = countries.split(' ')
        for (const postCode of good) {
          const told = { addresses: [{ addressType: 'HOME', countryCode, postCode: postCode.toUpperCase() }] }
          await assertTold(alpha, addressed({ countryCode, postCode }), told)
        }
      }
      await assertRefused(beta, [addressed({ postCode: '12345' }), '400/90026'])
      await assertTold(beta, addressed({ postCode: 'SW1A 1AA' }), {
        addresses: [{ addressType: 'HOME', countryCode: 'GBR', postCode: 'SW1A 1AA' }],
      })
      await assertTold(service.clientOf('nowhere'), addressed({ postCode: 'x y' }), {
        addresses: [{ addressType: 'HOME', postCode: 'X Y' }],
      })
    })

    await t.test('as the tenant has it: types, currencies, attributes, scores and ages', async () => {
      const lax = service.clientOf('lax')
      await assertTold(lax, { password: 'Smoke123', currency: 'USD' }, { customerType: 'Basic', currency: 'USD' })
      await assertRefused(lax, [{ currency: 'SEK' }, '404/90019', ['currency notEnabled']])
      await assertRefused(lax, [{ customerType: 'Standard' }, registration, ['customerType enum']])
      await assertTold(service.clientOf('nowhere'), { currency: 'JPY' }, { currency: 'JPY' })
      const declared = service.clientOf('declared')
      await assertTold(declared, attributed({ name: 'no_ads', value: true }), {
        customAttributes: [{ name: 'no_ads', value: 'true' }],
      })
      await assertRefused(declared, [
        attributed({ name: 'no_ads', value: 'yes' }),
        registration,
        ['customAttributes type boolean'],
      ])
      await assertRefused(declared, [attributed({ name: 'other', value: 'yes' }), registration, ['customAttributes unknown']])

      const ago = (name: string, changes: Body) => [service.clientOf(name), changes] as const
      const today = (timeZone: string, days: number) =>
        new Intl.DateTimeFormat('en-CA', { timeZone }).format(Date.now() + days * 86_400_000)
      for (const [client, { dateOfBirth }, outcome] of [
        [...ago('pacific', { dateOfBirth: today('Pacific/Kiritimati', 0) }), '201'],
        [...ago('pacific', { dateOfBirth: today('Pacific/Kiritimati', 1) }), '400/90020'],
        [...ago('samoa', { dateOfBirth: today('Pacific/Pago_Pago', 0) }), '201'],
        [...ago('samoa', { dateOfBirth: today('Pacific/Pago_Pago', 1) }), '400/90020'],
        [...ago('delta', { dateOfBirth: years(-18, 1) }), '400/90020'],
        [...ago('delta', { dateOfBirth: years(-18) }), '201'],
        [...ago('delta', {}), '201'],
        [...ago('alpha', { dateOfBirth: years(-130, -1) }), '400/90020'],
        [...ago('alpha', { dateOfBirth: years(-130) }), '201'],
        [...ago('alpha', { dateOfBirth: '9999-12-31' }), '400/90020'],
      ] as const) {
        assert.equal(
          outcomeOf(await client.create(aSingulaCustomer({ dateOfBirth }))),
          outcome,
          `${client.key.id} ${dateOfBirth}`,
        )
      }
    })

    await t.test('with passwords that are not guessed soon, and not trimmed', async () => {
      const name = `${aName()}${aName()}`
      for (const password of [
        'correct horse battery staple',
        'Три девицы под окном',
        ` ${goodPassword} `,
        goodPassword.padEnd(200, 'x'),
        '🙂'.repeat(3) + goodPassword,
      ])
        assert.equal((await alpha.create(aSingulaCustomer({ password }))).status, 201, password)
      assert.equal((await alpha.create(aSingulaCustomer({ password: name }))).status, 201)
      for (const own of [{ username: name }, { email: `${name}@example.com` }, { firstName: name }, { lastName: name }])
        await assertRefused(alpha, [{ ...own, password: name }, '400/90073', ['password minimumScore 2']])
    })

    await t.test('without a password where the tenant asks for none, and with a good one if with any', async () => {
      for (const password of [undefined, null, '']) assert.equal((await delta.create(aSingulaCustomer({ password }))).status, 201)
      assert.equal((await delta.create(aSingulaCustomer())).status, 201)
      await assertRefused(delta, [{ password: '12345678' }, '400/90073'])
      await assertRefused(delta, [{ password: 5 }, registration, ['password type']])
    })

    await t.test('never where registration is closed', async () => {
      for (const changes of [{}, { username: undefined }]) {
        const reply = await omega.create(aSingulaCustomer(changes))
        assert.equal(outcomeOf(reply), registration)
        assert.equal(reply.json['violations'], undefined)
      }
    })

    await t.test('once under one external id, compared exactly, and once in each tenant', async () => {
      const externalUniqueIdentifier = aName()
      const body = aSingulaCustomer({ externalUniqueIdentifier })
      for (const client of [alpha, beta]) assert.equal((await client.create(body)).status, 201)
      assert.equal(
        outcomeOf(await alpha.create(aSingulaCustomer({ externalUniqueIdentifier: ` ${externalUniqueIdentifier}` }))),
        '400/90084',
      )
      assert.equal(
        (await alpha.create(aSingulaCustomer({ externalUniqueIdentifier: externalUniqueIdentifier.toUpperCase() }))).status,
        201,
      )
      const email = `${aName()}@example.com`
      for (let nth = 0; nth < 2; nth++) assert.equal((await delta.create(aSingulaCustomer({ email }))).status, 201)
    })
  })
}
