import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import type { PortableCustomer } from '../../src/core/migration/portable-customer.ts'
import { decodeCustomer } from '../../src/formats/patron/decode.ts'
import { encodeCustomer } from '../../src/formats/patron/encode.ts'

const place = { file: 'customers.jsonl', line: 1 }
const text = fc.string({ unit: 'grapheme' }).filter((one) => !one.includes('\0'))
const maybe = <Value>(one: fc.Arbitrary<Value>) => fc.option(one, { nil: null })
const instant = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
const day = instant.map((date) => date.toISOString().slice(0, 10))
const number = fc.integer({ min: 1, max: 2_147_483_647 })
const count = fc.integer({ min: 0, max: 2_147_483_647 })
const id = fc.uuid()
const flag = fc.boolean()
const bytes = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength })
const plain = <Value extends object>(members: { [K in keyof Value]: fc.Arbitrary<Value[K]> }) =>
  fc.record<Value>(members, { noNullPrototype: true })
const list = <Value>(one: fc.Arbitrary<Value>) => fc.array(one, { maxLength: 3 })
const said = { reference: text, recordedAt: instant }

const profile: fc.Arbitrary<PortableCustomer['profile']> = plain({
  id,
  number,
  state: fc.constantFrom('active', 'suspended', 'deactivated'),
  email: text,
  ...{ firstName: text, lastName: text, slug: text, emailIsShared: flag, subscribedToNewsletter: flag, isVendor: flag },
  ...{ username: maybe(text), externalId: maybe(text), title: maybe(text), displayName: maybe(text), customerType: maybe(text) },
  ...{ currency: maybe(text), nationality: maybe(text), mobile: maybe(text), referralCode: maybe(text), phone: maybe(text) },
  ...{ gender: maybe(text), imageName: maybe(text), createdBy: maybe(text), modifiedBy: maybe(text), dateOfBirth: maybe(day) },
  ...{ productsBoughtCount: count, totalUnitsBought: count, productsBought: list(text), redeemedVouchers: list(text) },
  ...{ lastPurchaseAt: maybe(instant), emailVerifiedAt: maybe(instant), lastSignInAt: maybe(instant), createdAt: instant },
  modifiedAt: maybe(instant),
})

const address: fc.Arbitrary<PortableCustomer['addresses'][number]> = plain({
  ...{ id, number, firstName: text, lastName: text, companyName: maybe(text), vatId: maybe(text), email: maybe(text) },
  ...{ phone: maybe(text), streetAddress: text, postcode: text, city: text, state: text, country: text, kind: maybe(text) },
  ...{ isDefault: flag, usesForShipping: flag, createdAt: maybe(instant), updatedAt: maybe(instant) },
})

const consent: fc.Arbitrary<PortableCustomer['consents'][number]> = plain({
  ...{ id, number, consentId: text, version: text, locale: maybe(text), textDigest: maybe(bytes(32, 32)) },
  decision: fc.constantFrom('granted', 'declined', 'withdrawn'),
  contactMethods: fc.dictionary(text, flag, { maxKeys: 4, noNullPrototype: true }),
  ...{ recordedAt: instant, surface: text, actingAs: fc.constantFrom('customer', 'staff', 'program'), actingId: maybe(text) },
  ...{ clientAddress: maybe(text), userAgent: maybe(text), requestId: maybe(text) },
})

const dataRequest: fc.Arbitrary<PortableCustomer['dataRequests'][number]> = plain({
  ...{ id, number, type: fc.constantFrom('delete', 'update'), email: text, message: text, revokedAt: maybe(instant) },
  status: fc.constantFrom('pending', 'processing', 'approved', 'declined', 'revoked'),
  ...{ createdAt: instant, updatedAt: instant },
})

const customer: fc.Arbitrary<PortableCustomer> = fc.record(
  {
    profile,
    passwordHash: maybe(text),
    addresses: list(address),
    customAttributes: list(plain({ name: text, value: text })),
    subscriptions: list(plain({ email: text, subscribedAt: instant })),
    consents: list(consent),
    dataRequests: list(dataRequest),
    purchases: list(plain({ ...said, product: text, units: number, purchasedAt: instant })),
    voucherRedemptions: list(plain({ ...said, voucher: text, redeemedAt: instant })),
    image: maybe(bytes(0, 40)),
    plannedDeletion: maybe(plain({ askedAt: instant, dueAt: instant })),
  },
  {
    requiredKeys: [
      'profile',
      'addresses',
      'customAttributes',
      'subscriptions',
      'consents',
      'dataRequests',
      'purchases',
      'voucherRedemptions',
      'image',
      'plannedDeletion',
    ],
    noNullPrototype: true,
  },
)

const [sample] = fc.sample(customer, { numRuns: 1, seed: 8 })
assert.ok(sample)
const wire = JSON.parse(encodeCustomer(sample)) as { profile: Record<string, unknown>; consents: object[] }

/** The line as it was read and written again. */
function writtenAgain(line: string): string {
  const read = decodeCustomer(JSON.parse(line), place)
  assert.equal(read.kind, 'customer', JSON.stringify(read))
  const { profile, passwordHash, beside, addresses } = read
  return encodeCustomer({
    ...(beside as PortableCustomer),
    profile: profile as PortableCustomer['profile'],
    ...(passwordHash !== undefined && { passwordHash }),
    addresses: addresses as PortableCustomer['addresses'],
  })
}

