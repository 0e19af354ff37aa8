import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { StorefrontTokens } from '../../core/sessions/storefront-token.ts'

const secretBytes = 32
// The largest number of a session, which is a 32-bit integer.
const largestNumber = 2_147_483_647

const form = /^(\d{1,10})\|([!-{}~]{20,255})$/
// 16 bytes of the customer's UUID and 32 of the secret.
const ours = /^([\w-]{22})[\w-]{43}$/

/** A plain hash, since there is nothing to guess in 256 random bits; Sanctum hashes what is behind the bar in the same way. */
const digestOf = (secret: string): Uint8Array => createHash('sha256').update(secret).digest()

const packed = (uuid: string): string => Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url')

function unpacked(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const hex = Buffer.from(text, 'base64url').toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** `<number>|<customer in 22 characters of base64url><secret in 43>`. */
export const storefrontTokens: StorefrontTokens = {
  make(customerId) {
    const secret = packed(customerId) + randomBytes(secretBytes).toString('base64url')
    return { digest: digestOf(secret), textFor: (sessionNumber) => `${sessionNumber}|${secret}` }
  },
  read(text) {
    const [, digits, secret] = form.exec(text) ?? []
    const sessionNumber = Number(digits)
    if (secret === undefined || sessionNumber > largestNumber) return undefined
    return { sessionNumber, customerId: unpacked(ours.exec(secret)?.[1]), digest: digestOf(secret) }
  },
  isSame: (one, other) => one.length === other.length && timingSafeEqual(one, other),
}
