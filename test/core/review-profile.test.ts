import assert from 'node:assert/strict'
import { test } from 'node:test'
import { domainToASCII } from 'node:url'
import fc from 'fast-check'
import type { ProfileDraft } from '../../src/core/account/profile-draft.ts'
import { reviewProfile } from '../../src/core/account/review-profile.ts'
import { notText } from '../../src/core/customers/sent.ts'
import { usualSettings } from '../../src/core/tenants/settings.ts'
import { djangoProfile } from '../../src/dialects/django/policy.ts'
import { fieldOrder, type Violation } from '../../src/violations/violation.ts'

const review = (draft: ProfileDraft) =>
  reviewProfile(draft, djangoProfile, { settings: usualSettings, today: () => '2026-11-22', toAscii: domainToASCII })
const { maximumCharacters: maximum } = djangoProfile

const nothing = fc.constantFrom(undefined, null, notText)
const someText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', '\0', '\ud800', '🙂'.repeat(30), '🙂'.repeat(31), 'a'.repeat(151), 'UK', 'Cuba'),
)
const sent = (good: fc.Arbitrary<string>) => fc.oneof({ weight: 3, arbitrary: good }, someText, nothing)
const name = fc.string({ unit: 'grapheme', maxLength: 20 })
const anAddress = fc.record({
  streetAddress: sent(name.map((text) => `${text}.`)),
  postcode: sent(fc.nat().map(String)),
  city: sent(name.map((text) => `${text}.`)),
  state: sent(name.map((text) => `${text}.`)),
  country: sent(name.map((text) => `${text}land`)),
})
const drafts: fc.Arbitrary<ProfileDraft> = fc.record({
  email: sent(fc.emailAddress()),
  firstName: sent(name),
  lastName: sent(name),
  dateOfBirth: sent(fc.constantFrom('1990-5-15', '2000-02-29', '0001-01-01')),
  address: fc.oneof({ weight: 4, arbitrary: anAddress }, fc.constantFrom(undefined, null, { notAnObject: 'list' as const })),
})

const characters = (text: string) => [...text].length
const placeOf = ({ field }: Violation) => fieldOrder.indexOf(field)

test('whatever is sent, violations come in field order and each once', () => {
  fc.assert(
    fc.property(drafts, (draft) => {
      const { violations } = review(draft)
      assert.deepEqual(
        violations.map(placeOf),
        violations.map(placeOf).toSorted((one, other) => one - other),
      )
      const told = violations.map(({ code, field }) => `${field} ${code}`)
      assert.equal(new Set(told).size, told.length)
      assert.deepEqual(review(draft).violations, violations)
    }),
  )
})

test('what passes is within every limit the tables and answers count on, and passes again as it is stored', () => {
  let passed = 0
  fc.assert(
    fc.property(drafts, (draft) => {
      const { changes, violations } = review(draft)
      if (violations.length > 0) return
      passed += 1
      const { email = '', emailKey = '', firstName = '', lastName = '', dateOfBirth, address } = changes
      assert.ok(emailKey !== '' && characters(email) <= maximum.email)
      for (const text of [firstName, lastName]) assert.ok(characters(text) <= maximum.name)
      if (typeof dateOfBirth === 'string') assert.match(dateOfBirth, /^\d{4}-\d\d-\d\d$/)
      if (address) {
        assert.match(address.postcode, /^(0|[1-9]\d*)$/)
        for (const part of ['streetAddress', 'city', 'state', 'country'] as const)
          assert.ok(address[part] !== '' && characters(address[part]) <= djangoProfile.address.maximumCharacters[part])
        assert.ok(characters(address.country) > 3)
      }
      const texts = [email, firstName, lastName, ...Object.values({ ...address, kind: '' })]
      for (const text of texts) assert.ok(text.isWellFormed() && !text.includes('\0'))
      assert.deepEqual(review({ ...draft, email, dateOfBirth, address }), { changes, violations: [] })
    }),
    { numRuns: 2_000 },
  )
  assert.ok(passed > 20, `${passed} drafts passed`)
})

test('what is not sent is kept: of a draft with an address of a mailbox alone nothing else changes', () => {
  fc.assert(
    fc.property(fc.emailAddress(), (email) => {
      const draft = { email, firstName: undefined, lastName: undefined, dateOfBirth: undefined, address: undefined }
      const { changes, violations } = review(draft)
      if (violations.length > 0) return
      const { firstName, lastName, dateOfBirth, address } = changes
      assert.deepEqual([firstName, lastName, dateOfBirth, address], [undefined, undefined, undefined, undefined])
    }),
  )
})

test('a field is judged alone: what is wrong with one says nothing of the others', () => {
  fc.assert(
    fc.property(drafts, drafts, fc.constantFrom('email', 'firstName', 'lastName', 'dateOfBirth'), (draft, other, field) => {
      const mixed = { ...draft, [field]: other[field] }
      const of = (violations: readonly Violation[]) => violations.filter((violation) => violation.field === field)
      const without = (violations: readonly Violation[]) => violations.filter((violation) => violation.field !== field)
      assert.deepEqual(of(review(mixed).violations), of(review(other).violations))
      assert.deepEqual(without(review(mixed).violations), without(review(draft).violations))
    }),
  )
})
