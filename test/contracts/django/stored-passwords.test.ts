import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createHashPool } from '../../../src/adapters/hashing/hash-pool.ts'
import { isForeign, schemeOf } from '../../../src/core/credentials/scheme.ts'
import samples from './data/hashes.json' with { type: 'json' }

const { hashes, made_with: maker } = samples

function startPool(t: TestContext) {
  const pool = createHashPool({ workers: 2, deadlineMilliseconds: 60_000, memoryKib: 64, passes: 1, parallelism: 1 })
  t.after(() => pool.close())
  return pool
}

test(`every password ${maker} stored is verified, and no other is`, async (t) => {
  const pool = startPool(t)
  for (const { id, algorithm, note, password, wrong, encoded } of hashes) {
    const what = `${id}: ${algorithm}, ${note}`
    if (password !== null) assert.equal(await pool.verify(password, encoded), true, what)
    assert.equal(await pool.verify(wrong, encoded), false, what)
  }
})

test('an account without a password is verified by nothing: neither by nothing typed nor by what is stored', async (t) => {
  const pool = startPool(t)
  for (const { encoded } of hashes.filter(({ algorithm }) => algorithm === 'unusable')) {
    for (const password of ['', '!', encoded, 'null']) assert.equal(await pool.verify(password, encoded), false)
  }
  assert.equal(pool.figures().foreign, undefined)
})

test('a password typed in composed letters is not the one stored in decomposed ones', async (t) => {
  const pool = startPool(t)
  const sample = hashes.find(({ id }) => id === 'h19')
  assert.ok(sample?.password)
  assert.notEqual(sample.password.normalize('NFC'), sample.password)
  assert.equal(await pool.verify(sample.password.normalize('NFC'), sample.encoded), false)
})

test('what every sample was made with is named, and neither salt nor hash is', () => {
  assert.deepEqual(Object.fromEntries(hashes.map(({ id, encoded }) => [id, schemeOf(encoded)])), {
    h01: 'pbkdf2_sha256$1',
    h04: 'pbkdf2_sha256$100000',
    h07: 'pbkdf2_sha256$216000',
    h10: 'pbkdf2_sha256$390000',
    h13: 'pbkdf2_sha256$870000',
    h16: 'pbkdf2_sha256$720000',
    h19: 'pbkdf2_sha256$720000',
    h22: 'pbkdf2_sha1$720000',
    h25: 'argon2$argon2id$m=512,t=2,p=2',
    h28: 'bcrypt_sha256$10',
    h31: 'scrypt$16384$8$5',
    h34: 'unusable',
  })
  for (const { encoded, algorithm } of hashes) assert.equal(isForeign(schemeOf(encoded)), algorithm !== 'unusable')
})
