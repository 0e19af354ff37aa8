import type { ApiKey, ChangeApiKeysDeps } from './api-key.ts'

export interface Replacement {
  readonly id: string
  readonly tenantId: string
  /** How long the replaced key is good yet, unless it expires before. */
  readonly graceSeconds: number
}

export type ReplaceOutcome =
  | { readonly ok: true; readonly key: ApiKey; readonly text: string; readonly replaced: ApiKey }
  | { readonly ok: false; readonly fault: 'unknown' | 'revoked' | 'expired' }
  | { readonly ok: false; readonly fault: 'replaced'; readonly successor: ApiKey }

/**
 * Puts a new key in the place of one, with the same kind, name, limit and networks, and a life as long as the old one was
 * given, from now on. Both are good until the time of grace is over. A key is replaced once; the next time its successor is.
 *
 * @returns the new key with its text, and the old one as it is now
 */
export async function replaceApiKey(
  { id, tenantId, graceSeconds }: Replacement,
  { transaction, texts, newId }: ChangeApiKeysDeps,
): Promise<ReplaceOutcome> {
  return transaction(async (keys) => {
    const old = await keys.lock(id, tenantId)
    if (!old) return { ok: false, fault: 'unknown' }
    if (old.state !== 'active') return { ok: false, fault: old.state }
    const successor = await keys.successorOf(id)
    if (successor) return { ok: false, fault: 'replaced', successor }
    const nextId = newId()
    const { text, secretDigest } = texts.make(nextId, old.kind)
    const { kind, name, requestsPerMinute, allowedNetworks } = old
    const same = { kind, tenantId, name, requestsPerMinute, allowedNetworks, expiresInSeconds: lifeOf(old) }
    const key = await keys.insert({ ...same, id: nextId, secretDigest, replacesId: id })
    return { ok: true, key, text, replaced: await keys.shorten(id, graceSeconds) }
  })
}

const lifeOf = ({ createdAt, expiresAt }: ApiKey): number | null =>
  expiresAt && (expiresAt.getTime() - createdAt.getTime()) / 1000
