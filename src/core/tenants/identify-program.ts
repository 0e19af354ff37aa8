import { Trouble } from '../../violations/trouble.ts'
import type { ApiKey, ApiKeyStore, ApiKeyTexts } from './api-key.ts'

export interface IdentifyDeps {
  readonly store: Pick<ApiKeyStore, 'find'>
  readonly texts: Pick<ApiKeyTexts, 'read' | 'isSame'>
}

/** Stands in for the digest of a key that is none. */
const nobodys = new Uint8Array(32)

/**
 * Says whose key this is. It is looked up at every request, so that a revoked or expired one stops with the next request
 * on every node. An unknown id costs the same as a known one.
 *
 * @throws Trouble `api_key_refused`; that a key was revoked or has expired is told to whoever has its secret only
 */
export async function identifyProgram(text: string, { store, texts }: IdentifyDeps): Promise<ApiKey> {
  const sent = texts.read(text)
  const found = sent && (await store.find(sent.id))
  const isHolder = texts.isSame(sent?.secretDigest ?? nobodys, found?.secretDigest ?? nobodys)
  if (!found || !isHolder) throw new Trouble({ code: 'api_key_refused', fault: 'unknown' })
  if (found.key.state !== 'active') throw new Trouble({ code: 'api_key_refused', fault: found.key.state })
  return found.key
}
