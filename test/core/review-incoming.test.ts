import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toAscii } from '../../src/adapters/network/idna.ts'
import type { IncomingCustomer } from '../../src/core/migration/incoming.ts'
import { reviewPiece } from '../../src/core/migration/review-beside.ts'
import { reviewIncoming } from '../../src/core/migration/review-incoming.ts'
import type { ReviewRules } from '../../src/core/migration/reviewed.ts'
import { usualSettings } from '../../src/core/tenants/settings.ts'

const now = new Date('2026-03-01T12:00:00Z')
const rules: ReviewRules = { system: 'bagisto', settings: usualSettings, now, tokenSeconds: 3600, toAscii, newId: () => 'an id' }
const place = { file: 'f', line: 1 }

const incoming = (profile: Partial<IncomingCustomer['profile']>, more: Partial<IncomingCustomer> = {}): IncomingCustomer => ({
  ...{ kind: 'customer', place, key: '7', beside: {}, addresses: [] },
  profile: { email: 'ada@example.com', createdAt: new Date('2020-01-01T00:00:00Z'), ...profile },
  ...more,
})

const refusalOf = (customer: IncomingCustomer, system: ReviewRules['system'] = 'bagisto') => {
  const review = reviewIncoming(customer, { ...rules, system })
  return review.ok ? undefined : review.refused.field
}

const warningsOf = (customer: IncomingCustomer) => {
  const review = reviewIncoming(customer, rules)
  assert.ok(review.ok)
  return review.warnings.map((warning) => warning.split(' ')[0])
}

test('what keeps a customer from coming is told by its field', () => {
  const faults: readonly (readonly [field: string, customer: IncomingCustomer])[] = [
    ['key', incoming({}, { key: '' })],
    ['email', incoming({ email: 'nobody' })],
    ['email', incoming({ email: `${'a'.repeat(250)}@example.com` })],
    ['firstName', incoming({ firstName: 'x'.repeat(256) })],
    ['lastName', incoming({ lastName: 'a\0b' })],
    ['lastName', incoming({ lastName: '\ud800' })],
    ['username', incoming({ username: 'a\u200bb' })],
    ['dateOfBirth', incoming({ dateOfBirth: '2001-02-29' })],
    ['dateOfBirth', incoming({ dateOfBirth: '2999-02-30' })],
    ['state', incoming({ state: 'deleted' })],
    ['passwordHash', incoming({}, { passwordHash: 'plain text' })],
    ['passwordHash', incoming({}, { passwordHash: `scrypt$1073741824$salt$8$1$${'A'.repeat(86)}==` })],
    ['address.city', incoming({}, { addresses: [{ city: 'x'.repeat(256) }] })],
    ['customAttributes', incoming({}, { beside: { customAttributes: [{ name: 'n', value: 'x'.repeat(2001) }] } })],
    ['subscription.email', incoming({}, { beside: { subscriptions: [{ email: 'nobody', subscribedAt: now }] } })],
  ]
  for (const [field, customer] of faults) assert.equal(refusalOf(customer), field)
})

test('what can be mended is, with a warning', () => {
  const mended = incoming(
    {
      ...{ dateOfBirth: '0000-00-00', gender: 'divers', number: 2_000_000_000, slug: 'no slug!', customerType: 'Gold' },
      ...{ createdAt: new Date(Number.NaN), lastSignInAt: new Date('2999-01-01T00:00:00Z') },
    },
    { passwordHash: '!abc' },
  )
  const warned = ['createdAt', 'customerType', 'dateOfBirth', 'gender', 'lastSignInAt', 'number', 'slug', 'there']
  assert.deepEqual(warningsOf(mended).toSorted(), warned)
  const review = reviewIncoming(mended, rules)
  assert.ok(review.ok)
  const { customer, names, password } = review.value
  assert.deepEqual(
    [customer.dateOfBirth, customer.gender, customer.createdAt, customer.lastSignInAt, names.number, names.slug, password],
    [null, 'divers', now, null, null, 'customer', null],
  )
})

test('what is right is stored as it stands, and its mailbox known by its key', () => {
  const review = reviewIncoming(incoming({ email: 'Ada@EXAMPLE.com', number: 1_000_000_000, slug: 'Ada_L' }), rules)
  assert.ok(review.ok)
  const { customer, names } = review.value
  assert.deepEqual(
    [customer.email, names.emailKey, names.number, names.slug],
    ['Ada@example.com', 'ada@example.com', 1_000_000_000, 'Ada_L'],
  )
})

test('of other systems consents come as said by this import, of Patron as they were', () => {
  const consent = {
    ...{ id: '01890000-0000-7000-8000-0000000000e1', number: 4, consentId: 'NEWS', version: '1', locale: 'de', textDigest: null },
    ...({ decision: 'granted' } as const),
    ...{ contactMethods: { EMAIL: true }, recordedAt: new Date('2021-01-01T00:00:00Z'), surface: 'pages' },
    ...({ actingAs: 'customer' } as const),
    ...{ actingId: 'me', clientAddress: '203.0.113.1', userAgent: 'u', requestId: 'r' },
  } as const
  const evidenceFrom = (system: ReviewRules['system']) => {
    const review = reviewIncoming(incoming({}, { beside: { consents: [consent] } }), { ...rules, system })
    assert.ok(review.ok)
    const [piece] = review.value.beside
    return piece?.kind === 'consent'
      ? [piece.value.surface, piece.value.actingAs, piece.value.clientAddress, piece.value.number]
      : []
  }
  assert.deepEqual(evidenceFrom('singula'), ['import', 'program', null, 1])
  assert.deepEqual(evidenceFrom('patron'), ['pages', 'customer', '203.0.113.1', 4])
})

test('a token that is over, or has no number it could be shown with, is not taken', () => {
  const token = {
    kind: 'token',
    place,
    customerKey: '7',
    number: 1,
    digest: new Uint8Array(32),
    createdAt: now,
    expiresAt: null,
  } as const
  assert.ok(reviewPiece(token, rules).ok)
  for (const wrong of [{ expiresAt: now }, { number: 0 }, { digest: new Uint8Array(31) }])
    assert.equal(reviewPiece({ ...token, ...wrong }, rules).ok, false)
})