test('whatever a customer has is read as it was written, and written again the same bytes', () => {
  fc.assert(
    fc.property(customer, (given) => {
      const line = encodeCustomer(given)
      assert.equal(line.indexOf('\n'), line.length - 1)
      const read = decodeCustomer(JSON.parse(line), place)
      assert.equal(read.kind, 'customer', JSON.stringify(read))
      const { profile, passwordHash, addresses, ...beside } = given
      assert.deepEqual(
        { ...read, profile: { ...read.profile } },
        {
          ...{ kind: 'customer', place, key: profile.id, profile: { ...profile }, addresses, beside },
          ...(passwordHash !== undefined && { passwordHash }),
        },
      )
      assert.equal(writtenAgain(line), line)
    }),
  )
})

test('no text of a customer ends a line for any reader of lines', () => {
  const ends = '\n\r\v\f\u0085\u2028\u2029'
  const line = encodeCustomer({ ...sample, profile: { ...sample.profile, firstName: ends } })
  assert.doesNotMatch(line.slice(0, -1), /[\n\r\v\f\u0085\u2028\u2029]/)
  const read = decodeCustomer(JSON.parse(line), place)
  assert.equal(read.kind === 'customer' && read.profile.firstName, ends)
})

test('members come in one order, whatever order they were made in', () => {
  const turned = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turned)
    if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array) return value
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([name, member]) => [name, turned(member)]),
    )
  }
  fc.assert(
    fc.property(customer, (given) => assert.equal(encodeCustomer(turned(given) as PortableCustomer), encodeCustomer(given))),
    { numRuns: 30 },
  )
  assert.ok(encodeCustomer(sample).startsWith('{"format":"patron-customer/1","profile":{"id":"'))
})

test('an image as large as they may be is read as it was written', () => {
  const image = new Uint8Array(randomBytes(5 * 1_048_576))
  const read = decodeCustomer(JSON.parse(encodeCustomer({ ...sample, image })), place)
  assert.ok(read.kind === 'customer' && read.beside.image && Buffer.from(image).equals(read.beside.image))
})

test('an address is enough for a line that another program writes, and what it leaves out is absent', () => {
  assert.deepEqual(decodeCustomer({ format: 'patron-customer/1', profile: { email: 'ada@example.com' } }, place), {
    kind: 'customer',
    place,
    key: 'ada@example.com',
    profile: { email: 'ada@example.com' },
    addresses: [],
    beside: {},
  })
})

test('times that are finer than a millisecond are cut', () => {
  const line = '{"format":"patron-customer/1","profile":{"email":"a@b.example","createdAt":"2026-03-29T01:30:00.123987Z"}}'
  const read = decodeCustomer(JSON.parse(line), place)
  assert.ok(read.kind === 'customer')
  assert.equal(read.profile.createdAt?.toISOString(), '2026-03-29T01:30:00.123Z')
})

test('a line that is none is refused with the member and what is accepted there, and its value is not told', () => {
  const withProfile = (members: object) => JSON.stringify({ ...wire, profile: { ...wire.profile, ...members } })
  const refused: readonly [line: string, field: string | null, reason: RegExp][] = [
    ['{"profile":{"email":"a@b.example"}}', 'format', /Only patron-customer\/1 is read here/],
    [JSON.stringify({ ...wire, format: 'patron-customer/2' }), 'format', /Only patron-customer\/1/],
    ['{"format":"patron-customer/1"}', null, /^Missing: profile\.$/],
    ['{"format":"patron-customer/1","profile":{}}', 'profile', /^Missing: email\.$/],
    [JSON.stringify({ ...wire, password: 'S3cret' }), 'password', /has no such member/],
    [withProfile({ shoeSize: 'S3cret' }), 'profile.shoeSize', /has no such member/],
    [withProfile({ id: 'S3cret' }), 'profile.id', /a UUID in small letters/],
    [withProfile({ number: 0 }), 'profile.number', /a whole number from 1/],
    [withProfile({ state: 'deleted' }), 'profile.state', /one of active, suspended, deactivated/],
    [withProfile({ createdAt: '2026-02-30T00:00:00Z' }), 'profile.createdAt', /an instant in UTC/],
    [withProfile({ createdAt: '2026-03-29T01:30:00+02:00' }), 'profile.createdAt', /an instant in UTC/],
    [withProfile({ createdAt: '2026-03-29T23:59:60Z' }), 'profile.createdAt', /an instant in UTC/],
    [withProfile({ lastSignInAt: 'S3cret' }), 'profile.lastSignInAt', /an instant in UTC/],
    [withProfile({ dateOfBirth: '1815-02-30' }), 'profile.dateOfBirth', /a date/],
    [withProfile({ firstName: 'S3cret\0' }), 'profile.firstName', /a text/],
    [withProfile({ firstName: '\ud800' }), 'profile.firstName', /a text/],
    [JSON.stringify({ ...wire, passwordHash: ['S3cret'] }), 'passwordHash', /a text/],
    [JSON.stringify({ ...wire, image: 'S3cret!' }), 'image', /Base64/],
    [JSON.stringify({ ...wire, consents: [{}] }), 'consents.0', /^Missing: id, number/],
  ]
  for (const [line, field, reason] of refused) {
    const read = decodeCustomer(JSON.parse(line), place)
    assert.ok(read.kind === 'rejected', line)
    assert.deepEqual([read.field, read.place], [field, place], line)
    assert.match(read.reason, reason)
    assert.doesNotMatch(read.reason, /S3cret/)
  }
})
