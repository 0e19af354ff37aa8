import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isDjangoEmail } from '../../../src/dialects/django/syntax/email-syntax.ts'

const label63 = 'a'.repeat(63)

const accepted = [
  'john@example.com',
  'a.b+c@mail.example.co.uk',
  "!#$%&'*+/=?^_`{|}~-@example.com",
  '"a@b"@example.com',
  '"a\\"\\ b"@example.com',
  '""@example.com',
  'a@localhost',
  'a@EXAMPLE.com',
  'a@ex-ample.com',
  'a@example.123',
  'a@b.-c',
  'a@b.c-d',
  `a@${label63}.${label63}`,
  'a@[127.0.0.1]',
  'a@[::1]',
  'a@[2001:DB8::1]',
  'a@[::ffff:1.2.3.4]',
  'a@[0000:0000:0000:0000:0000:ffff:255.255.255.255]',
  'a@bücher.example',
  'a@例え.テスト',
  'a@😀.com',
  'a@x。com',
  'a@ü.123',
  'a@ｅｘａｍｐｌｅ.com',
  'a@x\u00ady.com',
  'a@xn--a.ü.com',
  'a@faß.de',
  '\u0130\u0131\u017f\u212a@example.com',
  '"\u017f\\\u212a"@example.com',
  'a@\u017f\u212a.\u0131\u0130',
  `${'a'.repeat(308)}@example.com`,
]

const refused = [
  '',
  'john.example.com',
  'john@',
  '@example.com',
  '.john@example.com',
  'john.@example.com',
  'jo..hn@example.com',
  'jo hn@example.com',
  'mailto:john@example.com',
  'John <john@example.com>',
  '"a b"@example.com',
  '"a"b"@example.com',
  '"a@example.com',
  '"a\\"@example.com',
  'jöhn@example.com',
  'john@example.com\n',
  'john@\nexample.com',
  'john@example',
  'john@LOCALHOST',
  'john@example.com.',
  'john@.example.com',
  'john@-example.com',
  'john@example-.com',
  'john@example.co-',
  'john@example.c',
  'john@exa_mple.com',
  'john@127.0.0.1',
  `john@${label63}a.com`,
  `john@example.${label63}a`,
  'john@[127.0.0.1',
  'john@[127.0.0.01]',
  'john@[127.0.0]',
  'john@[::1%eth0]',
  'john@[IPv6:::1]',
  'john@[1::2::3]',
  'john@[]',
  'john@😀 .com',
  'john@b%20.ü.com',
  'john@%C3%BC.com',
  'john@ü/x.com',
  'john@ü:80.com',
  'john@ü\t.com',
  'john@ü_x.com',
  'john@\u00ad.com',
  'john@\ud800.com',
  'john@\ue000.com',
  `john@${'ü'.repeat(64)}.com`,
  `${'a'.repeat(309)}@example.com`,
]

test('an address Django accepts is accepted', () => {
  for (const address of accepted) assert.equal(isDjangoEmail(address), true, JSON.stringify(address))
})

test('an address Django refuses is refused', () => {
  for (const address of refused) assert.equal(isDjangoEmail(address), false, JSON.stringify(address))
})

test('the length is counted in code points', () => {
  assert.equal(isDjangoEmail(`a@${'😀'.repeat(10)}.${`${'b'.repeat(60)}.`.repeat(4)}${'c'.repeat(57)}`), true)
})

test('letters, digits and dots around one at sign are an address', () => {
  const word = fc.stringMatching(/^[a-z0-9]{2,20}$/)
  const words = fc.array(word, { minLength: 2, maxLength: 5 }).map((pieces) => pieces.join('.'))
  fc.assert(fc.property(words, words, (local, domain) => isDjangoEmail(`${local}@${domain}`)))
})

test('text of any length is answered without a stall', () => {
  const floods = [
    'a.'.repeat(500_000),
    '"'.repeat(500_000),
    `a@${'a-'.repeat(500_000)}.`,
    `"${'\\a'.repeat(155)}@b.co`,
    `a@${'ü.'.repeat(155)}`,
  ]
  for (const text of floods) {
    const start = performance.now()
    isDjangoEmail(text)
    assert.ok(performance.now() - start < 500)
  }
})
