import { sql } from 'kysely'
import type { Engine } from './engine.ts'
import { statement } from './statement.ts'
import { asRelay } from './transaction.ts'

interface Some {
  /** The tenant to begin behind. */
  readonly after: string
  readonly limit: number
}

/** The next tenant that has a row in either table. One step at a time, so that a flood in one of them costs one look. */
const next = (after: ReturnType<typeof sql>) => sql`least(
  (select r.tenant_id from recovery_request r where r.tenant_id > ${after} order by r.tenant_id limit 1),
  (select r.tenant_id from waiting_registration r where r.tenant_id > ${after} order by r.tenant_id limit 1))`

const waitingTenants = statement(
  ({ after, limit }: Some) => sql<{ tenantId: string }>`
    with recursive waiting (tenant_id) as (
      select ${next(sql`${after}::uuid`)}
      union all
      select ${next(sql`waiting.tenant_id`)} from waiting where waiting.tenant_id is not null
    )
    select tenant_id as "tenantId" from waiting where tenant_id is not null limit ${limit}`,
)

/** Some of the tenants in which requests for a new password or registrations wait, in a fixed order. */
export const tenantsWithWaiting = (engine: Engine, some: Some): Promise<readonly string[]> =>
  asRelay(engine, async (session) => (await session.run(waitingTenants(some))).map(({ tenantId }) => tenantId))
