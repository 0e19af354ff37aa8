import { randomBytes, randomInt } from 'node:crypto'
import type { ApiKeyKind, ApiKeySecrets, SealedSecretStore, SecretOwner } from '../../core/tenants/api-key.ts'
import { apiKeyTexts } from './api-key-texts.ts'
import type { Keyring } from './keyring.ts'

const secretBytes = 32
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const storefrontCharacters = 32 // 190 random bits
const publicIdCharacters = 16

const randomLetters = (count: number): string =>
  Array.from({ length: count }, () => alphabet[randomInt(alphabet.length)]).join('')
const randomSecret = (): string => randomBytes(secretBytes).toString('base64url')

const makers: Readonly<Record<ApiKeyKind, (id: string) => string>> = {
  service: (id) => `patron_sk_${id.replaceAll('-', '')}_${randomSecret()}`,
  storefront: () => `pk_storefront_${randomLetters(storefrontCharacters)}`,
  hmac: randomSecret,
}

/** Of a key that is sent along a digest is kept; of one that signs the secret, sealed under its public id. */
export function createApiKeySecrets(keyring: Keyring): ApiKeySecrets {
  const keep: ApiKeySecrets['keep'] = (owner, text) =>
    owner.kind === 'hmac'
      ? { secretDigest: null, sealedSecret: keyring.seal('hmac-secret', contextOf(owner), Buffer.from(text)) }
      : { secretDigest: digestOf(owner, text), sealedSecret: null }
  return {
    make(owner) {
      const text = makers[owner.kind](owner.id)
      return { text, ...keep(owner, text) }
    },
    newPublicId: () => `pk_${randomLetters(publicIdCharacters)}`,
    keep,
    isKept(owner, { secretDigest, sealedSecret }, text) {
      if (owner.kind !== 'hmac') return secretDigest !== null && apiKeyTexts.isSame(secretDigest, digestOf(owner, text))
      const secret = sealedSecret && keyring.open('hmac-secret', contextOf(owner), sealedSecret)
      return secret !== null && apiKeyTexts.isSame(secret, Buffer.from(text))
    },
  }
}

function contextOf({ publicId }: Pick<SecretOwner, 'publicId'>): string {
  if (publicId === null) throw new TypeError('a key that signs has a public id')
  return publicId
}

/** Of a service's key the secret part only, since the id beside it is what the key is found by. */
function digestOf({ kind }: Pick<SecretOwner, 'kind'>, text: string): Uint8Array {
  if (kind === 'storefront') return apiKeyTexts.digestOf(text)
  const read = apiKeyTexts.read(text)
  if (!read) throw new TypeError('this is no text of a service key')
  return read.secretDigest
}

/**
 * Seals under the newest secret of the server what an older one sealed.
 *
 * @throws when no secret of the server opens one
 */
export async function resealHmacSecrets(store: SealedSecretStore, keyring: Keyring): Promise<void> {
  for (const secret of await store.sealed()) {
    const anew = keyring.sealAnew('hmac-secret', secret.publicId, secret.sealedSecret)
    if (anew) await store.reseal(secret, anew)
  }
}
