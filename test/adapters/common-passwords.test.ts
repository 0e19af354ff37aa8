import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { loadCommonPasswords } from '../../src/adapters/passwords/common-passwords.ts'
import { decodeFilter, encodeFilter } from '../../src/adapters/passwords/common-passwords-format.ts'
import sample from './common-passwords-sample.json' with { type: 'json' }

const isCommon = loadCommonPasswords()

test('the list that comes with Patron knows the common passwords of the sample, and no others of it', () => {
  for (const { password, common } of sample) assert.equal(isCommon(password), common, password)
})

const spellings = [
  { password: 'PassWord123', common: true, why: 'letter case is overlooked' },
  { password: ' \t\u00a0password\u3000\u001c', common: true, why: 'white space around it is overlooked' },
  { password: 'pass word', common: false, why: 'white space within counts' },
  { password: '\ufeffpassword', common: false, why: 'a byte order mark is no white space' },
  { password: 'ｐａｓｓｗｏｒｄ', common: false, why: 'full-width letters are others' },
  { password: 'abc123', common: true, why: 'short passwords are on the list too' },
  { password: '', common: false, why: 'nothing is not on the list' },
  { password: '   ', common: false, why: 'blanks are not on the list' },
]
for (const { password, common, why } of spellings) {
  test(`${JSON.stringify(password)} is ${common ? '' : 'not '}common: ${why}`, () => assert.equal(isCommon(password), common))
}

test('every word of a list is found again, in capitals as well', () => {
  const words = fc.array(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 }), { maxLength: 50 })
  fc.assert(
    fc.property(words, (list) => {
      const found = decodeFilter(encodeFilter(list).bytes)
      for (const word of list.filter((text) => text.trim() !== '')) assert.ok(found(word.toUpperCase()), word)
      assert.equal(found('Kv7#mQ2$wZ9p not on any list'), false)
    }),
  )
})

test('a list gives the same file whatever its order, repetitions, case and empty lines', () => {
  const { bytes, entryCount } = encodeFilter(['alpha', 'beta', 'gamma'])
  assert.equal(entryCount, 3)
  assert.deepEqual(encodeFilter(['gamma', '', ' Beta ', 'alpha', 'alpha', '  ']).bytes, bytes)
})

function temporaryFile(t: TestContext, bytes: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'patron-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'list.bin')
  writeFileSync(path, bytes)
  return path
}

test('another list may be named instead', (t) => {
  const found = loadCommonPasswords(temporaryFile(t, encodeFilter(['acme-shop']).bytes))
  assert.deepEqual([found('Acme-Shop'), found('password')], [true, false])
})

const sound = encodeFilter(['alpha', 'beta', 'gamma']).bytes
const withByte = (offset: number, value: number): Buffer => {
  const bytes = Buffer.from(sound)
  bytes[offset] = value
  return bytes
}
const damaged = [
  { what: 'an empty file', bytes: Buffer.alloc(0), message: /expected a header of 20 bytes, found 0 bytes/ },
  { what: 'a list of words', bytes: Buffer.from('password\n123456\nqwerty\n'), message: /expected it to begin with "PTNCPW"/ },
  { what: 'a file of a later version', bytes: withByte(7, 2), message: /expected format version 1, found 2/ },
  { what: 'a file that was cut off', bytes: sound.subarray(0, -1), message: /expected 3 entries in 15 bytes, found 14 bytes/ },
  { what: 'a file with something behind it', bytes: Buffer.concat([sound, sound]), message: /expected 3 entries in 15 bytes/ },
  {
    what: 'a file with a wrong byte',
    bytes: withByte(22, (sound[22] ?? 0) ^ 1),
    message: /expected entries that match the checksum/,
  },
]
for (const { what, bytes, message } of damaged) {
  test(`${what} is refused with its path and what was expected`, (t) => {
    const path = temporaryFile(t, bytes)
    assert.throws(
      () => loadCommonPasswords(path),
      (error: Error) => error.message.includes(path) && message.test(error.message),
    )
  })
}

test('a missing file is refused with its path', () => {
  const path = join(tmpdir(), 'patron-no-such-list.bin')
  assert.throws(
    () => loadCommonPasswords(path),
    (error: Error) => error.message.includes(path) && /ENOENT/.test(error.message),
  )
})
