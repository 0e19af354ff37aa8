import { sql } from 'kysely'
import type { Address } from '../core/addresses/address.ts'
import type {
  Customer,
  CustomerProfile,
  CustomerState,
  CustomerStore,
  Mailbox,
  Modification,
} from '../core/customers/customer.ts'
import { database } from './schema.ts'
import { insertion, statement } from './statement.ts'
import type { Session } from './transaction.ts'

interface OfTenant {
  readonly tenantId: string
}

const insertCustomer = insertion('customer', (customer: Customer & OfTenant) => ({
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
  last_sign_in_at: customer.lastSignInAt,
  email_verified_at: customer.emailVerifiedAt,
  phone: customer.phone,
  gender: customer.gender,
  subscribed_to_newsletter: customer.subscribedToNewsletter,
  image_name: customer.imageName,
  username: customer.username,
  username_key: customer.usernameKey,
  email_is_shared: customer.emailIsShared,
  external_id: customer.externalId,
  title: customer.title,
  display_name: customer.displayName,
  customer_type: customer.customerType,
  currency: customer.currency,
  nationality: customer.nationality,
  mobile: customer.mobile,
  referral_code: customer.referralCode,
  created_by: customer.createdBy,
  modified_by: customer.modifiedBy,
  modified_at: customer.modifiedAt,
}))

/** A customer with what hangs on it, for any statement that reads `customer`. */
export const customerColumns = [
  'customer.id',
  'customer.number',
  'customer.state',
  'customer.email',
  'customer.email_key as emailKey',
  'customer.email_key_version as emailKeyVersion',
  'customer.first_name as firstName',
  'customer.last_name as lastName',
  'customer.slug',
  'customer.date_of_birth as dateOfBirth',
  'customer.phone',
  'customer.gender',
  'customer.subscribed_to_newsletter as subscribedToNewsletter',
  'customer.image_name as imageName',
  'customer.is_vendor as isVendor',
  'customer.last_purchase_at as lastPurchaseAt',
  'customer.products_bought_count as productsBoughtCount',
  'customer.total_units_bought as totalUnitsBought',
  'customer.email_verified_at as emailVerifiedAt',
  'customer.last_sign_in_at as lastSignInAt',
  'customer.created_at as createdAt',
  'customer.username',
  'customer.username_key as usernameKey',
  'customer.email_is_shared as emailIsShared',
  'customer.external_id as externalId',
  'customer.title',
  'customer.display_name as displayName',
  'customer.customer_type as customerType',
  'customer.currency',
  'customer.nationality',
  'customer.mobile',
  'customer.referral_code as referralCode',
  'customer.created_by as createdBy',
  'customer.modified_by as modifiedBy',
  'customer.modified_at as modifiedAt',
  sql<Address | null>`(
    select jsonb_build_object('streetAddress', street_address, 'postcode', postcode, 'city', city, 'state', a.state, 'country', country,
      'kind', kind)
    from customer_address a where a.customer_id = customer.id and a.tenant_id = customer.tenant_id and a.is_default
  )`.as('address'),
  sql<string[]>`array(
    select product from bought_product p where p.customer_id = customer.id and p.tenant_id = customer.tenant_id order by product
  )`.as('productsBought'),
  sql<string[]>`array(
    select voucher from redeemed_voucher v where v.customer_id = customer.id and v.tenant_id = customer.tenant_id order by voucher
  )`.as('redeemedVouchers'),
] as const

interface OneOfTenant extends OfTenant {
  readonly id: string
}

const customerOf = ({ id, tenantId }: OneOfTenant) =>
  database.selectFrom('customer').select(customerColumns).where('customer.id', '=', id).where('customer.tenant_id', '=', tenantId)

export const wholeCustomer = statement((one: OneOfTenant) => customerOf(one).$castTo<Customer>())
// A statement of its own: whoever waited for the lock then reads what is there now, and not what was when they began to wait.
const lockRow = statement(({ id, tenantId }: OneOfTenant) =>
  database.selectFrom('customer').select('id').where('id', '=', id).where('tenant_id', '=', tenantId).forUpdate(),
)

