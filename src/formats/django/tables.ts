import type { SourceTable } from '../source-system.ts'

const addressParts = ['street_address', 'postal_code', 'city', 'state', 'country']
const owners = ['customer_id', 'customer', 'user_id', 'user', 'user_ptr_id', 'user_ptr', 'customer_ptr_id', 'customer_ptr']

/** What a customer has beside Django's own user, in the same table or in one that refers to it. */
const profileColumns = [
  ...['slug', 'date_of_birth', 'is_vendor', 'products_bought_count', 'total_units_bought', 'total_items_bought'],
  ...['products_bought', 'redeemed_vouchers', 'last_purchase_date', 'address', 'address_id', 'phone', 'mobile', 'gender'],
  ...['title', 'display_name', 'external_id', 'subscribed_to_newsletter', 'email_verified_at'],
]

const userColumns = ['email', 'username', 'password', 'first_name', 'last_name', 'is_active', 'date_joined', 'last_login']

export const profiles: SourceTable = { name: 'profiles', stage: 'before', columns: ['id', ...owners, ...profileColumns] }

export const customers: SourceTable = {
  name: 'customers',
  stage: 'customers',
  columns: ['id', ...userColumns, ...profileColumns, ...addressParts],
}

export const addresses: SourceTable = {
  name: 'addresses',
  stage: 'after',
  columns: [
    ...['id', ...owners, ...addressParts, 'first_name', 'last_name', 'company_name', 'vat_id', 'email', 'phone'],
    ...['is_default', 'uses_for_shipping', 'created_at', 'updated_at'],
  ],
}

const has = (columns: ReadonlySet<string>, ...names: readonly string[]): boolean => names.some((name) => columns.has(name))

/**
 * Projects call their apps and models as they like, so it is the columns that tell; a name decides where they do not. Orders
 * have addresses, too, and products slugs and owners: neither is to be taken for a customer's.
 */
export function tableOf(name: string, columns: ReadonlySet<string>): SourceTable | undefined {
  const isUser = has(columns, 'is_active', 'last_login', 'date_joined', 'is_staff', 'is_superuser', 'is_vendor')
  if (columns.has('email') && columns.has('password') && isUser) return customers
  if (isAddress(name, columns)) return addresses
  if (isProfile(name, columns)) return profiles
  return columns.has('email') && /(?:customer|user)s?[\W_\d]*$/i.test(name) ? customers : undefined
}

function isAddress(name: string, columns: ReadonlySet<string>): boolean {
  const isPlace = columns.has('street_address') || (columns.has('postal_code') && columns.has('city'))
  return isPlace && (/address/i.test(name) || [...columns].every((column) => addresses.columns.includes(column)))
}

function isProfile(name: string, columns: ReadonlySet<string>): boolean {
  if (columns.has('email')) return false
  const isNamed = /(?:customer|profile)s?[\W_\d]*$/i.test(name)
  const isOfCustomers = has(columns, 'date_of_birth', 'is_vendor', 'total_units_bought', 'redeemed_vouchers')
  if (isOfCustomers) return isNamed || has(columns, ...owners)
  return isNamed && has(columns, ...owners) && has(columns, 'slug', 'phone', 'mobile', 'gender', 'address', 'address_id')
}
