import { sql } from 'kysely'
import type { ApiKey, ApiKeyStore, ApiKeyTransaction, NewApiKey } from '../core/tenants/api-key.ts'
import { apiKeyColumns, isGood } from './api-key-columns.ts'
import type { Engine } from './engine.ts'
import { database } from './schema.ts'
import { type Statement, statement } from './statement.ts'
import { eachWithoutTenant, lookingUpWithoutTenant, type Session } from './transaction.ts'

// Kinds stand in the text and not among the values: otherwise no plan could use the index of one kind.
const isService = sql<boolean>`kind = 'service'`
const isStorefront = sql<boolean>`kind = 'storefront'`
const isHmac = sql<boolean>`kind = 'hmac'`

interface One {
  readonly id: string
  readonly tenantId: string
}

const serviceOf = statement(({ id }: Pick<One, 'id'>) =>
  database
    .selectFrom('api_key')
    .select([...apiKeyColumns, 'secret_digest as secretDigest'])
    .where('id', '=', id)
    .where(isService)
    .$castTo<ApiKey & { readonly secretDigest: Uint8Array }>(),
)

const storefrontOf = statement(({ secretDigest }: { secretDigest: Uint8Array }) =>
  database
    .selectFrom('api_key')
    .select(apiKeyColumns)
    .where('secret_digest', '=', secretDigest)
    .where(isStorefront)
    .$castTo<ApiKey>(),
)

const signingAs = statement(({ publicId }: { publicId: string }) =>
  database
    .selectFrom('api_key')
    .select([
      ...apiKeyColumns,
      'sealed_secret as sealedSecret',
      sql<Uint8Array | null>`case when previous_secret_until > now() then previous_sealed_secret end`.as('previousSealedSecret'),
      sql<Date>`now()`.as('now'),
    ])
    .where('public_id', '=', publicId)
    .where(isHmac)
    .$castTo<ApiKey & { sealedSecret: Uint8Array; previousSealedSecret: Uint8Array | null; now: Date }>(),
)

const anyStorefront = statement(() => database.selectFrom('api_key').select('id').where(isStorefront).limit(1))

const insertKey = statement((key: NewApiKey) =>
  database
    .insertInto('api_key')
    .values({
      id: key.id,
      kind: key.kind,
      owner_tenant_id: key.tenantId,
      name: key.name,
      public_id: key.publicId,
      secret_digest: key.secretDigest,
      sealed_secret: key.sealedSecret,
      scopes: sql<string[]>`${key.scopes}::text[]`,
      rate_limit: key.requestsPerMinute,
      allowed_networks: sql<string[]>`${key.allowedNetworks}::text[]`,
      rotated_from: key.replacesId,
      created_at: sql<Date>`now()`,
      expires_at: sql<Date>`now() + make_interval(secs => ${key.expiresInSeconds})`,
    })
    .returning(apiKeyColumns)
    .$castTo<ApiKey>(),
)

