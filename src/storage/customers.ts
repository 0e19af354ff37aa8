import { sql } from 'kysely'
import type { Address } from '../core/addresses/address.ts'
import type { Customer, CustomerStore } from '../core/customers/customer.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import type { Session } from './transaction.ts'

interface OfTenant {
  readonly tenantId: string
}

const insertCustomer = statement((customer: Customer & OfTenant) =>
  database.insertInto('customer').values({
    id: customer.id,
    tenant_id: customer.tenantId,
    number: customer.number,
    state: customer.state,
    email: customer.email,
    email_key: customer.emailKey,
    email_key_version: customer.emailKeyVersion,
    first_name: customer.firstName,
    last_name: customer.lastName,
    slug: customer.slug,
    date_of_birth: customer.dateOfBirth,
    is_vendor: customer.isVendor,
    last_purchase_at: customer.lastPurchaseAt,
    products_bought_count: customer.productsBoughtCount,
    total_units_bought: customer.totalUnitsBought,
    created_at: customer.createdAt,
  }),
)

const wholeCustomer = statement(({ id, tenantId }: { id: string } & OfTenant) =>
  database
    .selectFrom('customer')
    .select([
      'id',
      'number',
      'state',
      'email',
      'email_key as emailKey',
      'email_key_version as emailKeyVersion',
      'first_name as firstName',
      'last_name as lastName',
      'slug',
      'date_of_birth as dateOfBirth',
      'is_vendor as isVendor',
      'last_purchase_at as lastPurchaseAt',
      'products_bought_count as productsBoughtCount',
      'total_units_bought as totalUnitsBought',
      'created_at as createdAt',
      sql<Address | null>`(
        select jsonb_build_object('streetAddress', street_address, 'postcode', postcode, 'city', city, 'state', a.state, 'country', country)
        from customer_address a where a.customer_id = customer.id and a.tenant_id = ${tenantId} and a.is_default
      )`.as('address'),
      sql<string[]>`array(
        select product from bought_product p where p.customer_id = customer.id and p.tenant_id = ${tenantId} order by product
      )`.as('productsBought'),
      sql<string[]>`array(
        select voucher from redeemed_voucher v where v.customer_id = customer.id and v.tenant_id = ${tenantId} order by voucher
      )`.as('redeemedVouchers'),
    ])
    .where('id', '=', id)
    .where('tenant_id', '=', tenantId)
    .$castTo<Customer>(),
)

/** Customers of one tenant, each with what hangs on it. */
export const customerStore = (session: Session, tenantId: string): CustomerStore => ({
  async insert(customer) {
    session.send(insertCustomer({ ...customer, tenantId }))
  },
  async find(id) {
    const [customer] = await session.run(wholeCustomer({ id, tenantId }))
    return customer
  },
})
