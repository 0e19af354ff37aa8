import { v7 as newId } from 'uuid'
import { createApiKeySecrets, resealHmacSecrets } from '../adapters/secrets/api-key-secrets.ts'
import type { Keyring } from '../adapters/secrets/keyring.ts'
import type { SigningKeys } from '../adapters/tokens/signing-keys.ts'
import { keyCommands } from '../control/keys.ts'
import { defaultTenantId } from '../core/tenants/tenant.ts'
import { apiKeyStore, apiKeyTransaction } from '../storage/api-keys.ts'
import type { Engine } from '../storage/engine.ts'
import { sealedSecretStore } from '../storage/sealed-secrets.ts'
import { tenantNamed } from '../storage/tenant-declarations.ts'
import { withoutTenant } from '../storage/transaction.ts'

export interface KeyParts {
  readonly engine: Engine
  /** Asked for only where it is needed: a command beside no server may have to make the secret first. */
  keyring(): Promise<Keyring>
  signingKeys(): Promise<SigningKeys>
}

/** The commands about keys, on this database. */
export const joinKeys = ({ engine, keyring, signingKeys }: KeyParts) =>
  keyCommands({
    findTenant: async (name) => (name === undefined ? defaultTenantId : tenantNamed(engine, name)),
    store: apiKeyStore(engine),
    changing: async () => ({
      transaction: (work) => withoutTenant(engine, (session) => work(apiKeyTransaction(session))),
      secrets: createApiKeySecrets(await keyring()),
      newId: () => newId(),
    }),
    signingKeys,
  })

/**
 * Seals the secrets of keys that sign under the newest secret of the server.
 *
 * @throws when no secret of the server opens one
 */
export const resealSecrets = (engine: Engine, keyring: Keyring): Promise<void> =>
  resealHmacSecrets(sealedSecretStore(engine), keyring)
