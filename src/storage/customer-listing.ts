import { sql } from 'kysely'
import type { Customer } from '../core/customers/customer.ts'
import type { CustomerListing } from '../core/customers/search-customers.ts'
import { customerColumns } from './customers.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import type { Asking } from './transaction.ts'

interface Begun {
  readonly text: string
  readonly limit: number
  readonly tenantId: string
}

// Every text that begins with the first is before the second, in bytes: nothing sorts behind the last code point.
const loginsFrom = statement(({ text, beyond, limit, tenantId }: Begun & { beyond: string }) =>
  database
    .selectFrom('claim')
    .innerJoin('customer', 'customer.id', 'claim.customer_id')
    .select(customerColumns)
    .where('claim.tenant_id', '=', tenantId)
    .where('claim.kind', '=', sql.lit('login'))
    .where('claim.value', '>=', text)
    .where('claim.value', '<', beyond)
    .where('customer.tenant_id', '=', tenantId)
    .orderBy('claim.value')
    .limit(limit)
    .$castTo<Customer>(),
)

// No index is kept for it: each registration would pay for what somebody looks for by hand now and then.
const namesFrom = statement(({ text, limit, tenantId }: Begun) =>
  database
    .selectFrom('customer')
    .select(customerColumns)
    .where('customer.tenant_id', '=', tenantId)
    .where('customer.state', '<>', sql.lit('deleted'))
    .where(
      sql<boolean>`(starts_with(lower(customer.first_name), lower(${text})) or starts_with(lower(customer.last_name), lower(${text}))
        or starts_with(lower(customer.first_name || ' ' || customer.last_name), lower(${text})))`,
    )
    .orderBy('customer.id', 'desc')
    .limit(limit)
    .$castTo<Customer>(),
)

/** Customers of one tenant, listed for somebody who looks for one. */
export const customerListing = (session: Asking, tenantId: string): CustomerListing => ({
  async withLoginFrom(text, limit) {
    const found = await session.run(loginsFrom({ text, beyond: `${text}\u{10FFFF}`, limit: 2 * limit, tenantId }))
    // Who has a username has two logins, which may both begin so.
    return [...new Map(found.map((customer) => [customer.id, customer])).values()].slice(0, limit)
  },
  withNameFrom: (text, limit) => session.run(namesFrom({ text, limit, tenantId })),
})
