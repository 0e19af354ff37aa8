import { sql } from 'kysely'
import type { ResetRequest, ResetRequestStore, WaitingRequestStore } from '../core/recovery/request.ts'
import type { Locale } from '../core/tenants/locale.ts'
import type { Engine } from './engine.ts'
import { statement } from './statement.ts'
import { type Asking, asRelay } from './transaction.ts'

interface OfTenant {
  readonly tenantId: string
}

const insertRequest = statement(
  ({ id, tenantId, login, locale }: ResetRequest & OfTenant) => sql`
    insert into recovery_request (id, tenant_id, login, locale, asked_at) values (${id}, ${tenantId}, ${login}, ${locale}, now())`,
)

// By id, which grows with time; the index has it behind the tenant.
const takeRequest = statement(
  ({ tenantId }: OfTenant) => sql<{ login: string; locale: Locale }>`
    delete from recovery_request where tenant_id = ${tenantId} and id = (
      select id from recovery_request where tenant_id = ${tenantId} order by id limit 1 for update skip locked
    ) returning login, locale`,
)

/** What was asked in one tenant and is not resolved yet. */
export const resetRequestStore = (session: Asking, tenantId: string): ResetRequestStore & WaitingRequestStore => ({
  async insert(request) {
    await session.run(insertRequest({ ...request, tenantId }))
  },
  async take() {
    const [request] = await session.run(takeRequest({ tenantId }))
    return request
  },
})

interface Some {
  /** The tenant to begin behind. */
  readonly after: string
  readonly limit: number
}

// One step to the next tenant at a time, so that a flood in one of them costs one look.
const waitingTenants = statement(
  ({ after, limit }: Some) => sql<{ tenantId: string }>`
    with recursive waiting as (
      (select tenant_id from recovery_request where tenant_id > ${after} order by tenant_id limit 1)
      union all
      select (select r.tenant_id from recovery_request r where r.tenant_id > waiting.tenant_id order by r.tenant_id limit 1)
      from waiting where waiting.tenant_id is not null
    )
    select tenant_id as "tenantId" from waiting where tenant_id is not null limit ${limit}`,
)

/** Some of the tenants in which requests wait, in a fixed order. */
export const tenantsWithRequests = (engine: Engine, some: Some): Promise<readonly string[]> =>
  asRelay(engine, async (session) => (await session.run(waitingTenants(some))).map(({ tenantId }) => tenantId))
