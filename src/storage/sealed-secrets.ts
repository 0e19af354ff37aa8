import { sql } from 'kysely'
import type { SealedSecret, SealedSecretStore } from '../core/tenants/api-key.ts'
import type { Engine } from './engine.ts'
import { statement } from './statement.ts'
import { eachWithoutTenant } from './transaction.ts'

const goodSecrets = statement(
  () => sql<SealedSecret>`
    select id, public_id as "publicId", sealed as "sealedSecret"
    from api_key, lateral (values (sealed_secret), (case when previous_secret_until > now() then previous_sealed_secret end)) as one (sealed)
    where kind = 'hmac' and sealed is not null and revoked_at is null and (expires_at is null or expires_at > now())`,
)

const reseal = statement(
  ({ id, sealedSecret, anew }: SealedSecret & { anew: Uint8Array }) => sql`
    update api_key set
      sealed_secret = case when sealed_secret = ${sealedSecret} then ${anew} else sealed_secret end,
      previous_sealed_secret = case when previous_sealed_secret = ${sealedSecret} then ${anew} else previous_sealed_secret end
    where id = ${id}`,
)

/** The sealed secrets of all tenants. */
export function sealedSecretStore(engine: Engine): SealedSecretStore {
  const session = eachWithoutTenant(engine)
  return {
    sealed: () => session.run(goodSecrets({})),
    reseal: async (secret, anew) => void (await session.run(reseal({ ...secret, anew }))),
  }
}