const updateVendor = statement(({ id, tenantId, isVendor }: OneOfTenant & { isVendor: boolean }) =>
  database.updateTable('customer').set({ is_vendor: isVendor }).where('id', '=', id).where('tenant_id', '=', tenantId),
)

const updateModification = statement(({ id, tenantId, modifiedBy, modifiedAt }: OneOfTenant & Modification) =>
  database
    .updateTable('customer')
    .set({ modified_by: modifiedBy, modified_at: modifiedAt })
    .where('id', '=', id)
    .where('tenant_id', '=', tenantId),
)

const updateState = statement(({ id, tenantId, state }: OneOfTenant & { state: CustomerState }) =>
  database.updateTable('customer').set({ state }).where('id', '=', id).where('tenant_id', '=', tenantId),
)

const updateMailbox = statement((mailbox: Mailbox & OneOfTenant) =>
  database
    .updateTable('customer')
    .set({
      email: mailbox.email,
      email_key: mailbox.emailKey,
      email_key_version: mailbox.emailKeyVersion,
      email_verified_at: mailbox.emailVerifiedAt,
      username: mailbox.username,
      username_key: mailbox.usernameKey,
    })
    .where('id', '=', mailbox.id)
    .where('tenant_id', '=', mailbox.tenantId),
)

const updateProfile = statement((profile: CustomerProfile & OneOfTenant) =>
  database
    .updateTable('customer')
    .set({
      email: profile.email,
      email_key: profile.emailKey,
      email_key_version: profile.emailKeyVersion,
      email_verified_at: profile.emailVerifiedAt,
      first_name: profile.firstName,
      last_name: profile.lastName,
      slug: profile.slug,
      date_of_birth: profile.dateOfBirth,
      phone: profile.phone,
      gender: profile.gender,
      username: profile.username,
      username_key: profile.usernameKey,
      email_is_shared: profile.emailIsShared,
      external_id: profile.externalId,
      title: profile.title,
      display_name: profile.displayName,
      customer_type: profile.customerType,
      currency: profile.currency,
      nationality: profile.nationality,
      mobile: profile.mobile,
      modified_by: profile.modifiedBy,
      modified_at: profile.modifiedAt,
    })
    .where('id', '=', profile.id)
    .where('tenant_id', '=', profile.tenantId),
)

/** The default address stays the same row, with what a book has beside it, whatever stands in it. The customer is locked. */
const putDefaultAddress = statement(
  (put: Address & OneOfTenant & { addressId: string }) => sql`
    with replaced as (
      update customer_address set street_address = ${put.streetAddress}, postcode = ${put.postcode}, city = ${put.city},
        state = ${put.state}, country = ${put.country},
        kind = ${put.kind}, updated_at = now()
      where customer_id = ${put.id} and tenant_id = ${put.tenantId} and is_default
      returning id)
    insert into customer_address (customer_id, id, tenant_id, street_address, postcode, city, state, country, kind, is_default)
    select ${put.id}::uuid, ${put.addressId}::uuid, ${put.tenantId}::uuid, ${put.streetAddress}::text, ${put.postcode}::text,
      ${put.city}::text, ${put.state}::text, ${put.country}::text, ${put.kind}::text, true
    where not exists (select from replaced)`,
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
  async lock(id) {
    session.send(lockRow({ id, tenantId }))
    const [customer] = await session.run(wholeCustomer({ id, tenantId }))
    return customer
  },
  async updateProfile(id, profile, addressId) {
    session.send(updateProfile({ ...profile, id, tenantId }))
    if (profile.address) session.send(putDefaultAddress({ ...profile.address, id, tenantId, addressId }))
  },
  async setMailbox(id, mailbox) {
    session.send(updateMailbox({ ...mailbox, id, tenantId }))
  },
  async setState(id, state) {
    session.send(updateState({ id, tenantId, state }))
  },
  async setVendor(id, isVendor) {
    session.send(updateVendor({ id, tenantId, isVendor }))
  },
  async noteChange(id, change) {
    session.send(updateModification({ ...change, id, tenantId }))
  },
})
