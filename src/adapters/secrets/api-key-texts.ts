import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import type { ApiKeyKind, ApiKeyTexts } from '../../core/tenants/api-key.ts'

const secretBytes = 32
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const storefrontCharacters = 32 // 190 random bits

// The prefixes let scanners of repositories and logs know such a text for what it is.
const form = /^patron_sk_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_([\w-]{43})$/
const storefrontPrefix = 'pk_storefront_'

/** A plain hash, since there is nothing to guess in so many random bits. */
const digestOf = (secret: string): Uint8Array => createHash('sha256').update(secret).digest()

const makers: Readonly<Record<ApiKeyKind, (id: string) => ReturnType<ApiKeyTexts['make']>>> = {
  service(id) {
    const secret = randomBytes(secretBytes).toString('base64url')
    return { text: `patron_sk_${id.replaceAll('-', '')}_${secret}`, secretDigest: digestOf(secret) }
  },
  storefront() {
    const letters = Array.from({ length: storefrontCharacters }, () => alphabet[randomInt(alphabet.length)])
    const text = `${storefrontPrefix}${letters.join('')}`
    return { text, secretDigest: digestOf(text) }
  },
}

/**
 * A service's is `patron_sk_<id in 32 hex>_<secret in 43 characters of base64url>`, a storefront's `pk_storefront_<32 letters
 * and digits>`: that one names no id, since the contract fixes its form, and is found by the digest of the whole text.
 *
 * @source docs/contracts/bagisto.md#4-storefront-keys
 */
export const apiKeyTexts: ApiKeyTexts = {
  make: (id, kind) => makers[kind](id),
  read(text) {
    const [, ...parts] = form.exec(text) ?? []
    const secret = parts.pop()
    return secret === undefined ? undefined : { id: parts.join('-'), secretDigest: digestOf(secret) }
  },
  digestOf,
  isSame: (one, other) => one.length === other.length && timingSafeEqual(one, other),
}
