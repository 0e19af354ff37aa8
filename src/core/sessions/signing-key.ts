/** A key that signs tokens, as it rests: the private half opens with the server's secret only. */
export interface StoredSigningKey {
  readonly id: string
  readonly algorithm: 'ES256'
  /** A JSON Web Key. */
  readonly publicKey: Readonly<Record<string, unknown>>
  readonly sealedPrivateKey: Uint8Array
  readonly retiredAt: Date | null
}

/** The keys of the whole installation. */
export interface SigningKeyStore {
  /** Those in use, and those retired within so many seconds, newest first. */
  usable(retiredForSeconds: number): Promise<readonly StoredSigningKey[]>
  /** Puts the key into use and retires all others. Two at once leave two in use, which does no harm. */
  putIntoUse(key: Omit<StoredSigningKey, 'retiredAt'>): Promise<void>
  /** Stores the same private key, sealed anew. */
  reseal(id: string, sealedPrivateKey: Uint8Array): Promise<void>
}
