/** What a program of the tenant proves itself with. Its text is shown once, when it is made. */
export interface ApiKey {
  readonly id: string
  readonly kind: ApiKeyKind
  readonly tenantId: string
  /** Whatever tells people which program has it. */
  readonly name: string
  /** What a program that signs calls itself by, which no other key of the installation ever is; `null`: of other kinds. */
  readonly publicId: string | null
  /** What a program that signs may do; `null`: everything its kind can. */
  readonly scopes: readonly Scope[] | null
  /** Of storefronts; `null`: as many as come. */
  readonly requestsPerMinute: number | null
  /** Addresses and networks it may be used from, of storefronts and of those that sign; `null`: from anywhere. */
  readonly allowedNetworks: readonly string[] | null
  readonly createdAt: Date
  /** `null`: never. */
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
  /** Of storefronts and of those that sign, to the minute; `null`: never, or of a service, whose uses are not noted. */
  readonly lastUsedAt: Date | null
  /** How long the secret before the present one is good yet, of those that sign; `null`: there is none that is. */
  readonly previousSecretUntil: Date | null
  /** The key it was made in the place of. */
  readonly replacesId: string | null
  /** By the clock of the database. */
  readonly state: 'active' | 'revoked' | 'expired'
}

/**
 * `service`: the shop's own back end, which may do everything to the tenant's customers. `storefront`: its pages and apps;
 * such a key is no secret in the end, since every browser of the shop has it: it names the tenant and is counted. `hmac`: a
 * program that signs its requests with a secret it never sends.
 */
export const apiKeyKinds = ['service', 'storefront', 'hmac'] as const
export type ApiKeyKind = (typeof apiKeyKinds)[number]

/** What a program that signs can be let do. */
export const scopes = ['customers:read', 'customers:write', 'customers:anonymise'] as const
export type Scope = (typeof scopes)[number]

/** What is decided about a key before it is made. */
export interface ApiKeyDraft
  extends Pick<ApiKey, 'kind' | 'tenantId' | 'name' | 'publicId' | 'scopes' | 'requestsPerMinute' | 'allowedNetworks'> {
  /** `null`: never expires. */
  readonly expiresInSeconds: number | null
}

/** What is kept of a secret: a digest it is known by, or where it takes the secret itself to verify, the secret, sealed. */
export interface KeptSecret {
  readonly secretDigest: Uint8Array | null
  readonly sealedSecret: Uint8Array | null
}

export interface NewApiKey extends ApiKeyDraft, KeptSecret {
  readonly id: string
  readonly replacesId: string | null
}

/** A key that signs, with every secret of it that is good: the newest first. */
export interface SigningProgram {
  readonly key: ApiKey
  readonly sealedSecrets: readonly Uint8Array[]
  /** By the clock of the database. */
  readonly now: Date
}

/** Keys of all tenants: a key finds its tenant. */
export interface ApiKeyStore {
  /** The key of a service. One query, whatever the id. */
  find(id: string): Promise<{ readonly key: ApiKey; readonly secretDigest: Uint8Array } | undefined>
  /** One query, whatever the digest. */
  findStorefront(secretDigest: Uint8Array): Promise<ApiKey | undefined>
  /** Whoever signs under this public id. One query, whatever the id. */
  findSigning(publicId: string): Promise<SigningProgram | undefined>
  /** Whether any tenant ever had a key of a storefront, be it revoked by now. */
  hadStorefront(): Promise<boolean>
  noteUse(id: string): Promise<void>
  /** Newest first, those that are no good any more included. */
  list(tenantId: string): Promise<readonly ApiKey[]>
  /** Revokes the key for good; what was revoked stays so since then. `undefined`: the tenant has none of this id. */
  revoke(id: string, tenantId: string): Promise<ApiKey | undefined>
}

/** What is written in one transaction, after a look that nobody else may spoil. */
export interface ApiKeyTransaction {
  /**
   * The active key of a storefront of this name that was not replaced. Until the transaction ends nobody else is answered,
   * so what was not there is not there yet when it is inserted.
   */
  reserveName(name: string, tenantId: string): Promise<ApiKey | undefined>
  /** As `reserveName` for what a program that signs is called by: the key of whatever tenant and state that has it. */
  reservePublicId(publicId: string): Promise<ApiKey | undefined>
  /** The tenant's key, which nobody else changes until the transaction ends. */
  lock(id: string, tenantId: string): Promise<ApiKey | undefined>
  successorOf(id: string): Promise<ApiKey | undefined>
  insert(key: NewApiKey): Promise<ApiKey>
  /** Lets the key expire after so many seconds, unless it expires before. */
  shorten(id: string, seconds: number): Promise<ApiKey>
  /** Puts a secret in the place of the present one, which is good for so many seconds more; one before that is not. */
  replaceSecret(id: string, sealedSecret: Uint8Array, graceSeconds: number): Promise<ApiKey>
}

export interface ChangeApiKeysDeps {
  transaction<Result>(work: (keys: ApiKeyTransaction) => Promise<Result>): Promise<Result>
  readonly secrets: Pick<ApiKeySecrets, 'make' | 'newPublicId'>
  newId(): string
}

/** What decides how a secret is kept. */
export type SecretOwner = Pick<NewApiKey, 'id' | 'kind' | 'publicId'>

/** How secrets are made, and what is kept of them. */
export interface ApiKeySecrets {
  /** @returns the text that is shown once, and what is kept of it */
  make(owner: SecretOwner): KeptSecret & { readonly text: string }
  newPublicId(): string
  /** What is kept of a text that was given. */
  keep(owner: Omit<SecretOwner, 'id'>, text: string): KeptSecret
  /** @throws when the sealed secret cannot be opened */
  isKept(owner: Omit<SecretOwner, 'id'>, kept: KeptSecret, text: string): boolean
}

/** A secret of a key that signs, as it is kept. */
export interface SealedSecret {
  /** The key's. */
  readonly id: string
  readonly publicId: string
  readonly sealedSecret: Uint8Array
}

/** Sealed secrets of all tenants, for those who change what they are sealed with. */
export interface SealedSecretStore {
  /** Those of keys that are good, the previous ones included. */
  sealed(): Promise<readonly SealedSecret[]>
  /** Puts the same secret, sealed anew, in the place of this one, unless another stands there by now. */
  reseal(secret: SealedSecret, anew: Uint8Array): Promise<void>
}

/** How a key that is sent along is written. */
export interface ApiKeyTexts {
  /** @returns `undefined` for what is no text of a service's key */
  read(text: string): { readonly id: string; readonly secretDigest: Uint8Array } | undefined
  /** What a storefront's key of this text would be found by. */
  digestOf(text: string): Uint8Array
  /** Takes the same time whatever differs. */
  isSame(one: Uint8Array, other: Uint8Array): boolean
}
