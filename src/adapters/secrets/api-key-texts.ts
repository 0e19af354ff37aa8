import { createHash, timingSafeEqual } from 'node:crypto'
import type { ApiKeyTexts } from '../../core/tenants/api-key.ts'

// The prefixes let scanners of repositories and logs know such a text for what it is.
const form = /^patron_sk_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_([\w-]{43})$/

/** A plain hash, since there is nothing to guess in so many random bits. */
const digestOf = (secret: string): Uint8Array => createHash('sha256').update(secret).digest()

/**
 * A service's is `patron_sk_<id in 32 hex>_<secret in 43 characters of base64url>`, a storefront's `pk_storefront_<32 letters
 * and digits>`: that one names no id, since the contract fixes its form, and is found by the digest of the whole text.
 *
 * @source docs/contracts/bagisto.md#4-storefront-keys
 */
export const apiKeyTexts: ApiKeyTexts = {
  read(text) {
    const [, ...parts] = form.exec(text) ?? []
    const secret = parts.pop()
    return secret === undefined ? undefined : { id: parts.join('-'), secretDigest: digestOf(secret) }
  },
  digestOf,
  isSame: (one, other) => one.length === other.length && timingSafeEqual(one, other),
}
