import { randomBytes } from 'node:crypto'
import type { HashCost } from './hash-worker.ts'

/** A hash as `hash-worker.ts` makes it begins like this, and none of another cost does. */
export const ownPrefix = ({ memoryKib, passes, parallelism }: HashCost): string =>
  `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$`

/** A hash like our own of this cost, drawn and not made: 256 random bits, for which nobody has a password. */
export const drawOwnHash = (cost: HashCost): string => `${ownPrefix(cost)}${phcBase64(16)}$${phcBase64(32)}`

const bytesOf: Readonly<Record<string, number>> = { pbkdf2_sha1: 20, pbkdf2_sha512: 64 }

/**
 * A hash of the scheme that costs what a real one costs, to measure with. Nothing verifies against it.
 *
 * @param scheme  as `schemeOf` names it; `schemeOf` tells from the result whether it was one
 */
export function makeUpHash(scheme: string): string {
  const [family = '', ...cost] = scheme.split('$')
  switch (family) {
    case 'argon2':
      return `argon2$${cost[0]}$v=19$${cost[1]}$${phcBase64(16)}$${phcBase64(32)}`
    case 'bcrypt':
    case 'bcrypt_sha256':
      // 22 characters of salt and 31 of hash; `.` is bcrypt's digit for zero.
      return `${family}$$2b$${cost[0]?.padStart(2, '0')}$${'.'.repeat(53)}`
    case 'scrypt':
      return `scrypt$${cost[0]}$measured$${cost.slice(1).join('$')}$${randomBytes(64).toString('base64')}`
    case 'md5':
      return `md5$measured$${randomBytes(16).toString('hex')}`
    default:
      return `${scheme}$measured$${randomBytes(bytesOf[family] ?? 32).toString('base64')}`
  }
}

/** PHC strings leave the `=` at the end out. */
const phcBase64 = (bytes: number): string => randomBytes(bytes).toString('base64').replaceAll('=', '')
