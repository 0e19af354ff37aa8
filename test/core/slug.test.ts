import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { slugStem, withSuffix } from '../../src/core/customers/slug.ts'

const stems = [
  { name: 'Ada Lovelace', stem: 'ada-lovelace' },
  { name: 'José Núñez', stem: 'jose-nunez' },
  { name: 'Łukasz Straße', stem: 'ukasz-strae' },
  { name: "Miles O'Brien", stem: 'miles-obrien' },
  { name: 'Anne-Marie  --  Smith', stem: 'anne-marie-smith' },
  { name: '_a_ b', stem: 'a_-b' },
  { name: 'xx_dulcinea_yy', stem: 'xx_dulcinea_yy' },
  { name: '42 7', stem: '42-7' },
  { name: '\u212aelvin ﬁx ²', stem: 'kelvin-fix-2' },
  { name: '🦊Ada X', stem: 'ada-x' },
  { name: 'a\u001cb\u001fc\td\u00a0e\u3000f', stem: 'a-b-c-d-e-f' },
  { name: 'a\u0085b\u2028c\ufeffd', stem: 'abcd' },
  { name: 'a\ud800b', stem: 'ab' },
  { name: '李 雷', stem: 'customer' },
  { name: '！ ？', stem: 'customer' },
  { name: '- _ -', stem: 'customer' },
  { name: ' ', stem: 'customer' },
  { name: '', stem: 'customer' },
  { name: 'a'.repeat(60), stem: 'a'.repeat(50) },
  { name: `${'a'.repeat(49)} bbbb`, stem: 'a'.repeat(49) },
  { name: `${'a'.repeat(48)}__bbbb`, stem: 'a'.repeat(48) },
]
for (const { name, stem } of stems) {
  test(`the slug of ${JSON.stringify(name)} is ${stem}`, () => assert.equal(slugStem(name), stem))
}

test('every name has a slug of 1 to 50 characters with neither end a dash or an underscore', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (name) => {
      assert.match(slugStem(name), /^(?=.{1,50}$)[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?$/)
    }),
  )
})

const suffixes = [
  { stem: 'grace-hopper', n: 1, slug: 'grace-hopper' },
  { stem: 'grace-hopper', n: 2, slug: 'grace-hopper-2' },
  { stem: 'grace-hopper', n: 10_000, slug: 'grace-hopper-10000' },
  { stem: 'a'.repeat(48), n: 9, slug: `${'a'.repeat(48)}-9` },
  { stem: 'a'.repeat(48), n: 10, slug: `${'a'.repeat(47)}-10` },
  { stem: 'a'.repeat(50), n: 1, slug: 'a'.repeat(50) },
  { stem: 'a'.repeat(50), n: 9, slug: `${'a'.repeat(48)}-9` },
  { stem: 'a'.repeat(50), n: 10, slug: `${'a'.repeat(47)}-10` },
  { stem: `${'a'.repeat(47)}-bb`, n: 2, slug: `${'a'.repeat(47)}--2` },
]
for (const { stem, n, slug } of suffixes) {
  test(`customer ${n} with the stem ${stem} gets ${slug}`, () => assert.equal(withSuffix(stem, n), slug))
}

test('different numbers from 2 on give different slugs, none over 50 characters', () => {
  const stem = fc.stringMatching(/^[a-z0-9]([a-z0-9_-]{0,48}[a-z0-9])?$/)
  const number = fc.integer({ min: 1, max: 2 ** 31 })
  fc.assert(
    fc.property(stem, number, number, (name, one, other) => {
      assert.ok(withSuffix(name, one).length <= 50)
      if (one > 1 && other > 1) assert.equal(withSuffix(name, one) === withSuffix(name, other), one === other)
    }),
  )
})
