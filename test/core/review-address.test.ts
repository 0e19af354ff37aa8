import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type BookAddressDraft, reviewBookAddress } from '../../src/core/account/review-address.ts'
import { notText } from '../../src/core/customers/sent.ts'
import { fieldOrder, type Violation } from '../../src/violations/violation.ts'
import { addressPolicy, sent, whole } from '../support/book.ts'

const maximum = addressPolicy.maximumCharacters
const fields = Object.keys(maximum) as (keyof typeof maximum)[]
const found = (draft: BookAddressDraft, isNew = true) => reviewBookAddress(draft, isNew, addressPolicy).violations

test('a new address needs both names and a city, and a changed one keeps them', () => {
  const needed = ['firstName', 'lastName', 'city'] as const
  assert.deepEqual(
    found(sent()),
    needed.map((field) => ({ code: 'missing', field })),
  )
  assert.deepEqual(found(sent(), false), [])
  for (const field of needed) {
    for (const isNew of [true, false]) {
      assert.deepEqual(found(whole({ [field]: null }), isNew), [{ code: 'null_given', field }])
      for (const blank of ['', '  \t\u00a0'])
        assert.deepEqual(found(whole({ [field]: blank }), isNew), [{ code: 'blank', field }])
    }
  }
})

test('everything else may be left out, empty or null, and is cleared by the latter two', () => {
  for (const nothing of [undefined, null, '']) {
    const rest = Object.fromEntries(
      fields.filter((field) => !['firstName', 'lastName', 'city'].includes(field)).map((field) => [field, nothing]),
    )
    assert.deepEqual(found(whole(rest)), [])
  }
  const { changes } = reviewBookAddress(sent({ phone: '', vatId: null, state: '', country: null }), false, addressPolicy)
  const { phone, vatId, state, country, city, isDefault } = changes
  assert.deepEqual([phone, vatId, state, country, city, isDefault], [null, null, '', '', undefined, undefined])
})

test('lengths count code points, and no text holds what no database stores', () => {
  for (const field of fields) {
    const limit = maximum[field]
    const longest = field === 'email' ? `${'🙂'.repeat(limit - 5)}@b.de` : '🙂'.repeat(limit)
    assert.deepEqual(found(whole({ [field]: longest })), [])
    assert.deepEqual(found(whole({ [field]: `${longest}x` })), [{ code: 'too_long', field, maximumCharacters: limit }])
    assert.deepEqual(found(whole({ [field]: 'a@b\0' })), [{ code: 'null_character', field }])
    assert.deepEqual(found(whole({ [field]: 'a@b\ud800' })), [{ code: 'lone_surrogate', field, codePoint: 0xd800 }])
    assert.deepEqual(found(whole({ [field]: notText })), [{ code: 'not_text', field }])
  }
})

test("an e-mail address is held to the contract's form when there is one; a country is what was typed", () => {
  assert.deepEqual(found(whole({ email: 'zzz' })), [{ code: 'email_malformed', field: 'email' }])
  for (const country of ['DE', 'de', 'Germany', 'Côte d’Ivoire'])
    assert.equal(reviewBookAddress(whole({ country }), true, addressPolicy).changes.country, country)
})

test('whatever is sent, violations come in field order and each once', () => {
  const anything = fc.oneof(
    fc.constantFrom(undefined, null, notText, '', ' ', 'x', 'a@b', '\0', '\ud800', 'y'.repeat(600)),
    fc.string({ unit: 'binary', maxLength: 300 }),
  )
  const drafts = fc.record(Object.fromEntries(fields.map((field) => [field, anything])))
  const placeOf = ({ field }: Violation) => fieldOrder.indexOf(field)
  fc.assert(
    fc.property(drafts, fc.boolean(), (draft, isNew) => {
      const places = found(sent(draft), isNew)
      assert.deepEqual(
        places.map(placeOf),
        places.map(placeOf).toSorted((one, other) => one - other),
      )
      const told = places.map(({ code, field }) => `${field} ${code}`)
      assert.equal(new Set(told).size, told.length)
    }),
  )
})
