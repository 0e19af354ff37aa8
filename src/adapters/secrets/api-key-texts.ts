import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { ApiKeyTexts } from '../../core/tenants/api-key.ts'

const secretBytes = 32

// The prefix lets scanners of repositories and logs know such a text for what it is.
const form = /^patron_sk_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_([\w-]{43})$/

/** A plain hash, since there is nothing to guess in 256 random bits. */
const digestOf = (secret: string): Uint8Array => createHash('sha256').update(secret).digest()

/** `patron_sk_<id in 32 hex>_<secret in 43 characters of base64url>`. */
export const apiKeyTexts: ApiKeyTexts = {
  make(id) {
    const secret = randomBytes(secretBytes).toString('base64url')
    return { text: `patron_sk_${id.replaceAll('-', '')}_${secret}`, secretDigest: digestOf(secret) }
  },
  read(text) {
    const [, ...parts] = form.exec(text) ?? []
    const secret = parts.pop()
    return secret === undefined ? undefined : { id: parts.join('-'), secretDigest: digestOf(secret) }
  },
  isSame: (one, other) => one.length === other.length && timingSafeEqual(one, other),
}
