import type { Claim } from '../core/customers/claim.ts'
import type { Customer } from '../core/customers/customer.ts'
import type { CustomerLookUp } from '../core/customers/find-customer.ts'
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
