import type { ApiKey, ApiKeyDraft, ChangeApiKeysDeps } from './api-key.ts'

export type MakeOutcome =
  | { readonly ok: true; readonly key: ApiKey; readonly text: string }
  | { readonly ok: false; readonly holder: ApiKey }

/**
 * Makes a key. What is kept of it opens nothing. No two active storefronts of a tenant are called the same, but for one
 * that was replaced and the one in its place.
 *
 * @returns the key with its text, which nobody can tell afterwards; or the key that has the name
 */
export async function makeApiKey(draft: ApiKeyDraft, { transaction, texts, newId }: ChangeApiKeysDeps): Promise<MakeOutcome> {
  const id = newId()
  const { text, secretDigest } = texts.make(id, draft.kind)
  return transaction(async (keys) => {
    const holder = draft.kind === 'storefront' ? await keys.reserveName(draft.name, draft.tenantId) : undefined
    if (holder) return { ok: false, holder }
    return { ok: true, key: await keys.insert({ ...draft, id, secretDigest, replacesId: null }), text }
  })
}