const keysOf = statement(({ tenantId }: Pick<One, 'tenantId'>) =>
  database
    .selectFrom('api_key')
    .select(apiKeyColumns)
    .where('owner_tenant_id', '=', tenantId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .$castTo<ApiKey>(),
)

const revokeKey = statement(({ id, tenantId }: One) =>
  database
    .updateTable('api_key')
    .set({ revoked_at: sql<Date>`coalesce(revoked_at, now())` })
    .where('id', '=', id)
    .where('owner_tenant_id', '=', tenantId)
    .returning(apiKeyColumns)
    .$castTo<ApiKey>(),
)

const noteUse = statement(({ id }: Pick<One, 'id'>) =>
  database.updateTable('api_key').set({ last_used_at: sql<Date>`now()` }).where('id', '=', id),
)

// Names cannot be unique by an index: those of revoked keys are free, and replaced keys share theirs. Public ids are guarded
// with them, since whoever declares tenants needs both at once.
export const lockNames = statement(() => sql`select pg_advisory_xact_lock(hashtextextended('names of api_key', 0))`)

const storefrontNamed = statement(({ name, tenantId }: { name: string; tenantId: string }) =>
  database
    .selectFrom('api_key')
    .select(apiKeyColumns)
    .where('owner_tenant_id', '=', tenantId)
    .where('name', '=', name)
    .where(isStorefront)
    .where(isGood)
    .where(sql<boolean>`not exists (select from api_key as next where next.rotated_from = api_key.id)`)
    .limit(1)
    .$castTo<ApiKey>(),
)

const publiclyNamed = statement(({ publicId }: { publicId: string }) =>
  database.selectFrom('api_key').select(apiKeyColumns).where('public_id', '=', publicId).where(isHmac).$castTo<ApiKey>(),
)

const lockKey = statement(({ id, tenantId }: One) =>
  database
    .selectFrom('api_key')
    .select(apiKeyColumns)
    .where('id', '=', id)
    .where('owner_tenant_id', '=', tenantId)
    .forUpdate()
    .$castTo<ApiKey>(),
)

const successorOf = statement(({ id }: Pick<One, 'id'>) =>
  database.selectFrom('api_key').select(apiKeyColumns).where('rotated_from', '=', id).$castTo<ApiKey>(),
)

const shortenKey = statement(({ id, seconds }: { id: string; seconds: number }) =>
  database
    .updateTable('api_key')
    .set({ expires_at: sql<Date>`least(expires_at, now() + make_interval(secs => ${seconds}))` })
    .where('id', '=', id)
    .returning(apiKeyColumns)
    .$castTo<ApiKey>(),
)

const replaceSecret = statement((next: { id: string; sealedSecret: Uint8Array; graceSeconds: number }) =>
  database
    .updateTable('api_key')
    .set({
      previous_sealed_secret: sql<Uint8Array>`sealed_secret`,
      sealed_secret: next.sealedSecret,
      previous_secret_until: sql<Date>`now() + make_interval(secs => ${next.graceSeconds})`,
    })
    .where('id', '=', next.id)
    .returning(apiKeyColumns)
    .$castTo<ApiKey>(),
)

/** The keys of all tenants; no tenant is chosen yet when one is looked up. */
export function apiKeyStore(engine: Engine): ApiKeyStore {
  const looking = lookingUpWithoutTenant(engine)
  const session = eachWithoutTenant(engine)
  const relaxed = eachWithoutTenant(engine, 'relaxed')
  return {
    async find(id) {
      const [row] = await looking.run(serviceOf({ id }))
      if (!row) return undefined
      const { secretDigest, ...key } = row
      return { key, secretDigest }
    },
    async findStorefront(secretDigest) {
      const [key] = await looking.run(storefrontOf({ secretDigest }))
      return key
    },
    async findSigning(publicId) {
      const [row] = await looking.run(signingAs({ publicId }))
      if (!row) return undefined
      const { sealedSecret, previousSealedSecret, now, ...key } = row
      return { key, sealedSecrets: [sealedSecret, ...(previousSealedSecret ? [previousSealedSecret] : [])], now }
    },
    hadStorefront: async () => (await looking.run(anyStorefront({}))).length > 0,
    noteUse: async (id) => void (await relaxed.run(noteUse({ id }))),
    list: (tenantId) => looking.run(keysOf({ tenantId })),
    async revoke(id, tenantId) {
      const [key] = await session.run(revokeKey({ id, tenantId }))
      return key
    },
  }
}

/** What is written of keys in one transaction. */
export const apiKeyTransaction = (session: Session): ApiKeyTransaction => ({
  async reserveName(name, tenantId) {
    session.send(lockNames({}))
    const [holder] = await session.run(storefrontNamed({ name, tenantId }))
    return holder
  },
  async reservePublicId(publicId) {
    session.send(lockNames({}))
    const [holder] = await session.run(publiclyNamed({ publicId }))
    return holder
  },
  async lock(id, tenantId) {
    const [key] = await session.run(lockKey({ id, tenantId }))
    return key
  },
  async successorOf(id) {
    const [key] = await session.run(successorOf({ id }))
    return key
  },
  insert: (key) => written(session, insertKey(key)),
  shorten: (id, seconds) => written(session, shortenKey({ id, seconds })),
  replaceSecret: (id, sealedSecret, graceSeconds) => written(session, replaceSecret({ id, sealedSecret, graceSeconds })),
})

async function written(session: Session, statement: Statement<ApiKey>): Promise<ApiKey> {
  const [key] = await session.run(statement)
  if (!key) throw new Error('the database wrote no key')
  return key
}
