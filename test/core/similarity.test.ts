import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findSimilarAttribute } from '../../src/core/credentials/similarity.ts'

const theodoric = { firstName: 'Theodoric', lastName: 'Brackenbury', email: 'billing.desk@shop.example.com' }
const cases: { why: string; password: string; personal?: Partial<typeof theodoric>; attribute: string | null }[] = [
  { why: 'the first name with digits', password: 'theodoric12', attribute: 'firstName' },
  { why: 'the first name in other case', password: 'THEODORIC!1', attribute: 'firstName' },
  { why: 'the letters of the first name in another order', password: 'cirodoeht1', attribute: 'firstName' },
  { why: 'the last name', password: 'brackenbury99', attribute: 'lastName' },
  { why: 'the whole address', password: 'billing.desk@shop.example.com', attribute: 'email' },
  { why: 'one word of the address', password: 'billing9', attribute: 'email' },
  {
    why: 'one word of a name of several',
    password: 'dulcinea9',
    personal: { firstName: 'Ana Dulcinea-Maria' },
    attribute: 'firstName',
  },
  {
    why: 'both names, of which the first is told',
    password: 'theodoric',
    personal: { lastName: 'Theodoric' },
    attribute: 'firstName',
  },
  { why: 'exactly 70 % in common', password: 'abcdefgxyz', personal: { firstName: 'abcdefg123' }, attribute: 'firstName' },
  { why: 'a name in letters beyond ASCII', password: 'ЕКАТЕРИНА1', personal: { firstName: 'Екатерина' }, attribute: 'firstName' },
  { why: 'less than 70 % in common', password: 'abcdefwxyz', personal: { firstName: 'abcdef1234' }, attribute: null },
  {
    why: 'a part of a word, which an underscore does not end',
    password: 'dulcinea9',
    personal: { firstName: 'xx_dulcinea_yyyyyyyyyyyyyy' },
    attribute: null,
  },
  { why: 'a short name within a long password', password: 'al-9Kv7#mQ2$wZ9pXy', personal: { firstName: 'Al' }, attribute: null },
  { why: 'nothing of the customer', password: 'Kv7#mQ2$wZ9p', attribute: null },
  {
    why: 'nothing, where the names are empty',
    password: 'Kv7#mQ2$wZ9p',
    personal: { firstName: '', lastName: '', email: '' },
    attribute: null,
  },
]
for (const { why, password, personal, attribute } of cases) {
  test(`a password made of ${why} resembles ${attribute ?? 'nothing'}`, () => {
    assert.equal(findSimilarAttribute(password, { ...theodoric, ...personal }), attribute)
  })
}

test('a name is never a good password for its owner, in whatever case', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z .'-]{1,150}$/), (name) => {
      assert.equal(findSimilarAttribute(name.toUpperCase(), { firstName: name, lastName: '', email: '' }), 'firstName')
    }),
  )
})

test('a password without a single character of the customer resembles nothing', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-m]{0,80}$/), fc.stringMatching(/^[n-z0-9]{1,80}$/), (name, password) => {
      assert.equal(findSimilarAttribute(password, { firstName: name, lastName: name, email: name }), null)
    }),
  )
})
