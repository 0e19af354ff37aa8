import type { SigningKeys } from '../adapters/tokens/signing-keys.ts'
import type { ApiKey, ApiKeyStore, ApiKeyTexts } from '../core/tenants/api-key.ts'
import { makeApiKey } from '../core/tenants/make-api-key.ts'
import { readKeyDraft, readKeyId } from './key-arguments.ts'
import type { ControlCommands } from './socket-server.ts'

export interface KeyCommandsDeps {
  readonly tenantId: string
  readonly store: ApiKeyStore
  readonly texts: ApiKeyTexts
  newId(): string
  signingKeys(): Promise<Pick<SigningKeys, 'rotate' | 'current'>>
}

/** A key as JSON has it. */
export type ShownKey = {
  readonly [K in keyof ApiKey]: ApiKey[K] extends Date | null ? string | Extract<ApiKey[K], null> : ApiKey[K]
}

export type KeyCommand = Extract<keyof ControlCommands, `keys/${string}`>

/** What can be done with keys, here or by a server that runs. */
export const keyCommands = ({ tenantId, store, texts, newId, signingKeys }: KeyCommandsDeps) =>
  ({
    'keys/create': async (given) => {
      const { key, text } = await makeApiKey({ tenantId, ...readKeyDraft(given) }, { store, texts, newId })
      return { key: shown(key), text }
    },
    'keys/list': async () => (await store.list(tenantId)).map(shown),
    'keys/revoke': async (given) => {
      const id = readKeyId(given)
      const key = await store.revoke(id, tenantId)
      if (!key) throw new Error(`There is no key ${id}. patron keys list names them all.`)
      return shown(key)
    },
    'keys/rotate': async () => {
      const keys = await signingKeys()
      await keys.rotate()
      return { id: keys.current().id }
    },
  }) satisfies Pick<ControlCommands, KeyCommand>

const shown = ({ createdAt, expiresAt, revokedAt, ...told }: ApiKey): ShownKey => ({
  ...told,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt?.toISOString() ?? null,
  revokedAt: revokedAt?.toISOString() ?? null,
})
