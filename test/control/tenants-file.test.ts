import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readTenantsFile } from '../../src/control/tenants-file/read.ts'
import type { SaidSettings } from '../../src/core/tenants/declaration.ts'

const read = (text: string) => readTenantsFile(text, 'tenants.json').declarations
const settingsOf = (tenant: object): SaidSettings | undefined => read(JSON.stringify({ tenants: { alpha: tenant } }))[0]?.settings

/** What is said of a file, without the name of the file. */
function faultsOf(text: string): readonly string[] {
  try {
    read(text)
    return []
  } catch (error) {
    assert.ok(error instanceof Error)
    return error.message.split('\n').map((line) => line.replace(/^tenants\.json:/, ''))
  }
}

/** What is said of one tenant; every one stands in line 1. */
const faultsIn = (tenant: object): readonly string[] =>
  faultsOf(JSON.stringify({ tenants: { alpha: tenant } })).map((line) => line.replace(/^1: tenants\.alpha\.?/, ''))

test('everything that is not in form is named by its line at once, and what was meant is guessed', () => {
  const text = `{
  "$schema": "tenants-file.schema.json", // comments are fine
  "defaults": {
    "pasword": true,
    "currencies": ["eur", "EUR"]
  },
  "tenants": {
    "alpha": {
      "passwordMinScor": 3,
      "passwordMinScore": 7,
      "consents": [
        { "consentId": "A", "kind": "shop", "versions": [
          { "version": 1, "texts": { "it": { "text": "x" }, "en": {} } }
        ] }
      ],
      "customAttributes": [{ "name": "size", "type": "colour" }],
      "keys": [
        { "kind": "hmac", "id": "a b", "secret": "too short", "scopes": ["customers:all"] },
        { "kind": "client" }, 7,
        { "kind": "storefront", "requestsPerMinute": 0 },
        { "kind": "service", "name": "shop", "scope": 1 }
      ],
      "shopName": "a\\nb"
    },
    "b c": {},
    "gamma": 3
  }
}`
  assert.deepEqual(faultsOf(text), [
    '4: defaults.pasword is no setting',
    '5: defaults.currencies[0] is "eur"; accepted: a currency by ISO 4217',
    '9: tenants.alpha.passwordMinScor is no setting; did you mean passwordMinScore?',
    '10: tenants.alpha.passwordMinScore is 7; accepted: a whole number from 0 to 4',
    '12: tenants.alpha.consents[0].kind is "shop"; accepted: company or thirdParty',
    '13: tenants.alpha.consents[0].versions[0].version is 1; accepted: a text of 1 to 100 characters',
    '13: tenants.alpha.consents[0].versions[0].texts.it is no setting',
    '13: tenants.alpha.consents[0].versions[0].texts.en.text is missing',
    '16: tenants.alpha.customAttributes[0].type is "colour"; accepted: text, number, boolean or date',
    '18: tenants.alpha.keys[0].id is "a b"; accepted: a public id of 3 to 100 letters, digits and . _ -',
    '18: tenants.alpha.keys[0].secret is a text of 9 characters; accepted: a secret of at least 16 visible ASCII characters',
    '18: tenants.alpha.keys[0].scopes[0] is "customers:all"; accepted: customers:read, customers:write or customers:anonymise',
    '19: tenants.alpha.keys[1].kind is no kind of key; accepted: hmac, hmac-v1, service or storefront',
    '19: tenants.alpha.keys[2] is no key of a kind; accepted: hmac, hmac-v1, service or storefront',
    '20: tenants.alpha.keys[3].name is missing',
    '20: tenants.alpha.keys[3].requestsPerMinute is 0; accepted: a whole number from 1 to 5000 or null',
    '21: tenants.alpha.keys[4].scope is no setting',
    '23: tenants.alpha.shopName is "a\\nb"; accepted: a text of 1 to 200 characters or null',
    '25: tenants.b c is no name of a tenant; accepted: 1 to 63 letters, digits and . _ - that begin with a letter or digit',
    '26: tenants.gamma is 3; accepted: an object',
  ])
})

const notJson: [text: string, says: RegExp][] = [
  ['', /^1: this is no JSON: value expected$/],
  ['{\n"tenants": {},\n}', /^3: this is no JSON: property name expected$/],
  ['{"tenants": {}', /^1: this is no JSON: close brace expected$/],
  ['[]', /^1: the file is \[\]; accepted: an object$/],
  ['{}', /^1: tenants is missing$/],
  ['{"tenants":\n{"a": {},\n"a": {}}}', /^2: tenants\.a is there twice$/],
]
for (const [text, says] of notJson) {
  test(`what is no tenants file is told: ${JSON.stringify(text)}`, () => assert.match(faultsOf(text).join('\n'), says))
}

test('a thousand faults are all told', () => {
  const tenants = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`t${n}`, { wrong: 1, passwordMinScore: 5 }]))
  assert.equal(faultsOf(JSON.stringify({ tenants })).length, 1_000)
})

