import type { ApiKey, ApiKeyDraft, ApiKeyTransaction, ChangeApiKeysDeps } from './api-key.ts'

export type MakeOutcome =
  | { readonly ok: true; readonly key: ApiKey; readonly text: string }
  | { readonly ok: false; readonly holder: ApiKey }

/**
 * Makes a key. What is kept of it opens nothing, or is sealed. No two active storefronts of a tenant are called the same, but
 * for one that was replaced and the one in its place; a public id is taken for good.
 *
 * @returns the key with its text, which nobody can tell afterwards; or the key that has the name or public id
 */
export async function makeApiKey(draft: ApiKeyDraft, { transaction, secrets, newId }: ChangeApiKeysDeps): Promise<MakeOutcome> {
  const named = { ...draft, id: newId(), publicId: draft.kind === 'hmac' ? (draft.publicId ?? secrets.newPublicId()) : null }
  const { text, ...kept } = secrets.make(named)
  return transaction(async (keys) => {
    const holder = await holderOf(named, keys)
    if (holder) return { ok: false, holder }
    return { ok: true, key: await keys.insert({ ...named, ...kept, replacesId: null }), text }
  })
}

async function holderOf({ kind, name, publicId, tenantId }: ApiKeyDraft, keys: ApiKeyTransaction): Promise<ApiKey | undefined> {
  if (publicId !== null) return keys.reservePublicId(publicId)
  return kind === 'storefront' ? keys.reserveName(name, tenantId) : undefined
}
