/** What a program of the tenant proves itself with. Its text is shown once, when it is made. */
export interface ApiKey {
  readonly id: string
  readonly kind: ApiKeyKind
  readonly tenantId: string
  /** Whatever tells people which program has it. */
  readonly name: string
  /** Of storefronts; `null`: as many as come. */
  readonly requestsPerMinute: number | null
  /** Addresses and networks it may be used from, of storefronts; `null`: from anywhere. */
  readonly allowedNetworks: readonly string[] | null
  readonly createdAt: Date
  /** `null`: never. */
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
  /** Of storefronts, to the minute; `null`: never, or of a service, whose uses are not noted. */
  readonly lastUsedAt: Date | null
  /** The key it was made in the place of. */
  readonly replacesId: string | null
  /** By the clock of the database. */
  readonly state: 'active' | 'revoked' | 'expired'
}

/**
 * `service`: the shop's own back end, which may do everything to the tenant's customers. `storefront`: its pages and apps;
 * such a key is no secret in the end, since every browser of the shop has it: it names the tenant and is counted.
 */
export const apiKeyKinds = ['service', 'storefront'] as const
export type ApiKeyKind = (typeof apiKeyKinds)[number]

/** What is decided about a key before it is made. */
export interface ApiKeyDraft extends Pick<ApiKey, 'kind' | 'tenantId' | 'name' | 'requestsPerMinute' | 'allowedNetworks'> {
  /** `null`: never expires. */
  readonly expiresInSeconds: number | null
}

/** What is kept of a text that was just made. */
export interface NewSecret {
  readonly id: string
  readonly secretDigest: Uint8Array
}

export interface NewApiKey extends ApiKeyDraft, NewSecret {
  readonly replacesId: string | null
}

/** Keys of all tenants: a key finds its tenant. */
export interface ApiKeyStore {
  /** The key of a service. One query, whatever the id. */
  find(id: string): Promise<{ readonly key: ApiKey; readonly secretDigest: Uint8Array } | undefined>
  /** One query, whatever the digest. */
  findStorefront(secretDigest: Uint8Array): Promise<ApiKey | undefined>
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
   * The active key of a storefront of this name that was not replaced. Until the transaction ends nobody else is answered
   * for this tenant, so what was not there is not there yet when it is inserted.
   */
  reserveName(name: string, tenantId: string): Promise<ApiKey | undefined>
  /** The tenant's key, which nobody else changes until the transaction ends. */
  lock(id: string, tenantId: string): Promise<ApiKey | undefined>
  successorOf(id: string): Promise<ApiKey | undefined>
  insert(key: NewApiKey): Promise<ApiKey>
  /** Lets the key expire after so many seconds, unless it expires before. */
  shorten(id: string, seconds: number): Promise<ApiKey>
}

export interface ChangeApiKeysDeps {
  transaction<Result>(work: (keys: ApiKeyTransaction) => Promise<Result>): Promise<Result>
  readonly texts: Pick<ApiKeyTexts, 'make'>
  newId(): string
}

/** How a key is written. */
export interface ApiKeyTexts {
  make(id: string, kind: ApiKeyKind): { readonly text: string; readonly secretDigest: Uint8Array }
  /** @returns `undefined` for what is no text of a service's key */
  read(text: string): NewSecret | undefined
  /** What a storefront's key of this text would be found by. */
  digestOf(text: string): Uint8Array
  /** Takes the same time whatever differs. */
  isSame(one: Uint8Array, other: Uint8Array): boolean
}
