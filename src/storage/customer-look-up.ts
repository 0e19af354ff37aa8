import { sql } from 'kysely'
import { type Claim, loginClaim } from '../core/customers/claim.ts'
import type { Customer } from '../core/customers/customer.ts'
import type { CustomerLookUp } from '../core/customers/find-customer.ts'
import type { CustomerSearch } from '../core/customers/locate-customer.ts'
import { customerColumns, wholeCustomer } from './customers.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import type { Asking } from './transaction.ts'

const holdingCustomer = statement(({ kind, value, tenantId }: Claim & { tenantId: string }) =>
  database
    .selectFrom('claim')
    .innerJoin('customer', 'customer.id', 'claim.customer_id')
    .select(customerColumns)
    .where('claim.tenant_id', '=', tenantId)
    .where('claim.kind', '=', kind)
    .where('claim.value', '=', value)
    .where('customer.tenant_id', '=', tenantId)
    .$castTo<Customer>(),
)

// More than that have one id or one mailbox only by somebody's mistake, or to fill the memory.
const most = sql.lit(100)

const withExternalId = statement(({ externalId, tenantId }: { externalId: string; tenantId: string }) =>
  database
    .selectFrom('customer')
    .select(customerColumns)
    .where('customer.tenant_id', '=', tenantId)
    .where('customer.external_id', '=', externalId)
    .orderBy('customer.created_at')
    .orderBy('customer.id')
    .limit(most)
    .$castTo<Customer>(),
)

const sharingMailbox = statement(({ emailKey, tenantId }: { emailKey: string; tenantId: string }) =>
  database
    .selectFrom('customer')
    .select(customerColumns)
    .where('customer.tenant_id', '=', tenantId)
    .where('customer.email_key', '=', emailKey)
    .where(sql<boolean>`customer.email_is_shared`)
    .orderBy('customer.created_at')
    .orderBy('customer.id')
    .limit(most)
    .$castTo<Customer>(),
)

/** Customers of one tenant, looked for by what others know of them. */
export const customerSearch = (session: Asking, tenantId: string): CustomerSearch => ({
  ...customerLookUp(session, tenantId),
  withExternalId: (externalId) => session.run(withExternalId({ externalId, tenantId })),
  async withMailbox(emailKey) {
    const [holders, sharing] = await Promise.all([
      session.run(holdingCustomer({ ...loginClaim(emailKey), tenantId })),
      session.run(sharingMailbox({ emailKey, tenantId })),
    ])
    return [...holders, ...sharing].toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
  },
})

/** Customers of one tenant, looked up by what they are called. */
export const customerLookUp = (session: Asking, tenantId: string): CustomerLookUp => ({
  async withId(id) {
    const [customer] = await session.run(wholeCustomer({ id, tenantId }))
    return customer
  },
  async holding(name) {
    const [customer] = await session.run(holdingCustomer({ ...name, tenantId }))
    return customer
  },
})
