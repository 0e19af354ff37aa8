import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isForeign, schemeOf } from '../../src/core/credentials/scheme.ts'
import { reviewStoredHash } from '../../src/core/credentials/stored-hash.ts'

const base64 = (bytes: number) => Buffer.alloc(bytes, 7).toString('base64')
/** As passlib writes base64. */
const adapted = (bytes: number) => base64(bytes).replaceAll('=', '').replaceAll('+', '.')
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
  ['argon2id', `$argon2id$v=19$m=65536,t=4,p=1$${phcTail}`],
  ['argon2$argon2i$m=65536,t=4,p=1', `$argon2i$v=19$m=65536,t=4,p=1$${phcTail}`],
  ['argon2$argon2d$m=512,t=2,p=2', `$argon2d$v=19$m=512,t=2,p=2$${phcTail}`],
  ['pbkdf2_sha512$720000', `pbkdf2_sha512$720000$salt$${base64(64)}`],
  ['pbkdf2_sha256$29000', `$pbkdf2-sha256$29000$${adapted(16)}$${adapted(32)}`],
  ['pbkdf2_sha512$25000', `$pbkdf2-sha512$25000$${adapted(16)}$${adapted(64)}`],
  ['pbkdf2_sha1$131000', `$pbkdf2$131000$${adapted(16)}$${adapted(20)}`],
  ['pbkdf2_sha256$600000', `$pbkdf2-sha256$i=600000,l=32$${adapted(16)}$${adapted(32)}`],
  ['pbkdf2_sha256$260000', `pbkdf2:sha256:260000$salt$${'0a'.repeat(32)}`],
  ['pbkdf2_sha1$1000', `pbkdf2:sha1:1000$salt$${'0a'.repeat(20)}`],
  ['scrypt$32768$8$1', `scrypt:32768:8:1$salt$${'0a'.repeat(64)}`],
  ['scrypt$65536$8$1', `$scrypt$ln=16,r=8,p=1$${adapted(16)}$${adapted(32)}`],
]
for (const [scheme, hash] of named) {
  test(`${hash.slice(0, 40)}… was made with ${scheme}`, () => {
    assert.equal(schemeOf(hash), scheme)
    assert.equal(isForeign(scheme), scheme !== 'argon2id')
  })
}

const unusable: readonly [fault: string, why: string, hash: string][] = [
  ['none_set', 'an account without a password', '!aDUxcQ3phjqgeJpyyE3HLufu8Pa7IlBnFFvkNTur'],
  ['none_set', 'a usable hash that was locked', `!pbkdf2_sha256$720000$salt$${base64(32)}`],
  ['none_set', 'nothing', ''],
  ['unknown', 'a word', 'argon2id'],
  ['unknown', 'an algorithm nobody knows', `sha1$salt$${'0a'.repeat(20)}`],
  ['malformed', 'a family without its hash', 'pbkdf2_sha256$720000'],
  ['malformed', 'a count of no digits', `pbkdf2_sha256$many$salt$${base64(32)}`],
  ['malformed', 'a count of zero', `pbkdf2_sha256$0$salt$${base64(32)}`],
  ['malformed', 'an empty salt', `pbkdf2_sha256$720000$$${base64(32)}`],
  ['malformed', 'the hash of another length', `pbkdf2_sha256$720000$salt$${base64(20)}`],
  ['malformed', 'a part too many', `md5$salt$${'0a'.repeat(16)}$`],
  ['too_costly', 'more rounds than a minute is worth', `pbkdf2_sha256$10000001$salt$${base64(32)}`],
  ['malformed', 'a bcrypt that was never mended', `$2x$12$${bcryptTail}`],
  ['malformed', 'a bcrypt below its least cost', `$2b$03$${bcryptTail}`],
  ['too_costly', 'a bcrypt of cost 17', `$2b$17$${bcryptTail}`],
  ['malformed', 'scrypt rounds that are no power of two', `scrypt$16385$salt$8$1$${base64(64)}`],
  ['too_costly', 'scrypt beyond 256 MiB', `scrypt$524288$salt$8$1$${base64(64)}`],
  ['too_costly', 'scrypt in too many lanes', `scrypt$131072$salt$8$64$${base64(64)}`],
  ['too_costly', 'foreign Argon2 beyond 1 GiB', `argon2$argon2id$v=19$m=1048577,t=1,p=1$${phcTail}`],
  ['too_costly', 'our own beyond what can be set', `$argon2id$v=19$m=4194305,t=1,p=1$${phcTail}`],
  ['too_costly', 'Argon2 that takes its memory too often', `$argon2id$v=19$m=1048576,t=17,p=1$${phcTail}`],
  ['too_costly', 'Argon2 of more than a hundred passes', `$argon2id$v=19$m=64,t=101,p=1$${phcTail}`],
  ['malformed', 'Argon2 of more lanes than its memory holds', `$argon2id$v=19$m=64,t=1,p=9$${phcTail}`],
  ['malformed', 'Argon2 without a pass', `$argon2id$v=19$m=64,t=0,p=1$${phcTail}`],
  ['malformed', 'a line behind it', `md5$salt$${'0a'.repeat(16)}\n`],
  ['malformed', 'more than any hash has', `pbkdf2_sha256$1$${'s'.repeat(512)}$${base64(32)}`],
  ['too_costly', 'a count beyond all numbers', `pbkdf2_sha256$100000000000$salt$${base64(32)}`],
  ['too_costly', 'Argon2i as PHP writes it, beyond 1 GiB', `$argon2i$v=19$m=1048577,t=1,p=1$${phcTail}`],
  ['too_costly', 'scrypt whose logarithm is out of all bounds', `$scrypt$ln=63,r=8,p=1$${adapted(16)}$${adapted(32)}`],
  ['too_costly', "Werkzeug's PBKDF2 of a billion rounds", `pbkdf2:sha256:1000000000$salt$${'0a'.repeat(32)}`],
  ['malformed', 'base64 that ends between two bytes', `$pbkdf2-sha256$29000$${adapted(16).slice(0, -1)}$${adapted(32)}`],
  ['malformed', 'a hash that was cut off', `$2y$10$${bcryptTail.slice(0, -1)}`],
  ['unknown', 'the hash of a Unix account', `$6$salt$${'a'.repeat(86)}`],
  ['unknown', 'a password as it was typed', 'SecurePass123!'],
]
for (const [fault, why, hash] of unusable) {
  test(`no password verifies against ${why}, which is told as ${fault}`, () => {
    assert.equal(schemeOf(hash), 'unusable')
    assert.deepEqual(reviewStoredHash(hash), { unusable: fault })
  })
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
