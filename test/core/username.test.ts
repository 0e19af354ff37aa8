import assert from 'node:assert/strict'
import { test } from 'node:test'
import { domainToASCII } from 'node:url'
import fc from 'fast-check'
import { emailKey } from '../../src/core/customers/email-key.ts'
import { isUsername, usernameKey } from '../../src/core/customers/username.ts'

const keyOf = (text: string): string | null => usernameKey(text, domainToASCII)

const logins: { why: string; key: string; spellings: string[] }[] = [
  {
    why: 'letter case decides nothing',
    key: 'smoke_200624_01',
    spellings: ['smoke_200624_01', 'SMOKE_200624_01', 'Smoke_200624_01'],
  },
  { why: 'accents are the same composed or not', key: 'josé', spellings: ['josé', 'Jose\u0301', 'JOSE\u0301'] },
  { why: 'full-width letters are letters', key: 'ada', spellings: ['ada', 'Ａｄａ'] },
  { why: 'ß is ss', key: 'strasse', spellings: ['straße', 'STRASSE', 'STRAẞE'] },
  { why: 'a name may be of any script', key: 'анна', spellings: ['анна', 'АННА'] },
  {
    why: 'an address is keyed as an address',
    key: 'ada@xn--bcher-kva.example',
    spellings: ['Ada@BÜCHER.example', '"ada"@bücher.example.'],
  },
  { why: 'a full-width @ makes an address', key: 'ada@example.com', spellings: ['ada＠example.com', 'ADA@example.com'] },
  { why: 'an @ alone makes none', key: '@ada', spellings: ['@ada', '@Ada', '＠ADA'] },
  { why: 'nor does one before nothing', key: 'ada@', spellings: ['ada@', 'ADA@'] },
  { why: 'an apostrophe belongs to a name', key: "o'brien", spellings: ["o'brien", "O'Brien", 'O＇BRIEN'] },
]
for (const { why, key, spellings } of logins) {
  test(`one login, one key: ${why}`, () => {
    for (const spelling of [...spellings, key]) assert.equal(keyOf(spelling), key, JSON.stringify(spelling))
  })
}

test('other logins have other keys: accents, dots, tags, look-alikes of another script', () => {
  const names = ['jose', 'josé', 'jo.se', 'jose+x', 'jоse', 'mike', 'mıke', 'jose@example.com']
  assert.equal(new Set(names.map(keyOf)).size, names.length)
})

test('there is no key of nothing, of what hides something, and of what is too long for an index', () => {
  const hidden = [
    '\u0000',
    '\u200b',
    '\u200d',
    '\u202e',
    '\u2066',
    '\u00ad',
    '\ufe0f',
    '\u034f',
    '\u3164',
    '\u{e0041}',
    '\ud800',
    '\u{ffff}',
  ]
  for (const one of hidden) assert.equal(keyOf(`ad${one}a`), null, JSON.stringify(one))
  for (const none of ['', 'a'.repeat(513), 'a'.repeat(1_000_000), '\ufdfa'.repeat(100)]) assert.equal(keyOf(none), null)
})

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.emailAddress(),
  fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })).map(([one, other]) => `${one}@${other}`),
)
const nameCharacter = fc.oneof(
  fc.constantFrom(..."aZß9._-+@'éÉſKıİΣςẞΐŉǅﬁ한글ก็अ١"),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((character) => isUsername(character)),
)

test('the key of a key is itself, whatever the text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const key = keyOf(text)
      return key === null || keyOf(key) === key
    }),
    { numRuns: 2000, examples: [['ͺ@ͺ'], ['a@Ⅎ.com'], ['a@b c'], ['ᾈ̸ͅ']] },
  )
})

test('whatever has the key of an address is an address, so that no username takes a mailbox', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const [mailbox, key] = [emailKey(text, domainToASCII), keyOf(text)]
      if (mailbox !== null) assert.equal(key, mailbox)
      else if (key !== null && emailKey(key, domainToASCII) !== null)
        assert.equal(emailKey(text.normalize('NFKC'), domainToASCII), key)
    }),
    { numRuns: 2000 },
  )
})

test('a username has one key in every case and normal form, when it can be one', () => {
  fc.assert(
    fc.property(fc.array(nameCharacter, { minLength: 1, maxLength: 40 }), (characters) => {
      const name = characters.join('')
      assert.equal(isUsername(name), true)
      for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) assert.equal(keyOf(name.normalize(form)), keyOf(name))
    }),
    { numRuns: 2000 },
  )
})

test('letters, marks and digits of any script make a username, and a few signs between them', () => {
  for (const name of [
    'a',
    'Ada.Lovelace',
    "o'brien+tv@example.com",
    '岡本',
    'नमस्ते',
    '١٢٣',
    'Jose\u0301',
    '𐐀',
    '-_-',
    'a'.repeat(200),
  ])
    assert.equal(isUsername(name), true, name)
  assert.equal(isUsername('😀'.repeat(2)), false)
  assert.equal(isUsername('𐐀'.repeat(200)), true)
})

test('blanks, controls, other signs and what is not seen make none, nor do nothing and 201 characters', () => {
  const unfit = [
    '',
    ' ',
    'a b',
    'a\u00a0b',
    'a\u3000b',
    'a\tb',
    'a\n',
    'a\0',
    '\u202eadA',
    'a\u2066',
    'a\u200db',
    'a\u200b',
    'a\ufe0f',
  ]
  const signs = [
    'a\u034f',
    '\u3164',
    '\u115f',
    'a"b',
    'a<b>',
    'a/b',
    'a\\b',
    'a;b',
    'a=b',
    'a,b',
    '½',
    '①',
    'Ⅷ',
    'a’b',
    'a＠b',
    '\ud800',
  ]
  for (const text of [...unfit, ...signs, 'a'.repeat(201), '𐐀'.repeat(201)])
    assert.equal(isUsername(text), false, JSON.stringify(text))
})
