import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

// Each use has a key of its own, so that nothing made for one opens or passes for another.
export type Purpose =
  | 'api-token'
  | 'gateway-secret'
  | 'hmac-secret'
  | 'idempotency-answer'
  | 'idempotency-fingerprint'
  | 'limit-bucket'
  | 'link'
  | 'page-form'
  | 'signing-key'

/** Everything derived from `PATRON_SECRET_KEY`. With two secrets the first makes, and both are believed. */
export interface Keyring {
  /** HMAC-SHA256 under the newest secret. */
  mac(purpose: Purpose, data: Uint8Array | string): Uint8Array
  /** True when any of the secrets makes this HMAC; takes the same time whatever differs. */
  verifies(purpose: Purpose, data: Uint8Array | string, mac: Uint8Array): boolean
  /** AES-256-GCM under a key of the newest secret and the context. */
  seal(purpose: Purpose, context: string, plain: Uint8Array): Uint8Array
  /** @throws when no secret opens it, or the context is another */
  open(purpose: Purpose, context: string, sealed: Uint8Array): Uint8Array
  /** The same under the newest secret, so that the older one can be taken away; `undefined` when it is so already. */
  sealAnew(purpose: Purpose, context: string, sealed: Uint8Array): Uint8Array | undefined
}

const nonceBytes = 12
const tagBytes = 16

/** @param secrets  one, or two while the secret is being changed: the new one first */
export function createKeyring(secrets: readonly [string, ...string[]]): Keyring {
  const derived = new Map<string, Buffer>()
  const keyFor = (secret: string, purpose: Purpose): Buffer => {
    const known = derived.get(`${purpose} ${secret}`)
    if (known) return known
    const key = Buffer.from(hkdfSync('sha256', secret, 'patron', purpose, 32))
    derived.set(`${purpose} ${secret}`, key)
    return key
  }
  const hmac = (secret: string, purpose: Purpose, data: Uint8Array | string): Buffer =>
    createHmac('sha256', keyFor(secret, purpose)).update(data).digest()
  const sealingKey = (secret: string, purpose: Purpose, context: string): Buffer => hmac(secret, purpose, context)

  const seal: Keyring['seal'] = (purpose, context, plain) => {
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv('aes-256-gcm', sealingKey(secrets[0], purpose, context), nonce)
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  }
  const open: Keyring['open'] = (purpose, context, sealed) => {
    for (const secret of secrets) {
      const plain = decrypt(sealingKey(secret, purpose, context), sealed)
      if (plain) return plain
    }
    throw new Error(`No secret opens this ${purpose}; was PATRON_SECRET_KEY changed without keeping the old one beside the new?`)
  }

  return {
    mac: (purpose, data) => hmac(secrets[0], purpose, data),
    verifies: (purpose, data, mac) =>
      secrets
        .map((secret) => hmac(secret, purpose, data))
        .some((made) => made.length === mac.length && timingSafeEqual(made, mac)),
    seal,
    open,
    sealAnew: (purpose, context, sealed) =>
      decrypt(sealingKey(secrets[0], purpose, context), sealed)
        ? undefined
        : seal(purpose, context, open(purpose, context, sealed)),
  }
}

function decrypt(key: Buffer, sealed: Uint8Array): Buffer | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes))
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  const body = decipher.update(sealed.subarray(nonceBytes, -tagBytes))
  try {
    return Buffer.concat([body, decipher.final()])
  } catch {
    return undefined // another secret made it
  }
}
