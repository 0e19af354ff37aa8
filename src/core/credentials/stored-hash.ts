import { argon2Forms } from './forms/argon2.ts'
import { bcryptForms } from './forms/bcrypt.ts'
import { md5Forms } from './forms/md5.ts'
import { pbkdf2Forms } from './forms/pbkdf2.ts'
import { scryptForms } from './forms/scrypt.ts'

/**
 * A stored password hash taken apart. `scheme` says how it was made: family and cost, neither salt nor hash.
 * Hashes are as they stood there, in base64 or hexadecimal digits.
 */
export type StoredHash = { readonly scheme: string } & (
  | { readonly family: 'argon2'; readonly phc: string }
  | ({ readonly family: 'pbkdf2'; readonly digest: Digest; readonly iterations: number } & Derived)
  | { readonly family: 'bcrypt'; readonly crypt: string; readonly hashedFirst: boolean }
  | ({ readonly family: 'scrypt'; readonly cost: ScryptCost } & Derived)
  | { readonly family: 'md5'; readonly salt: string; readonly hash: string }
)

export type Digest = 'sha512' | 'sha256' | 'sha1'

/** Some frameworks salt with the text that they write down, others with the bytes it stands for. */
export interface Derived {
  readonly salt: { readonly text: string } | { readonly base64: string }
  readonly hash: { readonly base64: string } | { readonly hex: string }
}

/** RFC 7914: N, r and p. It takes 128·r·N bytes while it works, and 128·r·p besides. */
export interface ScryptCost {
  readonly rounds: number
  readonly blockSize: number
  readonly parallelism: number
}

/**
 * Why no password verifies against a stored text. `none_set`: there was no password, or it was taken away. `unknown`: a kind
 * that is not verified here. `malformed`: of a kind that is, but damaged. `too_costly`: it would hold a thread for too long.
 */
export type UnusableHash = 'none_set' | 'unknown' | 'malformed' | 'too_costly'

/** A form of stored hashes, and how to take one apart that has it. */
export type HashForm = readonly [form: RegExp, read: (...parts: string[]) => StoredHash | 'malformed' | 'too_costly']

const longest = 512 // characters; Argon2 with a long salt takes two hundred

const forms: readonly HashForm[] = [...argon2Forms, ...pbkdf2Forms, ...bcryptForms, ...scryptForms, ...md5Forms]

/** How everything begins that claims to be of a kind we verify. */
const known =
  /^(?:argon2\$|\$argon2(?:id|i|d)\$|pbkdf2[_:]|\$pbkdf2|bcrypt(?:_sha256)?\$|\$2[abxy]?\$|scrypt[$:]|\$scrypt\$|md5\$)/

/**
 * Takes a stored hash apart: our own Argon2id, what Django writes, bare bcrypt and Argon2 as PHP writes them, and PBKDF2 and
 * scrypt as passlib and Werkzeug do.
 *
 * @returns undefined for everything no password verifies against: Django's `!…`, what is malformed, what costs too much
 * @source docs/contracts/django.md, section 9; docs/moving-in-formats.md#passwords
 */
export function readStoredHash(stored: string): StoredHash | undefined {
  const read = takeApart(stored)
  return typeof read === 'string' ? undefined : read
}

/** Says before anybody signs in whether a password can ever verify against this, and if not, why. It quotes nothing of it. */
export function reviewStoredHash(stored: string): { readonly scheme: string } | { readonly unusable: UnusableHash } {
  const read = takeApart(stored)
  return typeof read === 'string' ? { unusable: read } : { scheme: read.scheme }
}

function takeApart(stored: string): StoredHash | UnusableHash {
  if (stored === '' || stored.startsWith('!')) return 'none_set'
  if (stored.length > longest) return known.test(stored) ? 'malformed' : 'unknown'
  for (const [form, read] of forms) {
    const parts = form.exec(stored)
    if (parts) return read(...parts.slice(1))
  }
  return known.test(stored) ? 'malformed' : 'unknown'
}
