import type { SigningKeys } from '../adapters/tokens/signing-keys.ts'
import type { ApiKey, ApiKeyStore, ChangeApiKeysDeps } from '../core/tenants/api-key.ts'
import { makeApiKey } from '../core/tenants/make-api-key.ts'
import { type ReplaceOutcome, replaceApiKey } from '../core/tenants/replace-api-key.ts'
import { readKeyDraft, readKeyId, readReplacement } from './key-arguments.ts'
import type { ControlCommands } from './socket-server.ts'

export interface KeyCommandsDeps {
  readonly tenantId: string
  readonly store: ApiKeyStore
  readonly changing: ChangeApiKeysDeps
  signingKeys(): Promise<Pick<SigningKeys, 'rotate' | 'current'>>
}

/** A key as JSON has it. */
export type ShownKey = {
  readonly [K in keyof ApiKey]: ApiKey[K] extends Date | null ? string | Extract<ApiKey[K], null> : ApiKey[K]
}

export type KeyCommand = Extract<keyof ControlCommands, `keys/${string}`>

/** What can be done with keys, here or by a server that runs. */
export const keyCommands = ({ tenantId, store, changing, signingKeys }: KeyCommandsDeps) =>
  ({
    'keys/create': async (given) => {
      const outcome = await makeApiKey({ tenantId, ...readKeyDraft(given) }, changing)
      if (!outcome.ok) throw new Error(nameTaken(outcome.holder))
      return { key: shown(outcome.key), text: outcome.text }
    },
    'keys/list': async () => (await store.list(tenantId)).map(shown),
    'keys/revoke': async (given) => {
      const id = readKeyId(given)
      const key = await store.revoke(id, tenantId)
      if (!key) throw new Error(unknownKey(id))
      return shown(key)
    },
    'keys/replace': async (given) => {
      const replacement = readReplacement(given)
      const outcome = await replaceApiKey({ tenantId, ...replacement }, changing)
      if (!outcome.ok) throw new Error(notReplaced(replacement.id, outcome))
      return { key: shown(outcome.key), text: outcome.text, replaced: shown(outcome.replaced) }
    },
    'keys/rotate': async () => {
      const keys = await signingKeys()
      await keys.rotate()
      return { id: keys.current().id }
    },
  }) satisfies Pick<ControlCommands, KeyCommand>

const shown = ({ createdAt, expiresAt, revokedAt, lastUsedAt, ...told }: ApiKey): ShownKey => ({
  ...told,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt?.toISOString() ?? null,
  revokedAt: revokedAt?.toISOString() ?? null,
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
})

const unknownKey = (id: string): string => `There is no key ${id}. patron keys list names them all.`

const nameTaken = ({ id, name }: ApiKey): string =>
  `The storefront key ${id} is called ${name}, too. Take another name, revoke that key, or put a new one in its place: patron keys rotate ${id}`

function notReplaced(id: string, refusal: Extract<ReplaceOutcome, { ok: false }>): string {
  if (refusal.fault === 'unknown') return unknownKey(id)
  if (refusal.fault === 'replaced') return `Key ${id} was replaced before, by ${refusal.successor.id}.`
  return `Key ${id} is ${refusal.fault}, so nothing is put in its place. Make a new one: patron keys create`
}
