import { v7 as newId } from 'uuid'
import { apiKeyTexts } from '../adapters/secrets/api-key-texts.ts'
import type { SigningKeys } from '../adapters/tokens/signing-keys.ts'
import { keyCommands } from '../control/keys.ts'
import type { ChangeApiKeysDeps } from '../core/tenants/api-key.ts'
import { defaultTenantId } from '../core/tenants/tenant.ts'
import { apiKeyStore, apiKeyTransaction } from '../storage/api-keys.ts'
import type { Engine } from '../storage/engine.ts'
import { withoutTenant } from '../storage/transaction.ts'

/** The commands about keys, on this database. */
export function joinKeys({ engine, signingKeys }: { engine: Engine; signingKeys: () => Promise<SigningKeys> }) {
  const changing: ChangeApiKeysDeps = {
    transaction: (work) => withoutTenant(engine, (session) => work(apiKeyTransaction(session))),
    texts: apiKeyTexts,
    newId: () => newId(),
  }
  return keyCommands({ tenantId: defaultTenantId, store: apiKeyStore(engine), changing, signingKeys })
}
