/** What a program of the tenant proves itself with. Its text is shown once, when it is made. */
export interface ApiKey {
  readonly id: string
  readonly kind: ApiKeyKind
  readonly tenantId: string
  /** Whatever tells people which program has it. */
  readonly name: string
  readonly createdAt: Date
  /** `null`: never. */
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
  /** By the clock of the database. */
  readonly state: 'active' | 'revoked' | 'expired'
}

/** `service`: the shop's own back end, which may do everything to the tenant's customers. */
export const apiKeyKinds = ['service'] as const
export type ApiKeyKind = (typeof apiKeyKinds)[number]

export interface NewApiKey {
  readonly id: string
  readonly kind: ApiKeyKind
  readonly tenantId: string
  readonly name: string
  readonly secretDigest: Uint8Array
  readonly expiresInSeconds: number | null
}

/** Keys of all tenants: a key finds its tenant. */
export interface ApiKeyStore {
  /** One query, whatever the id. */
  find(id: string): Promise<{ readonly key: ApiKey; readonly secretDigest: Uint8Array } | undefined>
  insert(key: NewApiKey): Promise<ApiKey>
  /** Newest first, those that are no good any more included. */
  list(tenantId: string): Promise<readonly ApiKey[]>
  /** Revokes the key for good; what was revoked stays so since then. `undefined`: the tenant has none of this id. */
  revoke(id: string, tenantId: string): Promise<ApiKey | undefined>
}

/** How a key is written. */
export interface ApiKeyTexts {
  make(id: string): { readonly text: string; readonly secretDigest: Uint8Array }
  /** @returns `undefined` for what is no text of a key */
  read(text: string): { readonly id: string; readonly secretDigest: Uint8Array } | undefined
  /** Takes the same time whatever differs. */
  isSame(one: Uint8Array, other: Uint8Array): boolean
}
