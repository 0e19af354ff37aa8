import { sql } from 'kysely'
import type { Erasure, ErasureStore, UnledgeredStore } from '../core/erasure/erasure.ts'
import type { Engine } from './engine.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import { type Asking, asRelay, type Session } from './transaction.ts'

interface One {
  readonly customerId: string
  readonly tenantId: string
}

/** Id, number and the day of the registration stay. */
const emptyCustomer = statement(({ customerId, tenantId }: One) =>
  database
    .updateTable('customer')
    .set({
      state: 'deleted',
      email: '',
      email_key: '',
      first_name: '',
      last_name: '',
      slug: '',
      date_of_birth: null,
      is_vendor: false,
      last_purchase_at: null,
      products_bought_count: 0,
      total_units_bought: 0,
      last_sign_in_at: null,
      email_verified_at: null,
      phone: null,
      gender: null,
      subscribed_to_newsletter: false,
      image_name: null,
      username: null,
      username_key: null,
      external_id: null,
      title: null,
      display_name: null,
      customer_type: null,
      currency: null,
      nationality: null,
      mobile: null,
      referral_code: null,
      created_by: null,
      modified_by: null,
      modified_at: null,
    })
    .where('id', '=', customerId)
    .where('tenant_id', '=', tenantId),
)

const emptyEvents = statement(({ customerId, tenantId }: One) =>
  database
    .updateTable('event')
    .set({ personal: null })
    .where('customer_id', '=', customerId)
    .where('tenant_id', '=', tenantId)
    .where('personal', 'is not', null),
)

/** Of an import under way: whoever is erased does not come again from rows that wait. */
const emptyWaiting = statement(
  ({ customerId, tenantId }: One) => sql`
    delete from import_row using import_row named, customer
    where customer.id = ${customerId} and customer.tenant_id = ${tenantId}
      and named.email_key = customer.email_key and named.email_is_shared is not true
      and named.owner_tenant_id = customer.tenant_id and named.kind = 'person'
      and import_row.key = named.key and import_row.owner_tenant_id = named.owner_tenant_id
    returning import_row.ordinal`,
)

/** What a customer said stays, as proof that names nobody: a program's key is no person. */
const emptyConsents = statement(
  ({ customerId, tenantId }: One) => sql`
    update consent_record set acting_id = case when acting_as = 'program' then acting_id end,
      client_address = null, user_agent = null, request_id = null
    where customer_id = ${customerId} and tenant_id = ${tenantId}`,
)

/** Tables whose rows of a customer go with them. */
const customersOwn = [
  'credential',
  'customer_address',
  'profile_image',
  'device',
  'newsletter_subscription',
  'data_request',
  'delivery',
  'session',
  'recovery',
  'bought_product',
  'redeemed_voucher',
  'purchase',
  'voucher_redemption',
  'custom_attributes',
  'planned_deletion',
  'email_change',
  'idempotency',
] as const

const deleteRows = customersOwn.map((table) =>
  statement(
    ({ customerId, tenantId }: One) =>
      sql`delete from ${sql.table(table)} where customer_id = ${customerId} and tenant_id = ${tenantId}`,
  ),
)

const noteErasure = statement(
  ({ customerId, tenantId, erasedAt, isInLedger }: Erasure & { isInLedger: boolean }) =>
    sql<{ erasedAt: Date }>`insert into erasure (customer_id, tenant_id, erased_at, is_in_ledger)
      values (${customerId}, ${tenantId}, ${erasedAt}, ${isInLedger})
      on conflict (customer_id) do update set is_in_ledger = erasure.is_in_ledger or excluded.is_in_ledger
      returning erased_at as "erasedAt"`,
)

// 500: 75 kB of the ledger.
const unledgered = statement(({ tenantId }: { tenantId: string }) =>
  database
    .selectFrom('erasure')
    .select(['customer_id as customerId', 'tenant_id as tenantId', 'erased_at as erasedAt'])
    .where('tenant_id', '=', tenantId)
    .where('is_in_ledger', '=', sql.lit(false))
    .limit(sql.lit(500)),
)

const unledgeredTenants = statement(
  () => sql<{ tenantId: string }>`select distinct tenant_id as "tenantId" from erasure where not is_in_ledger`,
)

const markLedgered = statement(
  ({ customerIds, tenantId }: { customerIds: readonly string[]; tenantId: string }) => sql`
    update erasure set is_in_ledger = true
    from unnest(${customerIds}::uuid[]) as entered (id) where erasure.customer_id = entered.id and erasure.tenant_id = ${tenantId}`,
)

const undeletedOf = statement(
  ({ customerIds, tenantId }: { customerIds: readonly string[]; tenantId: string }) => sql<{ id: string }>`
    select customer.id from unnest(${customerIds}::uuid[]) as named (id) join customer on customer.id = named.id
    where customer.tenant_id = ${tenantId} and customer.state <> 'deleted'`,
)

/** What an erasure takes away; a table that holds something of a customer is named here. */
export const erasureStore = (session: Session, tenantId: string): ErasureStore => ({
  async empty(customerId) {
    for (const empty of [emptyWaiting, emptyCustomer, emptyEvents, emptyConsents, ...deleteRows])
      session.send(empty({ customerId, tenantId }))
  },
  async note(customerId, erasedAt, isInLedger) {
    const [noted] = await session.run(noteErasure({ customerId, tenantId, erasedAt, isInLedger }))
    return noted?.erasedAt ?? erasedAt
  },
})

/** Erasures of one tenant that are not known to stand in the ledger. */
export const unledgeredStore = (session: Asking, tenantId: string): UnledgeredStore => ({
  some: () => session.run(unledgered({ tenantId })),
  async markLedgered(customerIds) {
    await session.run(markLedgered({ customerIds, tenantId }))
  },
})

/** The tenants that have such erasures. */
export const tenantsWithUnledgered = (engine: Engine): Promise<readonly string[]> =>
  asRelay(engine, async (session) => (await session.run(unledgeredTenants({}))).map(({ tenantId }) => tenantId))

/** Of the customers named, those of the tenant who are there and not deleted. */
export async function undeletedCustomers(
  session: Asking,
  tenantId: string,
  customerIds: readonly string[],
): Promise<readonly string[]> {
  const rows = await session.run(undeletedOf({ customerIds, tenantId }))
  return rows.map(({ id }) => id)
}