const service = 'patron_sk_01890000000070008000000000000001_0123456789012345678901234567890123456789012'
const storefrontSecret = 'pk_storefront_01234567890123456789012345678901'
const version = (name: string, validFrom: string | null = null) => ({ version: name, validFrom })
const consent = (consentId: string, more: object = {}) => ({ consentId, kind: 'company', ...more })

const contradictory: [tenant: object, ...says: string[]][] = [
  [{ country: 'SWX' }, 'country is SWX; accepted: a country by ISO 3166-1'],
  [{ timeZone: 'Europe/Atlantis' }, 'timeZone is Europe/Atlantis; accepted: a time zone of the IANA database'],
  [{ timeZone: '+02:00' }, 'timeZone is +02:00; accepted: a time zone of the IANA database'],
  [{ currencies: ['EUR', 'XXY'] }, 'currencies[1] is XXY; accepted: a currency by ISO 4217'],
  [{ publicUrl: 'https://a b' }, 'publicUrl is "https://a b"; accepted: an http or https address or null'],
  [{ publicUrl: 'https://[' }, 'publicUrl is https://[; accepted: an http or https address'],
  [
    { consents: [consent('A'), consent('B'), consent('A')] },
    'consents[2].consentId is a consent that was named before, in tenants.alpha',
  ],
  [
    { consents: [consent('A', { versions: [version('1'), version('1')] })] },
    'consents[0].versions[1].version is a version that was named before, in tenants.alpha',
  ],
  [
    { consents: [consent('A', { versions: [version('1', '2026-03-29T01:30:00Z'), version('2', '2026-03-29T02:30:00+02:00')] })] },
    'consents[0].versions[1].validFrom is before the version it follows',
  ],
  [
    {
      customAttributes: [
        { name: 'size', type: 'text' },
        { name: 'size', type: 'number' },
      ],
    },
    'customAttributes[1].name is an attribute that was named before, in tenants.alpha',
  ],
  [{ minimumAgeYears: 140 }, 'minimumAgeYears contradicts: customers are at least 140 and at most 130 years old'],
  [
    { consents: [consent('NEWSLETTER', { kind: 'thirdParty' })] },
    "consents contradicts: the newsletter is the tenant's own, and its consent NEWSLETTER is of the kind thirdParty",
  ],
  [
    { privateRegistration: true, emailUnique: false },
    'privateRegistration contradicts: where addresses may be shared, none of them is known to a registration',
  ],
  [
    { hosts: ['shop.example:8080'] },
    'hosts[0] is "shop.example:8080"; accepted: the name of a host in ASCII, without a port, as in shop.example or xn--bcher-kva.example',
  ],
  [{ hosts: ['a.example', 'A.example'] }, 'hosts[1] is a host that was named before, in tenants.alpha'],
  [
    { keys: [{ kind: 'service', name: 'shop', secret: 'patron_sk_x' }] },
    'keys[0].secret is no text as patron keys create makes it: patron_sk_<32 hex>_<43 characters>',
  ],
  [
    { keys: [{ kind: 'hmac', id: 'one', allowedNetworks: ['10.0.0.0/99'] }] },
    'keys[0].allowedNetworks[0] is "10.0.0.0/99"; accepted: an IP address, or a network as in 10.0.0.0/8',
  ],
  [
    {
      keys: [
        { kind: 'hmac', id: 'one' },
        { kind: 'hmac-v1', id: 'one' },
      ],
    },
    'keys[1].id is the name or id of a key that was named before, in tenants.alpha',
  ],
  [
    {
      keys: [
        { kind: 'service', name: 'one' },
        { kind: 'service', name: 'one' },
        { kind: 'storefront', name: 'one' },
      ],
    },
    'keys[1].name is the name or id of a key that was named before, in tenants.alpha',
  ],
  [
    {
      keys: ['one', 'other'].flatMap((name) => [
        { kind: 'service', name, secret: service },
        { kind: 'storefront', name, secret: storefrontSecret },
      ]),
    },
    'keys[2].secret is the secret of a key that was named before, in tenants.alpha',
    'keys[3].secret is the secret of a key that was named before, in tenants.alpha',
  ],
]
for (const [tenant, ...says] of contradictory) {
  test(`what is known by nobody or goes not together is told: ${says[0]}`, () => assert.deepEqual(faultsIn(tenant), says))
}

test('what tells tenants and programs apart is one tenant’s only, and a fault of the defaults is told once', () => {
  const key = { kind: 'hmac', id: 'crm' }
  const tenant = { hosts: ['shop.example'], keys: [key, { kind: 'service', name: 'shop' }] }
  const text = JSON.stringify(
    { defaults: { country: 'XXX', minimumAgeYears: 131 }, tenants: { alpha: tenant, beta: tenant } },
    null,
    1,
  )
  assert.deepEqual(faultsOf(text), [
    '3: defaults.country is XXX; accepted: a country by ISO 3166-1',
    '4: defaults.minimumAgeYears contradicts: customers are at least 131 and at most 130 years old',
    '24: tenants.beta.hosts[0] is a host that was named before, in tenants.alpha',
    '29: tenants.beta.keys[0].id is the name or id of a key that was named before, in tenants.alpha',
  ])
})

