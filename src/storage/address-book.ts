import { sql } from 'kysely'
import type { AddressBook, AddressDetails, AddressLookUp, BookAddress } from '../core/addresses/address-book.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import { storedRow } from './stored-row.ts'
import type { Asking, Session } from './transaction.ts'

interface OfCustomer {
  readonly customerId: string
  readonly tenantId: string
}

interface Numbered extends OfCustomer {
  readonly number: number
}

export const addressColumns = [
  'id',
  'number',
  'first_name as firstName',
  'last_name as lastName',
  'company_name as companyName',
  'vat_id as vatId',
  'email',
  'phone',
  'street_address as streetAddress',
  'postcode',
  'city',
  'state',
  'country',
  'kind',
  'is_default as isDefault',
  'use_for_shipping as usesForShipping',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

const ownAddresses = ({ customerId, tenantId }: OfCustomer) =>
  database.selectFrom('customer_address').where('customer_id', '=', customerId).where('tenant_id', '=', tenantId)

const listAddresses = statement((of: OfCustomer) =>
  ownAddresses(of)
    .select([...addressColumns, sql<boolean>`number is null`.as('hasNoNumber')])
    .orderBy('number')
    .$castTo<BookAddress & { readonly hasNoNumber: boolean }>(),
)

// Of two who look first one waits, and then finds nothing to number.
const numberAddresses = statement(
  ({ customerId, tenantId }: OfCustomer) => sql`
    update customer_address set number = nextval('address_number')
    where customer_id = ${customerId} and tenant_id = ${tenantId} and number is null`,
)

const addressNumbered = statement((one: Numbered) =>
  ownAddresses(one).select(addressColumns).where('number', '=', one.number).$castTo<BookAddress>(),
)

const countAddresses = statement((of: OfCustomer) => ownAddresses(of).select(sql<number>`count(*)::integer`.as('total')))

const detailsOf = (address: AddressDetails) => ({
  first_name: address.firstName,
  last_name: address.lastName,
  company_name: address.companyName,
  vat_id: address.vatId,
  email: address.email,
  phone: address.phone,
  street_address: address.streetAddress,
  postcode: address.postcode,
  city: address.city,
  state: address.state,
  country: address.country,
  kind: address.kind,
  is_default: address.isDefault,
  use_for_shipping: address.usesForShipping,
})

const insertAddress = statement((address: AddressDetails & OfCustomer & { id: string }) =>
  database
    .insertInto('customer_address')
    .values({
      customer_id: address.customerId,
      id: address.id,
      tenant_id: address.tenantId,
      ...detailsOf(address),
    })
    .returning(addressColumns)
    .$castTo<BookAddress>(),
)

const updateAddress = statement((address: AddressDetails & Numbered) =>
  database
    .updateTable('customer_address')
    .set({
      ...detailsOf(address),
      updated_at: sql<Date>`now()`,
    })
    .where('customer_id', '=', address.customerId)
    .where('tenant_id', '=', address.tenantId)
    .where('number', '=', address.number)
    .returning(addressColumns)
    .$castTo<BookAddress>(),
)

const clearDefault = statement(
  ({ customerId, tenantId }: OfCustomer) => sql`
    update customer_address set is_default = false, updated_at = now()
    where customer_id = ${customerId} and tenant_id = ${tenantId} and is_default`,
)

const removeAddress = statement(({ customerId, tenantId, number }: Numbered) =>
  database
    .deleteFrom('customer_address')
    .where('customer_id', '=', customerId)
    .where('tenant_id', '=', tenantId)
    .where('number', '=', number),
)

/** Address books of one tenant, read. */
export const addressLookUp = (session: Asking, tenantId: string): AddressLookUp => ({
  async list(customerId) {
    const of = { customerId, tenantId }
    const rows = await session.run(listAddresses(of))
    const lacksNumbers = rows.some(({ hasNoNumber }) => hasNoNumber)
    if (lacksNumbers) await session.run(numberAddresses(of))
    const numbered = lacksNumbers ? await session.run(listAddresses(of)) : rows
    return numbered.map(({ hasNoNumber: _, ...address }) => address)
  },
  async find(customerId, number) {
    const [address] = await session.run(addressNumbered({ customerId, tenantId, number }))
    return address
  },
})

/** As `addressLookUp`, written. */
export const addressBook = (session: Session, tenantId: string): AddressBook => ({
  ...addressLookUp(session, tenantId),
  async count(customerId) {
    const [row] = await session.run(countAddresses({ customerId, tenantId }))
    return row?.total ?? 0
  },
  async insert(customerId, id, details) {
    return storedRow(await session.run(insertAddress({ ...details, customerId, tenantId, id })))
  },
  async update(customerId, number, details) {
    return storedRow(await session.run(updateAddress({ ...details, customerId, tenantId, number })))
  },
  async clearDefault(customerId) {
    session.send(clearDefault({ customerId, tenantId }))
  },
  async remove(customerId, number) {
    session.send(removeAddress({ customerId, tenantId, number }))
  },
})
