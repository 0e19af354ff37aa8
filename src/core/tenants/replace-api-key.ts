import type { ApiKey, ChangeApiKeysDeps } from './api-key.ts'

export interface Replacement {
  readonly id: string
  readonly tenantId: string
  /** How long the replaced key is good yet, unless it expires before. */
  readonly graceSeconds: number
}

export type ReplaceOutcome =
  | {
      readonly ok: true
      readonly key: ApiKey
      readonly text: string
      /** `null`: it is the same key, with another secret. */
      readonly replaced: ApiKey | null
    }
  | { readonly ok: false; readonly fault: 'unknown' | 'revoked' | 'expired' }
  | { readonly ok: false; readonly fault: 'replaced'; readonly successor: ApiKey }

/**
 * Puts a new key in the place of one, with the same kind, name and bounds, and a life as long as the old one was given, from
 * now on. A key is replaced once; the next time its successor is. A key that signs stays what it is, with a new secret.
 * What was replaced is good until the time of grace is over.
 *
 * @returns the key with its new text, and the old one as it is now
 */
export async function replaceApiKey(
  { id, tenantId, graceSeconds }: Replacement,
  { transaction, secrets, newId }: ChangeApiKeysDeps,
): Promise<ReplaceOutcome> {
  return transaction(async (keys) => {
    const old = await keys.lock(id, tenantId)
    if (!old) return { ok: false, fault: 'unknown' }
    if (old.state !== 'active') return { ok: false, fault: old.state }
    const successor = await keys.successorOf(id)
    if (successor) return { ok: false, fault: 'replaced', successor }
    const next = { ...old, id: old.kind === 'hmac' ? id : newId() }
    const { text, ...kept } = secrets.make(next)
    if (kept.sealedSecret) {
      return { ok: true, key: await keys.replaceSecret(id, kept.sealedSecret, graceSeconds), text, replaced: null }
    }
    const key = await keys.insert({ ...next, ...kept, expiresInSeconds: lifeOf(old), replacesId: id })
    return { ok: true, key, text, replaced: await keys.shorten(id, graceSeconds) }
  })
}

const lifeOf = ({ createdAt, expiresAt }: ApiKey): number | null =>
  expiresAt && (expiresAt.getTime() - createdAt.getTime()) / 1000
