import { createHash, pbkdf2Sync, scryptSync, timingSafeEqual } from 'node:crypto'
import { verifySync as verifyArgon2 } from '@node-rs/argon2'
import { verifySync as verifyBcrypt } from '@node-rs/bcrypt'
import { type Derived, readStoredHash, type StoredHash } from '../../core/credentials/stored-hash.ts'

type OfFamily<Family extends StoredHash['family']> = Extract<StoredHash, { family: Family }>

/**
 * Verifies a password, as UTF-8 without normalisation, against a stored hash of any family. It blocks for as long as the
 * hash was made to take, so it belongs into a worker.
 *
 * A hash that is malformed, or costs more than `readStoredHash` bears, counts as a wrong password: the person signing in
 * can do nothing about it but ask for a new one, and no stored text may end a worker.
 *
 * @source docs/contracts/django.md, section 9; docs/moving-in-formats.md#passwords
 */
export function verifyStored(password: string, hash: string): boolean {
  const stored = readStoredHash(hash)
  const bytes = Buffer.from(password, 'utf8')
  switch (stored?.family) {
    case undefined:
      return false
    case 'argon2':
      return isArgon2Of(bytes, stored)
    case 'bcrypt':
      return isBcryptOf(bytes, stored)
    case 'pbkdf2':
      return isPbkdf2Of(bytes, stored)
    case 'scrypt':
      return isScryptOf(bytes, stored)
    case 'md5':
      return isMd5Of(bytes, stored)
  }
}

function isArgon2Of(password: Buffer, { phc }: OfFamily<'argon2'>): boolean {
  try {
    return verifyArgon2(phc, password)
  } catch {
    // The form alone does not tell that a salt or hash is too short, or that its base64 ends between two bytes.
    return false
  }
}

/** bcrypt itself looks at 72 bytes and no more; Django's `bcrypt_sha256` therefore gives it 64 digits that stand for all. */
function isBcryptOf(password: Buffer, { crypt, hashedFirst }: OfFamily<'bcrypt'>): boolean {
  return verifyBcrypt(hashedFirst ? createHash('sha256').update(password).digest('hex') : password, crypt)
}

function isPbkdf2Of(password: Buffer, { digest, iterations, ...derived }: OfFamily<'pbkdf2'>): boolean {
  const { salt, expected } = bytesOf(derived)
  return timingSafeEqual(pbkdf2Sync(password, salt, iterations, expected.length, digest), expected)
}

function isScryptOf(password: Buffer, { cost, ...derived }: OfFamily<'scrypt'>): boolean {
  const { rounds: N, blockSize: r, parallelism: p } = cost
  const { salt, expected } = bytesOf(derived)
  // Node refuses what takes more than 32 MiB unless told; OpenSSL counts as below.
  return timingSafeEqual(scryptSync(password, salt, expected.length, { N, r, p, maxmem: 128 * r * (N + p + 2) }), expected)
}

function bytesOf({ salt, hash }: Derived): { salt: Buffer; expected: Buffer } {
  return {
    salt: 'text' in salt ? Buffer.from(salt.text, 'utf8') : Buffer.from(salt.base64, 'base64'),
    expected: 'hex' in hash ? Buffer.from(hash.hex, 'hex') : Buffer.from(hash.base64, 'base64'),
  }
}

function isMd5Of(password: Buffer, { salt, hash }: OfFamily<'md5'>): boolean {
  return timingSafeEqual(createHash('md5').update(salt).update(password).digest(), Buffer.from(hash, 'hex'))
}
