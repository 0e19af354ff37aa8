import type { BookAddress } from '../../core/addresses/address-book.ts'
import { wireInstant, wireName } from './encode.ts'
import { iri } from './iri.ts'

/** Bagisto's two lines; a third one stays in the second. */
function lines(streetAddress: string): { readonly address1: string | null; readonly address2: string | null } {
  const [address1 = '', ...rest] = streetAddress.split('\n')
  return { address1: orNull(address1), address2: orNull(rest.join('\n')) }
}

const orNull = (text: string): string | null => (text === '' ? null : text)

/** An address as a list or a read shows it. Source: docs/contracts/bagisto.md#6-ids-and-value-forms. */
export const wireAddress = (address: BookAddress, typeName: 'GetCustomerAddresses' | 'CustomerAddress') => ({
  __typename: typeName,
  id: iri('customer-addresses', address.number),
  _id: address.number,
  addressType: 'customer',
  parentAddressId: null,
  cartId: null,
  orderId: null,
  firstName: address.firstName,
  lastName: address.lastName,
  name: wireName(address.firstName, address.lastName),
  gender: null,
  companyName: address.companyName,
  address: address.streetAddress,
  ...lines(address.streetAddress),
  city: address.city,
  state: orNull(address.state),
  country: orNull(address.country),
  postcode: orNull(address.postcode),
  email: address.email,
  phone: address.phone,
  vatId: address.vatId,
  defaultAddress: address.isDefault,
  useForShipping: address.usesForShipping,
  additional: null,
  createdAt: address.createdAt && wireInstant(address.createdAt),
  updatedAt: address.updatedAt && wireInstant(address.updatedAt),
})

/** An address as the answer to a change has it: its id is the number alone. */
export const wireChangedAddress = (
  address: BookAddress,
  typeName: 'createAddUpdateCustomerAddressPayloadData' | 'createDeleteCustomerAddressPayloadData',
) => ({
  __typename: typeName,
  id: String(address.number),
  _id: address.number,
  addressId: address.number,
  firstName: address.firstName,
  lastName: address.lastName,
  companyName: address.companyName,
  vatId: address.vatId,
  email: address.email,
  phone: address.phone,
  ...lines(address.streetAddress),
  country: orNull(address.country),
  state: orNull(address.state),
  city: address.city,
  postcode: orNull(address.postcode),
  defaultAddress: address.isDefault,
  useForShipping: address.usesForShipping,
})
