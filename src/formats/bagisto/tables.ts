import type { SourceTable } from '../source-system.ts'

/** @source docs/contracts/bagisto.md, section 11 */
export const groups: SourceTable = { name: 'customer_groups', stage: 'before', columns: ['id', 'code', 'name'] }

export const customers: SourceTable = {
  name: 'customers',
  stage: 'customers',
  columns: [
    ...['id', 'first_name', 'last_name', 'gender', 'date_of_birth', 'email', 'phone', 'status', 'password'],
    ...['customer_group_id', 'subscribed_to_news_letter', 'is_verified', 'is_suspended', 'created_at', 'updated_at'],
    ...['external_id', 'username', 'title', 'display_name', 'mobile'],
  ],
}

export const addresses: SourceTable = {
  name: 'addresses',
  stage: 'after',
  columns: [
    ...['customer_id', 'address_type', 'first_name', 'last_name', 'company_name', 'address', 'address1', 'address2'],
    ...['city', 'state', 'country', 'postcode', 'email', 'phone', 'vat_id', 'default_address', 'use_for_shipping'],
    ...['created_at', 'updated_at'],
  ],
}

export const subscribers: SourceTable = {
  name: 'subscribers_list',
  stage: 'after',
  columns: ['email', 'is_subscribed', 'customer_id', 'created_at'],
}

export const tokens: SourceTable = {
  name: 'personal_access_tokens',
  stage: 'after',
  columns: ['id', 'tokenable_type', 'tokenable_id', 'token', 'created_at', 'expires_at'],
}

export const tables = [groups, customers, addresses, subscribers, tokens]

/** Columns that no other table and no other system has. */
const signs: readonly (readonly [SourceTable, readonly string[]])[] = [
  [tokens, ['tokenable_type', 'tokenable_id', 'token']],
  [subscribers, ['email', 'is_subscribed']],
  [addresses, ['address_type', 'customer_id', 'postcode']],
  [customers, ['email', 'customer_group_id']],
  [customers, ['email', 'is_suspended']],
  [customers, ['email', 'subscribed_to_news_letter']],
  [groups, ['code', 'is_user_defined']],
]

/** By its columns; by its name, which may begin with the installation's prefix, where they do not tell. */
export function tableOf(name: string, columns: ReadonlySet<string>): SourceTable | undefined {
  const signed = signs.find(([, signsOfIt]) => signsOfIt.every((column) => columns.has(column)))
  if (signed) return signed[0]
  const table = tables.find((one) => name === one.name || name.endsWith(`_${one.name}`))
  return table && needed[table.name]?.every((column) => columns.has(column)) ? table : undefined
}

/** Without these nothing of the table can be read. Other systems have tables of the same names. */
const needed: Readonly<Record<string, readonly string[]>> = {
  customer_groups: ['id', 'code'],
  customers: ['id', 'email', 'first_name', 'status'],
  addresses: ['customer_id', 'city'],
  subscribers_list: ['email', 'customer_id'],
  personal_access_tokens: ['tokenable_id', 'token'],
}
