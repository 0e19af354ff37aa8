import assert from 'node:assert/strict'
import { test } from 'node:test'
import { domainToASCII } from 'node:url'
import fc from 'fast-check'
import { emailKey } from '../../src/core/customers/email-key.ts'
import { storedEmail } from '../../src/core/customers/stored-email.ts'

const keyOf = (address: string): string | null => emailKey(address, domainToASCII)

const mailboxes: { why: string; key: string; spellings: string[] }[] = [
  {
    why: 'letter case decides nothing, on neither side of the @',
    key: 'ada@example.com',
    spellings: ['ada@example.com', 'Ada@example.com', 'ADA@EXAMPLE.COM', 'aDA@eXample.Com'],
  },
  {
    why: 'full-width and other compatible letters are the letters they stand for',
    key: 'kit@example.com',
    spellings: [
      'ｋｉｔ@example.com',
      'KIT@example.com',
      'kit@ｅｘａｍｐｌｅ.com',
      'kit@example。com',
      'kit@example．com',
      'kit@example｡com',
    ],
  },
  { why: 'a final dot of the domain is not written', key: 'a@example.com', spellings: ['a@example.com.', 'a@example.com。'] },
  {
    why: 'ligatures and long letters are spelled out',
    key: 'ffis@example.com',
    spellings: ['ﬃs@example.com', 'FFIſ@example.com'],
  },
  { why: 'ß is ss before the @', key: 'strasse@example.com', spellings: ['Straße@example.com', 'STRASSE@example.com'] },
  {
    why: 'accents are the same composed or not',
    key: 'josé@example.com',
    spellings: ['josé@example.com', 'JOSE\u0301@example.com'],
  },
  {
    why: 'a domain is the same in Unicode and in ASCII',
    key: 'a@xn--bcher-kva.example',
    spellings: ['a@bücher.example', 'a@BÜCHER.example', 'a@bu\u0308cher.example', 'a@XN--BCHER-KVA.example'],
  },
  {
    why: 'needless quotes and backslashes are left out',
    key: 'jo.hn@example.com',
    spellings: ['"jo.hn"@example.com', '"JO.hn"@example.com', '"j\\o.\\h\\n"@example.com', '＂jo.hn＂@example.com'],
  },
  {
    why: 'quotes that are needed stay, with one way to escape',
    key: '"jo hn"@example.com',
    spellings: ['"jo hn"@example.com', '"Jo\\ hn"@example.com', '"jo\u3000hn"@example.com'],
  },
  {
    why: 'an @ within quotes belongs to the local part',
    key: '"a@b"@example.com',
    spellings: ['"a@b"@example.com', '"A\\@b"@example.com'],
  },
  { why: 'a quote within quotes stays escaped', key: '"a\\"b\\\\c"@example.com', spellings: ['"a\\"B\\\\c"@example.com'] },
  { why: 'empty quotes are a local part', key: '""@example.com', spellings: ['""@example.com'] },
  { why: 'a percent sign may stand before the @', key: 'a%b@example.com', spellings: ['a%b@example.com', 'A%B@example.com'] },
  { why: 'domains without a dot are domains', key: 'ada@localhost', spellings: ['ada@localhost', 'ada@LOCALHOST'] },
  {
    why: 'a last label of digits is a name, not a piece of an IP address',
    key: 'a@x.123',
    spellings: ['a@x.123', 'a@X.１２３', 'a@x.123.'],
  },
  { why: 'digits alone are no IP address either', key: 'a@1.2', spellings: ['a@1.2'] },
  { why: 'nor are hexadecimal ones', key: 'a@x.0x7f', spellings: ['a@x.0x7f', 'a@x.0X7F'] },
  { why: 'an IPv4 literal is itself', key: 'a@[192.0.2.1]', spellings: ['a@[192.0.2.1]', 'a@［１９２.０.２.１］'] },
  {
    why: 'an IPv6 literal has one spelling',
    key: 'a@[ipv6:2001:db8::1]',
    spellings: ['a@[2001:db8::1]', 'a@[IPv6:2001:DB8::1]', 'a@[2001:0db8:0:0:0:0:0:1]', 'a@[2001:db8::0.0.0.1]'],
  },
  { why: 'the first of the longest runs of zeros is shortened', key: 'a@[ipv6:1:0:0:2::3]', spellings: ['a@[1:0:0:2:0:0:0:3]'] },
  {
    why: 'a single zero group is written',
    key: 'a@[ipv6:1:0:2:3:4:5:6:7]',
    spellings: ['a@[1::2:3:4:5:6:7]', 'a@[1:0:2:3:4:5:6:7]'],
  },
  { why: 'all zeros are two colons', key: 'a@[ipv6:::]', spellings: ['a@[::]', 'a@[0:0:0:0:0:0:0:0]'] },
]
for (const { why, key, spellings } of mailboxes) {
  test(`one mailbox, one key: ${why}`, () => {
    for (const spelling of [...spellings, key]) assert.equal(keyOf(spelling), key, JSON.stringify(spelling))
  })
}

const others: { why: string; one: string; other: string }[] = [
  { why: 'a dotless i', one: 'mike@example.com', other: 'mıke@example.com' },
  { why: 'an accent before the @', one: 'jose@example.com', other: 'josé@example.com' },
  { why: 'an accent in the domain', one: 'julian@cure53.de', other: 'julian@cüre53.de' },
  { why: 'a domain with ß', one: 'a@strasse.example', other: 'a@straße.example' },
  { why: 'dots before the @', one: 'ab@example.com', other: 'a.b@example.com' },
  { why: 'a tag', one: 'ada@example.com', other: 'ada+shop@example.com' },
  { why: 'a look-alike letter of another script', one: 'ada@example.com', other: 'аda@example.com' },
  { why: 'an IP address in brackets', one: 'a@192.0.2.1', other: 'a@[192.0.2.1]' },
  { why: 'the same text before another @', one: '"a@b"@c', other: 'a@b' },
]
for (const { why, one, other } of others) {
  test(`another mailbox, another key: ${why}`, () => {
    assert.notEqual(keyOf(one), null)
    assert.notEqual(keyOf(other), null)
    assert.notEqual(keyOf(one), keyOf(other))
  })
}

