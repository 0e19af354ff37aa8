import { sql } from 'kysely'
import type { PlannedDeletion, PlannedDeletionLookUp, PlannedDeletionStore } from '../core/erasure/planned-deletion.ts'
import type { Engine } from './engine.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import { type Asking, asRelay } from './transaction.ts'

interface OfCustomer {
  readonly customerId: string
  readonly tenantId: string
}

const planned = statement(({ customerId, tenantId }: OfCustomer) =>
  database
    .selectFrom('planned_deletion')
    .select(['asked_at as askedAt', 'due_at as dueAt'])
    .where('customer_id', '=', customerId)
    .where('tenant_id', '=', tenantId),
)

const insertPlan = statement(
  ({ customerId, tenantId, afterDays }: OfCustomer & { afterDays: number }) => sql<PlannedDeletion>`
    insert into planned_deletion (customer_id, tenant_id, asked_at, due_at)
    values (${customerId}, ${tenantId}, now(), now() + make_interval(days => ${afterDays}))
    on conflict (customer_id) do nothing
    returning asked_at as "askedAt", due_at as "dueAt"`,
)

const deletePlan = statement(
  ({ customerId, tenantId }: OfCustomer) => sql<{ customerId: string }>`
    delete from planned_deletion where customer_id = ${customerId} and tenant_id = ${tenantId}
    returning customer_id as "customerId"`,
)

const duePlan = statement(
  ({ customerId, tenantId }: OfCustomer) => sql`
    select 1 from planned_deletion where customer_id = ${customerId} and tenant_id = ${tenantId} and due_at <= now()`,
)

const dueCustomers = statement(
  ({ tenantId, limit }: { tenantId: string; limit: number }) => sql<{ customerId: string }>`
    select customer_id as "customerId" from planned_deletion where tenant_id = ${tenantId} and due_at <= now()
    order by due_at limit ${limit}`,
)

const dueTenants = statement(
  () => sql<{ tenantId: string }>`select distinct tenant_id as "tenantId" from planned_deletion where due_at <= now()`,
)

/** Wishes of one tenant's customers to be deleted, read. */
export const plannedDeletionLookUp = (session: Asking, tenantId: string): PlannedDeletionLookUp => ({
  async find(customerId) {
    const [row] = await session.run(planned({ customerId, tenantId }))
    return row
  },
})

/** As `plannedDeletionLookUp`, written. */
export const plannedDeletionStore = (session: Asking, tenantId: string): PlannedDeletionStore => ({
  ...plannedDeletionLookUp(session, tenantId),
  async plan(customerId, afterDays) {
    const [row] = await session.run(insertPlan({ customerId, tenantId, afterDays }))
    return row
  },
  async cancel(customerId) {
    return (await session.run(deletePlan({ customerId, tenantId }))).length > 0
  },
  async isDue(customerId) {
    return (await session.run(duePlan({ customerId, tenantId }))).length > 0
  },
})

/** Some of the tenant's customers whose day has come, the first first. */
export async function customersDue(session: Asking, tenantId: string, limit: number): Promise<readonly string[]> {
  return (await session.run(dueCustomers({ tenantId, limit }))).map(({ customerId }) => customerId)
}

/** The tenants that have such customers. */
export const tenantsWithDue = (engine: Engine): Promise<readonly string[]> =>
  asRelay(engine, async (session) => (await session.run(dueTenants({}))).map(({ tenantId }) => tenantId))
