import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isForeign, schemeOf } from '../../src/core/credentials/scheme.ts'

const base64 = (bytes: number) => Buffer.alloc(bytes, 7).toString('base64')
const phcTail = `${base64(16).replaceAll('=', '')}$${base64(32).replaceAll('=', '')}`
const bcryptTail = 'XlaAgnhxh2.ZWqAVqU80QehWIaFMh0SwXl4rTRxQglHMwg1gxzIvS'

const named: readonly [scheme: string, hash: string][] = [
  ['argon2id', `$argon2id$v=19$m=19456,t=2,p=1$${phcTail}`],
  ['argon2id', `$argon2id$v=19$m=4194304,t=4,p=16$${phcTail}`],
  ['pbkdf2_sha256$720000', `pbkdf2_sha256$720000$salt$${base64(32)}`],
  ['pbkdf2_sha256$10000000', `pbkdf2_sha256$10000000$salt$${base64(32)}`],
  ['pbkdf2_sha1$720000', `pbkdf2_sha1$720000$salt with blanks ü$${base64(20)}`],
  ['argon2$argon2id$m=102400,t=2,p=8', `argon2$argon2id$v=19$m=102400,t=2,p=8$${phcTail}`],
  ['argon2$argon2i$m=512,t=2,p=2', `argon2$argon2i$m=512,t=2,p=2$${phcTail}`],
  ['bcrypt_sha256$12', `bcrypt_sha256$$2b$12$${bcryptTail}`],
  ['bcrypt$12', `bcrypt$$2b$12$${bcryptTail}`],
  ['bcrypt$10', `$2y$10$${bcryptTail}`],
  ['bcrypt$4', `$2a$04$${bcryptTail}`],
  ['scrypt$16384$8$1', `scrypt$16384$salt$8$1$${base64(64)}`],
  ['scrypt$262144$8$1', `scrypt$262144$salt$8$1$${base64(64)}`],
  ['md5', `md5$salt$${'0a'.repeat(16)}`],
]
for (const [scheme, hash] of named) {
  test(`${hash.slice(0, 40)}… was made with ${scheme}`, () => {
    assert.equal(schemeOf(hash), scheme)
    assert.equal(isForeign(scheme), scheme !== 'argon2id')
  })
}

const unusable: readonly [why: string, hash: string][] = [
  ['an account without a password', '!aDUxcQ3phjqgeJpyyE3HLufu8Pa7IlBnFFvkNTur'],
  ['a usable hash that was locked', `!pbkdf2_sha256$720000$salt$${base64(32)}`],
  ['nothing', ''],
  ['a word', 'argon2id'],
  ['an algorithm nobody knows', `sha1$salt$${'0a'.repeat(20)}`],
  ['a family without its hash', 'pbkdf2_sha256$720000'],
  ['a count of no digits', `pbkdf2_sha256$many$salt$${base64(32)}`],
  ['a count of zero', `pbkdf2_sha256$0$salt$${base64(32)}`],
  ['an empty salt', `pbkdf2_sha256$720000$$${base64(32)}`],
  ['the hash of another length', `pbkdf2_sha256$720000$salt$${base64(20)}`],
  ['a part too many', `md5$salt$${'0a'.repeat(16)}$`],
  ['more rounds than a minute is worth', `pbkdf2_sha256$10000001$salt$${base64(32)}`],
  ['a bcrypt that was never mended', `$2x$12$${bcryptTail}`],
  ['a bcrypt below its least cost', `$2b$03$${bcryptTail}`],
  ['a bcrypt of cost 17', `$2b$17$${bcryptTail}`],
  ['scrypt rounds that are no power of two', `scrypt$16385$salt$8$1$${base64(64)}`],
  ['scrypt beyond 256 MiB', `scrypt$524288$salt$8$1$${base64(64)}`],
  ['scrypt in too many lanes', `scrypt$131072$salt$8$64$${base64(64)}`],
  ['foreign Argon2 beyond 1 GiB', `argon2$argon2id$v=19$m=1048577,t=1,p=1$${phcTail}`],
  ['our own beyond what can be set', `$argon2id$v=19$m=4194305,t=1,p=1$${phcTail}`],
  ['Argon2 that takes its memory too often', `$argon2id$v=19$m=1048576,t=17,p=1$${phcTail}`],
  ['Argon2 of more than a hundred passes', `$argon2id$v=19$m=64,t=101,p=1$${phcTail}`],
  ['Argon2 of more lanes than its memory holds', `$argon2id$v=19$m=64,t=1,p=9$${phcTail}`],
  ['Argon2 without a pass', `$argon2id$v=19$m=64,t=0,p=1$${phcTail}`],
  ['a line behind it', `md5$salt$${'0a'.repeat(16)}\n`],
  ['more than any hash has', `pbkdf2_sha256$1$${'s'.repeat(512)}$${base64(32)}`],
]
for (const [why, hash] of unusable) {
  test(`no password verifies against ${why}`, () => assert.equal(schemeOf(hash), 'unusable'))
}

test('what is unusable is not foreign, for nothing of it is verified', () => assert.equal(isForeign('unusable'), false))

test('a scheme never gives salt or hash away', () => {
  const secret = fc.stringMatching(/^[g-z]{8,40}$/)
  fc.assert(
    fc.property(secret, fc.constantFrom(...named), (salt, [, hash]) => {
      const changed = hash.replace('salt', salt)
      assert.ok(!schemeOf(changed).includes(salt))
      assert.ok(!schemeOf(changed).includes(changed.slice(-20)))
    }),
  )
})
