import type { SigningKeys } from '../adapters/tokens/signing-keys.ts'
import type { ApiKey, ApiKeyStore, ChangeApiKeysDeps } from '../core/tenants/api-key.ts'
import { makeApiKey } from '../core/tenants/make-api-key.ts'
import { type ReplaceOutcome, replaceApiKey } from '../core/tenants/replace-api-key.ts'
import { type NamedKey, readKeyDraft, readKeyName, readReplacement, readTenantName } from './key-arguments.ts'
import type { ControlCommands } from './socket-server.ts'

export interface KeyCommandsDeps {
  /** @returns the id of the tenant of this name; of the installation's own where none is named */
  findTenant(name: string | undefined): Promise<string | undefined>
  readonly store: ApiKeyStore
  /** Asked for only where a secret is made, since that takes the server's. */
  changing(): Promise<ChangeApiKeysDeps>
  signingKeys(): Promise<Pick<SigningKeys, 'rotate' | 'current'>>
}

/** A key as JSON has it. */
export type ShownKey = {
  readonly [K in keyof ApiKey]: ApiKey[K] extends Date | null ? string | Extract<ApiKey[K], null> : ApiKey[K]
}

export type KeyCommand = Extract<keyof ControlCommands, `keys/${string}`>

/** What can be done with keys, here or by a server that runs. */
export function keyCommands({ findTenant, store, changing, signingKeys }: KeyCommandsDeps) {
  const tenantOf = async (given: unknown): Promise<string> => {
    const name = readTenantName(given)
    const tenantId = await findTenant(name)
    if (tenantId === undefined) throw new Error(unknownTenant(name ?? ''))
    return tenantId
  }
  const idOf = async ({ text, id }: NamedKey, tenantId: string): Promise<string> => {
    const named = (await store.list(tenantId)).find((key) => key.id === id || key.publicId === text)
    if (!named) throw new Error(unknownKey(id ?? text))
    return named.id
  }
  return {
    'keys/create': async (given) => {
      const draft = { tenantId: await tenantOf(given), ...readKeyDraft(given) }
      const outcome = await makeApiKey(draft, await changing())
      if (!outcome.ok) throw new Error(nameTaken(outcome.holder))
      return { key: shown(outcome.key), text: outcome.text }
    },
    'keys/list': async (given) => (await store.list(await tenantOf(given))).map(shown),
    'keys/revoke': async (given) => {
      const named = readKeyName(given)
      const tenantId = await tenantOf(given)
      const key = await store.revoke(await idOf(named, tenantId), tenantId)
      if (!key) throw new Error(unknownKey(named.text))
      return shown(key)
    },
    'keys/replace': async (given) => {
      const { graceSeconds, ...named } = readReplacement(given)
      const tenantId = await tenantOf(given)
      const id = await idOf(named, tenantId)
      const outcome = await replaceApiKey({ id, tenantId, graceSeconds }, await changing())
      if (!outcome.ok) throw new Error(notReplaced(id, outcome))
      return { key: shown(outcome.key), text: outcome.text, replaced: outcome.replaced && shown(outcome.replaced) }
    },
    'keys/rotate': async () => {
      const keys = await signingKeys()
      await keys.rotate()
      return { id: keys.current().id }
    },
  } satisfies Pick<ControlCommands, KeyCommand>
}

const shown = ({ createdAt, expiresAt, revokedAt, lastUsedAt, previousSecretUntil, ...told }: ApiKey): ShownKey => ({
  ...told,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt?.toISOString() ?? null,
  revokedAt: revokedAt?.toISOString() ?? null,
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
  previousSecretUntil: previousSecretUntil?.toISOString() ?? null,
})

export const unknownTenant = (name: string): string => `There is no tenant ${name}. patron tenants list names them all.`

const unknownKey = (id: string): string => `There is no key ${id}. patron keys list names them all.`

const nameTaken = ({ id, name, publicId }: ApiKey): string =>
  publicId === null
    ? storefrontNameTaken(id, name)
    : `The key ${id} (${name}) is called ${publicId}. Such an id is never given twice; take another.`

const storefrontNameTaken = (id: string, name: string): string =>
  `The storefront key ${id} is called ${name}, too. Take another name, revoke that key, or put a new one in its place: patron keys rotate ${id}`

function notReplaced(id: string, refusal: Extract<ReplaceOutcome, { ok: false }>): string {
  if (refusal.fault === 'unknown') return unknownKey(id)
  if (refusal.fault === 'replaced') return `Key ${id} was replaced before, by ${refusal.successor.id}.`
  return `Key ${id} is ${refusal.fault}, so nothing is put in its place. Make a new one: patron keys create`
}
