import type { BookAddress } from '../../../core/addresses/address-book.ts'
import type { OwnRequest } from '../calls/data-requests.ts'
import type { WireCustomer, wireProfile, wireUpdatedProfile } from '../encode.ts'
import { wireAddress, wireChangedAddress } from '../encode-address.ts'
import { wireDataRequest } from '../encode-data-request.ts'
import { iri } from '../iri.ts'

/** GraphQL's object with its number for an id, and without its type. */
function flat<Wire extends { readonly __typename: string; readonly id: string; readonly _id: number | string }>(wire: Wire) {
  const { __typename: _typeName, id: _iri, _id, ...rest } = wire
  return { id: Number(_id), ...rest }
}

/** Flags are numbers here. Source: docs/contracts/bagisto.md#6-ids-and-value-forms. */
export const restCustomer = (customer: WireCustomer) => ({
  ...flat(customer),
  status: Number(customer.status),
  isVerified: Number(customer.isVerified),
  isSuspended: Number(customer.isSuspended),
})

export function restProfile(profile: ReturnType<typeof wireProfile>) {
  const { success: _success, message: _message, ...rest } = flat(profile)
  return rest
}

/** What is null is left out. */
export const restUpdatedProfile = (profile: ReturnType<typeof wireUpdatedProfile>) =>
  Object.fromEntries(Object.entries(flat(profile)).filter(([, value]) => value !== null))

export const restAddress = (address: BookAddress) => flat(wireAddress(address, 'CustomerAddress'))

export const restChangedAddress = (address: BookAddress) =>
  flat(wireChangedAddress(address, 'createAddUpdateCustomerAddressPayloadData'))

/** Its customer is named by an id. */
export const restDataRequest = (own: OwnRequest, successMessage: string | null = null) => ({
  ...flat(wireDataRequest(own, 'GdprRequest', successMessage)),
  customer: iri('customers', own.customer.number),
})
