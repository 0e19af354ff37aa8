import type { RecordDetails } from '../account/record.ts'
import { soleAddressDetails } from '../account/sole-address.ts'
import type { AddressBook } from '../addresses/address-book.ts'
import { type CustomAttributeStore, mergeAttributes } from '../customers/custom-attributes.ts'
import type { Customer } from '../customers/customer.ts'

export interface RecordStores {
  readonly addresses: Pick<AddressBook, 'insert'>
  readonly customAttributes: Pick<CustomAttributeStore, 'replace'>
}

/** What of a record is kept beside the customer. */
export async function keepRecord(
  { id: customerId, firstName, lastName }: Pick<Customer, 'id' | 'firstName' | 'lastName'>,
  record: RecordDetails | undefined,
  addressId: string,
  { addresses, customAttributes }: RecordStores,
): Promise<void> {
  if (!record) return
  const attributes = mergeAttributes([], record.attributes)
  if (attributes.length > 0) await customAttributes.replace(customerId, attributes)
  if (record.address) await addresses.insert(customerId, addressId, soleAddressDetails(record.address, { firstName, lastName }))
}
