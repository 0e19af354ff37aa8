import { sql } from 'kysely'
import type { ApiKey, ApiKeyStore, NewApiKey } from '../core/tenants/api-key.ts'
import type { Engine } from './engine.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import { eachWithoutTenant } from './transaction.ts'

const columns = [
  'id',
  'kind',
  'owner_tenant_id as tenantId',
  'name',
  'created_at as createdAt',
  'expires_at as expiresAt',
  'revoked_at as revokedAt',
  sql<
    ApiKey['state']
  >`case when revoked_at is not null then 'revoked' when expires_at <= now() then 'expired' else 'active' end`.as('state'),
] as const

const keyOf = statement(({ id }: { id: string }) =>
  database
    .selectFrom('api_key')
    .select([...columns, 'secret_digest as secretDigest'])
    .where('id', '=', id)
    .$castTo<ApiKey & { readonly secretDigest: Uint8Array }>(),
)

const insertKey = statement((key: NewApiKey) =>
  database
    .insertInto('api_key')
    .values({
      id: key.id,
      kind: key.kind,
      owner_tenant_id: key.tenantId,
      name: key.name,
      secret_digest: key.secretDigest,
      created_at: sql<Date>`now()`,
      expires_at: sql<Date>`now() + make_interval(secs => ${key.expiresInSeconds})`,
    })
    .returning(columns)
    .$castTo<ApiKey>(),
)

const keysOf = statement(({ tenantId }: { tenantId: string }) =>
  database
    .selectFrom('api_key')
    .select(columns)
    .where('owner_tenant_id', '=', tenantId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .$castTo<ApiKey>(),
)

const revokeKey = statement(({ id, tenantId }: { id: string; tenantId: string }) =>
  database
    .updateTable('api_key')
    .set({ revoked_at: sql<Date>`coalesce(revoked_at, now())` })
    .where('id', '=', id)
    .where('owner_tenant_id', '=', tenantId)
    .returning(columns)
    .$castTo<ApiKey>(),
)

/** The keys of all tenants; no tenant is chosen yet when one is looked up. */
export function apiKeyStore(engine: Engine): ApiKeyStore {
  const session = eachWithoutTenant(engine)
  return {
    async find(id) {
      const [row] = await session.run(keyOf({ id }))
      if (!row) return undefined
      const { secretDigest, ...key } = row
      return { key, secretDigest }
    },
    async insert(key) {
      const [made] = await session.run(insertKey(key))
      if (!made) throw new Error('the database stored no key')
      return made
    },
    list: (tenantId) => session.run(keysOf({ tenantId })),
    async revoke(id, tenantId) {
      const [key] = await session.run(revokeKey({ id, tenantId }))
      return key
    },
  }
}