test('no secret stands in what is said, whatever is wrong with it', () => {
  const secret = `a secret with blanks ${'x'.repeat(2_000)}`
  const keys = ['hmac', 'service', 'storefront'].map((kind) => ({ kind, name: 'x', secret }))
  const said = [...faultsIn({ keys }), ...faultsIn({ keys: [{ kind: 'hmac', id: 'one', secret: { secret } }] })]
  const misplaced = [{ tenants: [{ keys }] }, { tenants: { alpha: [{ secret }] } }, { tenants: { alpha: { keys: secret } } }]
  said.push(...misplaced.flatMap((file) => faultsOf(JSON.stringify(file))))
  assert.ok(said.length >= 7)
  assert.ok(!said.join().includes('a secret with'), said.join())
})

test('settings get the one form that the core has, and defaults stand in for what a tenant leaves out', () => {
  assert.deepEqual(settingsOf({}), {})
  assert.deepEqual(settingsOf({ country: 'swe', publicUrl: 'https://shop.example/accounts//', shopName: null }), {
    country: 'SE',
    publicUrl: 'https://shop.example/accounts',
    shopName: null,
  })
  assert.deepEqual(settingsOf({ country: 'de' }), { country: 'DE' })
  const texts = { en: { text: 'Read this.' } }
  const versions = [version('a', '2026-03-29T03:30:00+02:00'), { version: 'b', texts }]
  assert.deepEqual(settingsOf({ consents: [consent('A'), consent('B', { mandatory: 'accept', versions })] })?.consents, [
    consent('A', { mandatory: 'no', contactMethods: 'none', versions: [{ version: '1', validFrom: null, texts: {} }] }),
    consent('B', {
      mandatory: 'accept',
      contactMethods: 'none',
      versions: [
        { version: 'a', validFrom: '2026-03-29T01:30:00.000Z', texts: {} },
        { version: 'b', validFrom: null, texts: { en: { text: 'Read this.', url: null } } },
      ],
    }),
  ])
  const text = JSON.stringify({
    about: 'two',
    defaults: { about: 'all', country: 'DEU', emailUnique: false },
    tenants: {
      alpha: { about: ['x'], country: null },
      beta: { emailUnique: true, hosts: ['Shop.Example', '[::1]', 'localhost'] },
    },
  })
  assert.deepEqual(read(text), [
    { name: 'alpha', settings: { country: null, emailUnique: false }, hosts: [], keys: [] },
    { name: 'beta', settings: { country: 'DE', emailUnique: true }, hosts: ['shop.example', '[::1]', 'localhost'], keys: [] },
  ])
})

test('keys are read by their kind', () => {
  const scopes = ['customers:write', 'customers:read']
  const keys = [
    { kind: 'hmac-v1', id: 'crm', secret: 'a-secret-0123456789', scopes, allowedNetworks: ['10.0.0.0/8'] },
    { kind: 'hmac', id: 'old' },
    { kind: 'service', name: 'shop', secret: service },
    { kind: 'storefront', name: 'web', secret: storefrontSecret },
    { kind: 'storefront', name: 'server', requestsPerMinute: null },
  ]
  const nothing = { publicId: null, secret: null, scopes: null, requestsPerMinute: null, allowedNetworks: null }
  assert.deepEqual(read(JSON.stringify({ tenants: { alpha: { keys } } }))[0]?.keys, [
    {
      ...{ ...nothing, kind: 'hmac', name: 'crm', publicId: 'crm', secret: 'a-secret-0123456789' },
      ...{ scopes: ['customers:read', 'customers:write'], allowedNetworks: ['10.0.0.0/8'] },
    },
    { ...nothing, kind: 'hmac', name: 'old', publicId: 'old' },
    { ...nothing, kind: 'service', name: 'shop', secret: service },
    { ...nothing, kind: 'storefront', name: 'web', secret: storefrontSecret, requestsPerMinute: 100 },
    { ...nothing, kind: 'storefront', name: 'server' },
  ])
})

test('the tenants of the Singula contract are read as they are', () => {
  const file = new URL('../contracts/singula/tenants.json', import.meta.url)
  const declarations = read(`\uFEFF${readFileSync(file, 'utf8')}`)
  const told = declarations.map(({ name, settings, keys }) => [name, settings.country, settings.emailUnique, keys[0]?.publicId])
  assert.deepEqual(told, [
    ['alpha', 'SE', true, 'alpha-key'],
    ['beta', 'GB', true, 'beta-key'],
    ['gamma', 'SE', true, 'gamma-key'],
    ['delta', 'SE', false, 'delta-key'],
    ['omega', 'SE', true, 'omega-key'],
  ])
})

test('the example of the documentation is a tenants file', () => {
  const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')
  const [, example = ''] = /```jsonc\n(.*?)```/s.exec(page) ?? []
  const [shop, outlet] = read(example)
  assert.deepEqual(
    [shop?.hosts, outlet?.settings.country, outlet?.keys[0]?.publicId],
    [['accounts.shop.example'], 'DE', 'outlet-crm'],
  )
})
