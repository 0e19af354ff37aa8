import type { ApiKey, ApiKeyKind, ApiKeyStore, ApiKeyTexts } from './api-key.ts'

export interface ApiKeyDraft {
  readonly tenantId: string
  readonly kind: ApiKeyKind
  readonly name: string
  /** `null`: never expires. */
  readonly expiresInDays: number | null
}

export interface MakeApiKeyDeps {
  readonly store: Pick<ApiKeyStore, 'insert'>
  readonly texts: Pick<ApiKeyTexts, 'make'>
  newId(): string
}

const secondsPerDay = 86_400

/**
 * Makes a key. What is kept of it opens nothing.
 *
 * @returns the key with its text, which nobody can tell afterwards
 */
export async function makeApiKey(draft: ApiKeyDraft, deps: MakeApiKeyDeps): Promise<{ key: ApiKey; text: string }> {
  const id = deps.newId()
  const { text, secretDigest } = deps.texts.make(id)
  const { expiresInDays, ...told } = draft
  const expiresInSeconds = expiresInDays === null ? null : expiresInDays * secondsPerDay
  return { key: await deps.store.insert({ ...told, id, secretDigest, expiresInSeconds }), text }
}
