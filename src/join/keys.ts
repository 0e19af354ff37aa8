import { v7 as newId } from 'uuid'
import { apiKeyTexts } from '../adapters/secrets/api-key-texts.ts'
import type { SigningKeys } from '../adapters/tokens/signing-keys.ts'
import { keyCommands } from '../control/keys.ts'
import { defaultTenantId } from '../core/tenants/tenant.ts'
import { apiKeyStore } from '../storage/api-keys.ts'
import type { Engine } from '../storage/engine.ts'

/** The commands about keys, on this database. */
export const joinKeys = ({ engine, signingKeys }: { engine: Engine; signingKeys: () => Promise<SigningKeys> }) =>
  keyCommands({ tenantId: defaultTenantId, store: apiKeyStore(engine), texts: apiKeyTexts, newId: () => newId(), signingKeys })
