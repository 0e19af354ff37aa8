import { sql } from 'kysely'
import type { ApiKey } from '../core/tenants/api-key.ts'
import type { DeclarationTransaction, KeyBounds, StoredKey, StoredTenant, StoredText } from '../core/tenants/declaration.ts'
import { apiKeyColumns } from './api-key-columns.ts'
import { apiKeyTransaction, lockNames } from './api-keys.ts'
import type { Engine } from './engine.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import { eachWithoutTenant, type Session } from './transaction.ts'

// No index says that a name is unique: the primary keys do so, and nothing else (docs/decisions/0003-storage-shape.md).
const lockTenants = statement(() => sql`select pg_advisory_xact_lock(hashtextextended('names of tenant', 0))`)

const allTenants = statement(() =>
  database
    .selectFrom('tenant')
    .select([
      'id',
      'name',
      sql<StoredTenant['settings']>`settings`.as('settings'),
      'changed_at as changedAt',
      sql<string[]>`array(select host from tenant_host where owner_tenant_id = tenant.id order by host)`.as('hosts'),
    ])
    .orderBy('created_at')
    .orderBy('name'),
)

const allKeys = statement(() =>
  database
    .selectFrom('api_key')
    .select([
      ...apiKeyColumns,
      'secret_digest as secretDigest',
      'sealed_secret as sealedSecret',
      sql<boolean>`exists (select from api_key as next where next.rotated_from = api_key.id)`.as('isReplaced'),
    ])
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .$castTo<ApiKey & Omit<StoredKey, 'key'>>(),
)

const named = statement(({ name }: Pick<StoredTenant, 'name'>) =>
  database.selectFrom('tenant').select('id').where('name', '=', name),
)

interface TenantRow {
  readonly id: string
  readonly name: string
  readonly settings: string
}

const insertTenant = statement(({ id, name, settings }: TenantRow) =>
  database.insertInto('tenant').values({ id, name, settings: sql`${settings}::jsonb` }),
)

const changeTenant = statement(({ id, settings }: Omit<TenantRow, 'name'>) =>
  database
    .updateTable('tenant')
    .set({ settings: sql`${settings}::jsonb`, changed_at: sql<Date>`now()` })
    .where('id', '=', id),
)

const addHost = statement(({ host, tenantId }: { host: string; tenantId: string }) =>
  database.insertInto('tenant_host').values({ host, owner_tenant_id: tenantId }),
)

const removeHost = statement(({ host }: { host: string }) => database.deleteFrom('tenant_host').where('host', '=', host))

const changeBounds = statement(({ id, name, scopes, requestsPerMinute, allowedNetworks }: KeyBounds & { id: string }) =>
  database
    .updateTable('api_key')
    .set({
      name,
      scopes: sql<string[]>`${scopes}::text[]`,
      rate_limit: requestsPerMinute,
      allowed_networks: sql<string[]>`${allowedNetworks}::text[]`,
    })
    .where('id', '=', id),
)

/** The texts are the tenant's own rows, so it has to be chosen for them. */
const chooseTenant = statement(
  ({ tenantId }: { tenantId: string }) => sql`select set_config('patron.tenant_id', ${tenantId}, true)`,
)

const textsOf = statement(({ tenantId }: { tenantId: string }) =>
  database
    .selectFrom('consent_text')
    .select(['consent_id as consentId', 'version', 'locale', 'content'])
    .where('tenant_id', '=', tenantId)
    .$castTo<StoredText>(),
)

const addText = statement(
  ({ tenantId, consentId, version, locale, content }: StoredText & { tenantId: string }) => sql`
    insert into consent_text (tenant_id, consent_id, version, locale, content, digest)
    values (${tenantId}, ${consentId}, ${version}, ${locale}, ${content}, sha256(convert_to(${content}, 'UTF8')))`,
)

/** The id of the tenant of this name. */
export async function tenantNamed(engine: Engine, name: string): Promise<string | undefined> {
  const [tenant] = await eachWithoutTenant(engine).run(named({ name }))
  return tenant?.id
}

/** What is read and written of tenants and their keys in one transaction, in which no tenant is chosen. */
export const declarationTransaction = (session: Session): DeclarationTransaction => ({
  ...apiKeyTransaction(session),
  async lock() {
    session.send(lockTenants({}))
    await session.run(lockNames({}))
  },
  tenants: () => session.run(allTenants({})),
  async keys() {
    const rows = await session.run(allKeys({}))
    return rows.map(({ secretDigest, sealedSecret, isReplaced, ...key }) => ({ key, secretDigest, sealedSecret, isReplaced }))
  },
  textsOf(tenantId) {
    session.send(chooseTenant({ tenantId }))
    return session.run(textsOf({ tenantId }))
  },
  insertTenant: ({ id, name, settings }) => session.send(insertTenant({ id, name, settings: JSON.stringify(settings) })),
  changeTenant: ({ id, settings }) => session.send(changeTenant({ id, settings: JSON.stringify(settings) })),
  addHost: (host, tenantId) => session.send(addHost({ host, tenantId })),
  removeHost: (host) => session.send(removeHost({ host })),
  changeBounds: (id, { name, scopes, requestsPerMinute, allowedNetworks }) =>
    session.send(changeBounds({ id, name, scopes, requestsPerMinute, allowedNetworks })),
  addTexts(tenantId, texts) {
    session.send(chooseTenant({ tenantId }))
    for (const text of texts) session.send(addText({ tenantId, ...text }))
  },
})
