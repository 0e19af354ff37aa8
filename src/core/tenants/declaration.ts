import type { ApiKey, ApiKeyTransaction, KeptSecret } from './api-key.ts'
import type { Locale } from './locale.ts'
import type { TenantSettings } from './settings.ts'
import type { Tenant } from './tenant.ts'

/** What a tenant says itself; of the rest `usualSettings` hold. */
export type SaidSettings = Partial<TenantSettings>

/** What somebody wants a tenant to be. */
export interface TenantDeclaration extends Pick<Tenant, 'name'> {
  readonly settings: SaidSettings
  /** All of them, in lower case and without ports. */
  readonly hosts: readonly string[]
  /** Those it is to have at least. */
  readonly keys: readonly KeyDeclaration[]
}

/** What a key is held to, which may change while it stays the key it is. */
export type KeyBounds = Pick<ApiKey, 'name' | 'scopes' | 'requestsPerMinute' | 'allowedNetworks'>

export interface KeyDeclaration extends KeyBounds, Pick<ApiKey, 'kind' | 'publicId'> {
  /** `null`: the one it has. */
  readonly secret: string | null
}

export interface StoredTenant extends Pick<Tenant, 'id' | 'name'> {
  readonly settings: SaidSettings
  readonly hosts: readonly string[]
  readonly changedAt: Date
}

export interface StoredKey extends KeptSecret {
  readonly key: ApiKey
  /** Whether another key stands in its place. */
  readonly isReplaced: boolean
}

/** A text that customers were shown, kept for good. */
export interface StoredText {
  readonly consentId: string
  readonly version: string
  readonly locale: Locale
  readonly content: string
}

/** Why nothing of a declaration can be done; `index` counts the tenant's hosts or keys. */
export type DeclarationFault = { readonly tenant: string } & (
  | { readonly code: 'host_taken'; readonly index: number; readonly holder: string }
  | { readonly code: 'text_changed'; readonly consentId: string; readonly version: string; readonly locale: Locale }
  | { readonly code: 'secret_missing' | 'name_taken'; readonly index: number }
  | { readonly code: 'key_taken' | 'id_taken'; readonly index: number; readonly holder: string }
)

/** What differs in a value; `undefined`: nothing is said, so that what is usual holds. */
export interface Change {
  readonly name: string
  readonly before: unknown
  readonly after: unknown
}

export interface KeyPlan {
  readonly declared: KeyDeclaration
  /** What is there of it. */
  readonly key: ApiKey | null
  /** `ended`: it was revoked, has expired or was replaced, and stays so; nothing of it is changed. */
  readonly outcome: 'created' | 'changed' | 'unchanged' | 'ended'
  readonly changes: readonly Change[]
  /** Whether it gets the declared secret in the place of another. */
  readonly isSecretChanged: boolean
}

export interface TenantPlan extends Pick<Tenant, 'id' | 'name'> {
  readonly outcome: 'created' | 'changed' | 'unchanged'
  readonly settings: SaidSettings
  readonly changes: readonly Change[]
  readonly hostsAdded: readonly string[]
  readonly hostsRemoved: readonly string[]
  readonly keys: readonly KeyPlan[]
  /** Those that were not declared before. */
  readonly newTexts: readonly StoredText[]
}

/** What is read and written to declare tenants, in one transaction. */
export interface DeclarationTransaction extends Pick<ApiKeyTransaction, 'insert' | 'shorten' | 'replaceSecret'> {
  /** Until the transaction ends nobody else declares tenants or names keys. */
  lock(): Promise<void>
  tenants(): Promise<readonly StoredTenant[]>
  /** Of all tenants. */
  keys(): Promise<readonly StoredKey[]>
  textsOf(tenantId: string): Promise<readonly StoredText[]>
  /** Waits for nobody, as what follows. */
  insertTenant(tenant: Pick<StoredTenant, 'id' | 'name' | 'settings'>): void
  changeTenant(tenant: Pick<StoredTenant, 'id' | 'settings'>): void
  addHost(host: string, tenantId: string): void
  removeHost(host: string): void
  changeBounds(keyId: string, bounds: KeyBounds): void
  /** @param texts  none of which was stored before */
  addTexts(tenantId: string, texts: readonly StoredText[]): void
}