const keyless: { why: string; addresses: string[] }[] = [
  { why: 'there is no @, or nothing on one side of it', addresses: ['', '@', 'ada', 'ada@', '@example.com', 'ada＠example.com'] },
  {
    why: 'a character is invisible',
    addresses: [
      '\u00ad',
      '\u200b',
      '\u200d',
      '\u2060',
      '\ufeff',
      '\u202e',
      '\u3164',
      '\ufe0f',
      '\u{e0041}',
      '\u034f',
      '\u2028',
      '\u2800',
    ].flatMap((hidden) => [
      `a${hidden}da@example.com`,
      `"a${hidden}"@example.com`,
      `ada@exam${hidden}ple.com`,
      `ada@[::1${hidden}]`,
    ]),
  },
  {
    why: 'a character is a control',
    addresses: ['\u0000', '\t', '\r\n', '\u001f', '\u007f', '\u0085'].flatMap((control) => [
      `a${control}@example.com`,
      `"a${control}"@example.com`,
      `a@example${control}.com`,
      `a@example.com${control}`,
    ]),
  },
  { why: 'half of a surrogate pair is missing', addresses: ['a\ud800@example.com', 'a@ex\udc00ample.com'] },
  { why: 'Unicode has not assigned the character, and may yet say that it equals others', addresses: ['a\u0378@example.com'] },
  {
    why: 'the domain holds what is read differently elsewhere',
    addresses: [
      'a@ex%61mple.com',
      'a@b%00c',
      'a@example.com/x',
      'a@b?c',
      'a@b#c',
      'a@b\\c',
      'a@b:25',
      'a@b c',
      'a@b，c',
      'a@b,c',
      'a@℀.com',
    ],
  },
  {
    why: 'a label is empty',
    addresses: ['a@.', 'a@..', 'a@.example.com', 'a@example..com', 'a@example.com..', 'a@example。．com', 'a@a…b'],
  },
  {
    why: 'the brackets hold no IP address',
    addresses: [
      'a@[',
      'a@[]',
      'a@[1.2.3]',
      'a@[1.2.3.4',
      'a@[01.2.3.4]',
      'a@[1.2.3.256]',
      'a@[::1]x',
      'a@[1::2::3]',
      'a@[:1]',
      'a@[1:2]',
    ],
  },
  {
    why: 'the brackets hold something more than one',
    addresses: ['a@[fe80::1%eth0]', 'a@[1:2:3:4:5:6:7::8]', 'a@[::12345]', 'a@[tag:x]'],
  },
  { why: 'it is longer than any address', addresses: [`${'a'.repeat(700)}@example.com`] },
  { why: 'spelled out it is too long for an index', addresses: [`${'\ufdfa'.repeat(100)}@example.com`] },
]
for (const { why, addresses } of keyless) {
  test(`no key can be made where ${why}`, () => {
    for (const address of addresses) assert.equal(keyOf(address), null, JSON.stringify(address))
  })
}

test('no key can be made where the domain has no ASCII form', () => {
  assert.equal(
    emailKey('a@exämple.com', () => ''),
    null,
  )
})

test('a plain domain is what the IDNA step makes of it', () => {
  const label = fc.stringMatching(/^[A-Za-z](?:-?[A-Za-z0-9]){0,8}$/)
  fc.assert(
    fc.property(fc.array(label, { minLength: 2, maxLength: 5 }), (labels) => {
      const domain = labels.join('.')
      assert.equal(keyOf(`a@${domain}`), `a@${domainToASCII(`${domain}.x`).slice(0, -2)}`)
    }),
  )
})

test('the longest addresses a contract takes have a key', () => {
  const longest = `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(63)}`
  assert.equal(longest.length, 320)
  assert.equal(keyOf(longest.toUpperCase()), longest)
})

test('the key of a key is itself, whatever the address', () => {
  const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  const address = fc.oneof(
    fc.emailAddress(),
    fc.tuple(part, part).map(([local, domain]) => `${local}@${domain}`),
    fc.tuple(part, part).map(([local, domain]) => `"${local.replace(/["\\]/g, '\\$&')}"@${domain}`),
  )
  fc.assert(
    fc.property(address, (text) => {
      const key = keyOf(text)
      return key === null || keyOf(key) === key
    }),
  )
})

test('an address in capitals has the key of the same address in small letters', () => {
  fc.assert(
    fc.property(fc.emailAddress(), (address) => {
      assert.notEqual(keyOf(address), null)
      assert.equal(keyOf(address.toUpperCase()), keyOf(address.toLowerCase()))
    }),
  )
})

const storedForms = [
  { typed: 'Ada.Lovelace@EXAMPLE.com', stored: 'Ada.Lovelace@example.com' },
  { typed: '"A@B"@Example.COM', stored: '"A@B"@example.com' },
  { typed: 'a@BÜCHER.example', stored: 'a@bücher.example' },
  { typed: 'No At Sign', stored: 'No At Sign' },
  { typed: '', stored: '' },
]
for (const { typed, stored } of storedForms) {
  test(`an address is kept with its domain in lower case only: ${JSON.stringify(typed)}`, () => {
    assert.equal(storedEmail(typed), stored)
  })
}
