import assert from 'node:assert/strict'
import { createHash, pbkdf2Sync, scryptSync } from 'node:crypto'
import { test } from 'node:test'
import { hashSync as argon2 } from '@node-rs/argon2'
import { hashSync as bcrypt } from '@node-rs/bcrypt'
import fc from 'fast-check'
import { makeUpHash } from '../../src/adapters/hashing/made-up-hash.ts'
import { verifyStored } from '../../src/adapters/hashing/stored-password.ts'
import { schemeOf } from '../../src/core/credentials/scheme.ts'

const password = 'Grüße, 世界 🙂'
const argon2Of = (algorithm: number, version: number) =>
  argon2(password, { algorithm, version, memoryCost: 64, timeCost: 1, parallelism: 2 })
const hexOf = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex')
const scrypted = scryptSync(password, 'salt', 64, { N: 2, r: 8, p: 1 }).toString('base64')
// Every digit of base64 is in it, `+` and `/` too.
const saltBytes = Buffer.from('fbff3e7f00108310518720928b30d38f', 'hex')
const adapted = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '').replaceAll('+', '.')
const pbkdf2Of = (digest: string, bytes: number, salt: string | Buffer = saltBytes) =>
  pbkdf2Sync(password, salt, 2, bytes, digest)

const stored = {
  'our own': argon2Of(2, 1),
  "Django's Argon2id": `argon2${argon2Of(2, 1)}`,
  "Django's Argon2i, as it was before 3.2": `argon2${argon2Of(1, 1)}`,
  "Django's Argon2i without a version, which means the one before": `argon2${argon2Of(1, 0).replace('$v=16', '')}`,
  "Django's PBKDF2": `pbkdf2_sha256$2$salt$${pbkdf2Sync(password, 'salt', 2, 32, 'sha256').toString('base64')}`,
  'PBKDF2 with a salt beyond ASCII': `pbkdf2_sha1$2$Sälz$${pbkdf2Sync(password, 'Sälz', 2, 20, 'sha1').toString('base64')}`,
  "Django's bcrypt": `bcrypt$${bcrypt(password, 4)}`,
  "Django's bcrypt over SHA-256": `bcrypt_sha256$${bcrypt(hexOf('sha256', password), 4)}`,
  "PHP's bcrypt": bcrypt(password, 4),
  'bcrypt of the first name it had': bcrypt(password, 4).replace('$2y$', '$2a$'),
  "Django's scrypt": `scrypt$2$salt$8$1$${scrypted}`,
  "PHP's Argon2i": argon2Of(1, 1),
  'bare Argon2d': argon2Of(0, 1),
  'PBKDF2 over SHA-512 as Django would write it': `pbkdf2_sha512$2$salt$${pbkdf2Of('sha512', 64, 'salt').toString('base64')}`,
  "passlib's PBKDF2": `$pbkdf2-sha256$2$${adapted(saltBytes)}$${adapted(pbkdf2Of('sha256', 32))}`,
  "passlib's PBKDF2 over SHA-512": `$pbkdf2-sha512$2$${adapted(saltBytes)}$${adapted(pbkdf2Of('sha512', 64))}`,
  "passlib's PBKDF2 over SHA-1": `$pbkdf2$2$${adapted(saltBytes)}$${adapted(pbkdf2Of('sha1', 20))}`,
  "Werkzeug's PBKDF2": `pbkdf2:sha256:2$Sälz$${pbkdf2Of('sha256', 32, 'Sälz').toString('hex')}`,
  "Werkzeug's scrypt": `scrypt:2:8:1$salt$${Buffer.from(scrypted, 'base64').toString('hex')}`,
  "passlib's scrypt": `$scrypt$ln=1,r=8,p=1$${adapted(saltBytes)}$${adapted(scryptSync(password, saltBytes, 32, { N: 2, r: 8, p: 1 }))}`,
  "Django's MD5": `md5$salt$${hexOf('md5', `salt${password}`)}`,
}
for (const [what, hash] of Object.entries(stored)) {
  test(`${what} verifies its password and no other`, () => {
    assert.equal(verifyStored(password, hash), true)
    for (const wrong of ['', ` ${password}`, password.normalize('NFD'), hash]) assert.equal(verifyStored(wrong, hash), false)
  })
}

test('hashes that the manual of passlib shows verify', () => {
  const pbkdf2 = '$pbkdf2-sha256$29000$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk'
  const scrypt = '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E'
  assert.equal(verifyStored('toomanysecrets', pbkdf2), true)
  assert.equal(verifyStored('password', scrypt), true)
  assert.equal(verifyStored('password', pbkdf2), false)
})

test('bcrypt looks at 72 bytes and no more, and over SHA-256 at all of them', () => {
  const long = 'ü'.repeat(36)
  assert.equal(verifyStored(`${long}b`, `bcrypt$${bcrypt(`${long}a`, 4)}`), true)
  assert.equal(verifyStored(long.slice(1), `bcrypt$${bcrypt(long, 4)}`), false)
  assert.equal(verifyStored(`${long}b`, `bcrypt_sha256$${bcrypt(hexOf('sha256', `${long}a`), 4)}`), false)
})

test('scrypt that takes more memory than Node gives unasked is verified', () => {
  const hash = scryptSync(password, 'salt', 64, { N: 65_536, r: 8, p: 2, maxmem: 128 * 1_048_576 }).toString('base64')
  assert.equal(verifyStored(password, `scrypt$65536$salt$8$2$${hash}`), true)
})

test('a stored hash that was damaged behind its cost counts as a wrong password and nothing is thrown', () => {
  const damage = fc.record({ at: fc.nat(), removed: fc.nat(12), put: fc.string({ unit: 'binary', maxLength: 3 }) })
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(stored)), damage, (hash, { at, removed, put }) => {
      const from = Math.ceil(hash.length / 2) + (at % Math.floor(hash.length / 2))
      assert.equal(verifyStored('another password', hash.slice(0, from) + put + hash.slice(from + removed)), false)
    }),
  )
})

test('what is made up to be measured is of the scheme asked for', () => {
  for (const scheme of Object.values(stored).map(schemeOf)) {
    if (scheme !== 'argon2id') assert.equal(schemeOf(makeUpHash(scheme)), scheme)
  }
  for (const scheme of ['', 'argon2', 'bcrypt', 'scrypt$2', 'pbkdf2_sha256$many', 'pbkdf2_md5$2']) {
    assert.equal(schemeOf(makeUpHash(scheme)), 'unusable')
  }
})
