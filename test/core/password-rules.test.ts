import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { minimumLength } from '../../src/core/credentials/rules/minimum-length.ts'
import { notAllDigits } from '../../src/core/credentials/rules/not-all-digits.ts'
import { notCommon } from '../../src/core/credentials/rules/not-common.ts'

const tooShort = { code: 'password_too_short', field: 'password', minimumCharacters: 8 }
const lengths = [
  { password: 'Kv7#mQ2', refused: true },
  { password: 'Kv7#mQ2$', refused: false },
  { password: '🙂🙂🙂🙂', refused: true },
  { password: '🙂🙂🙂🙂🙂🙂🙂🙂', refused: false },
  { password: 'e\u0301e\u0301e\u0301e\u0301', refused: false },
  { password: '', refused: true },
]
for (const { password, refused } of lengths) {
  test(`of 8 characters at least, counted as code points: ${JSON.stringify(password)} is ${refused ? 'refused' : 'fine'}`, () => {
    assert.deepEqual(minimumLength(8)(password), refused ? tooShort : null)
  })
}

test('a password on the list is refused as too common, and no other', () => {
  const rule = notCommon((password) => password === 'letmein123')
  assert.deepEqual(rule('letmein123'), { code: 'password_too_common', field: 'password' })
  assert.equal(rule('Kv7#mQ2$wZ9p'), null)
})

const allDigits = { code: 'password_all_digits', field: 'password' }
const digits = [
  { password: '12345678', refused: true },
  { password: '٧٣٩١٨٢٦٤٥', refused: true },
  { password: '１２３４５６７８', refused: true },
  { password: '𝟏𝟐𝟑', refused: true },
  { password: '²³¹⁴₅', refused: true },
  { password: '①⑨⑴⒈⓪⓵⓿❶➀➊', refused: true },
  { password: '፩፱᧚𐩀𐹠𑁒🄀🄊', refused: true },
  { password: '7391.82645', refused: false },
  { password: '-12345678', refused: false },
  { password: '1234 5678', refused: false },
  { password: '12345678a', refused: false },
  { password: '½¼', refused: false },
  { password: 'Ⅷ', refused: false },
  { password: '一二三', refused: false },
  { password: '⑩➉፲', refused: false },
  { password: '12345678\n', refused: false },
  { password: '', refused: false },
]
for (const { password, refused } of digits) {
  test(`${JSON.stringify(password)} ${refused ? 'is digits and nothing else, so it is refused' : 'is not all digits'}`, () => {
    assert.deepEqual(notAllDigits()(password), refused ? allDigits : null)
  })
}

test('beside the decimal digits of every script, 128 characters count as digits', () => {
  const rule = notAllDigits()
  let others = 0
  for (let point = 0; point <= 0x10ffff; point++) {
    const character = String.fromCodePoint(point)
    if (rule(character) && !/^\p{Nd}$/u.test(character)) others++
  }
  assert.equal(others, 128)
})

test('one character that is no digit makes a password more than digits', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[0-9]*$/),
      fc.constantFrom('a', ' ', '.', '½', '🙂'),
      fc.stringMatching(/^[0-9]*$/),
      (a, b, c) => {
        assert.equal(notAllDigits()(a + b + c), null)
      },
    ),
  )
})
