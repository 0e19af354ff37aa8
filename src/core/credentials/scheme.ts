import { readStoredHash } from './stored-hash.ts'

/** The scheme of a hash that no password verifies against. */
export const unusable = 'unusable'

/** Stands where a password was taken away. */
export const noPassword = '!'

/** The scheme of our own hashes, whatever their cost: the only one that is not foreign and can be verified. */
export const own = 'argon2id'

/**
 * Says how a stored hash was made, in a form that may be shown and counted: family and cost, neither salt nor hash.
 *
 * @returns `argon2id` for our own and all that looks like it; for others e.g. `pbkdf2_sha256$720000`,
 *   `argon2$argon2id$m=102400,t=2,p=8`, `bcrypt_sha256$12`, `bcrypt$12` (Django's and PHP's alike), `scrypt$16384$8$1`, `md5`,
 *   in whose form ever they are written down; `unusable` for Django's `!…`
 *   and for everything unknown, malformed, or too costly to verify
 * @source docs/contracts/django.md, section 9
 */
export const schemeOf = (hash: string): string => readStoredHash(hash)?.scheme ?? unusable

/** Whether hashes of this scheme are verified and were not made by us. */
export const isForeign = (scheme: string): boolean => scheme !== own && scheme !== unusable
