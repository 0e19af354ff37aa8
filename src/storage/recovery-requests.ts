import { sql } from 'kysely'
import type { ResetRequest, ResetRequestStore, WaitingRequestStore } from '../core/recovery/request.ts'
import type { Locale } from '../core/tenants/locale.ts'
import { statement } from './statement.ts'
import type { Asking } from './transaction.ts'

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
