import { generateKeyPairSync } from 'node:crypto'
import type { SigningKeyStore, StoredSigningKey } from '../../core/sessions/signing-key.ts'
import type { Keyring } from '../secrets/keyring.ts'
import { es256Key, type SigningKey } from './jws.ts'

/** The keys that sign and verify tokens, kept in step with the database. */
export interface SigningKeys {
  /** The one that signs. */
  current(): SigningKey
  /** A key by its id; looks once more in the database for one it does not know, once a second for all who ask. */
  find(id: string): Promise<SigningKey | undefined>
  /** What others verify with, as RFC 7517 has it. */
  published(): { readonly keys: readonly Readonly<Record<string, unknown>>[] }
  /** Looks again, since another node may have changed the key. */
  reload(): Promise<void>
  /** Puts a new key in the place of the current one. What the old one signed stays good for as long as it lasts. */
  rotate(): Promise<void>
}

export interface SigningKeysDeps {
  readonly store: SigningKeyStore
  readonly keyring: Keyring
  /** How long after its retirement a key still verifies and is published: the longest life of a token. */
  readonly retiredForSeconds: number
  newId(): string
  elapsed(): number
  sleep(milliseconds: number): Promise<unknown>
}

const leastMillisecondsBetweenLooks = 1_000

/**
 * Opens the keys, making the first one when there is none, and seals under the newest secret what an older one sealed.
 *
 * @throws when the server's secret does not open a key
 */
export async function openSigningKeys(deps: SigningKeysDeps): Promise<SigningKeys> {
  const { store, keyring, retiredForSeconds, newId, elapsed, sleep } = deps
  let stored: readonly StoredSigningKey[] = []
  let keys = new Map<string, SigningKey>()
  let lookedAt = Number.NEGATIVE_INFINITY

  const reload = async () => {
    lookedAt = elapsed()
    stored = await store.usable(retiredForSeconds)
    keys = new Map(stored.map((key) => [key.id, keys.get(key.id) ?? opened(key, keyring)]))
  }
  let looking: Promise<void> | undefined
  /** One look for all who ask while it waits or is under way: a new key is mostly met by several requests at once. */
  const lookAgain = () => {
    const pause = Math.max(0, lookedAt + leastMillisecondsBetweenLooks - elapsed())
    looking ??= sleep(pause)
      .then(reload)
      .finally(() => {
        looking = undefined
      })
    return looking
  }
  const newest = () => stored.find(({ retiredAt }) => retiredAt === null)
  const rotate = async () => {
    await store.putIntoUse(newKey(newId(), keyring))
    await reload()
  }

  await reload()
  if (!newest()) await rotate()
  for (const { id, sealedPrivateKey } of stored) {
    const anew = keyring.sealAnew('signing-key', id, sealedPrivateKey)
    if (anew) await store.reseal(id, anew)
  }
  return {
    current() {
      const key = keys.get(newest()?.id ?? '')
      if (!key) throw new Error('There is no signing key in use; run: patron keys rotate')
      return key
    },
    async find(id) {
      if (!keys.has(id)) await lookAgain()
      return keys.get(id)
    },
    published: () => ({
      keys: stored.map(({ id, algorithm, publicKey }) => ({ ...publicKey, kid: id, alg: algorithm, use: 'sig' })),
    }),
    reload,
    rotate,
  }
}

const opened = ({ id, sealedPrivateKey }: StoredSigningKey, keyring: Keyring): SigningKey =>
  es256Key(id, keyring.open('signing-key', id, sealedPrivateKey))

function newKey(id: string, keyring: Keyring): Omit<StoredSigningKey, 'retiredAt'> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' })
  return {
    id,
    algorithm: 'ES256',
    publicKey: { ...publicKey.export({ format: 'jwk' }) },
    sealedPrivateKey: keyring.seal('signing-key', id, pkcs8),
  }
}
