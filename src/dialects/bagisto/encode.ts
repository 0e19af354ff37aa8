import type { Customer } from '../../core/customers/customer.ts'
import { capitalised } from './policy.ts'

/** `Customer` as GraphQL has it; what only a registration tells is `null` otherwise. */
export interface WireCustomer {
  readonly __typename: 'Customer'
  readonly id: string
  readonly _id: number
  readonly firstName: string
  readonly lastName: string
  readonly name: string
  readonly email: string
  readonly phone: string | null
  readonly gender: string | null
  readonly dateOfBirth: string | null
  readonly status: '1' | '0'
  readonly isVerified: '1' | '0'
  readonly isSuspended: '1' | '0'
  readonly subscribedToNewsLetter: boolean
  readonly token: string | null
  readonly apiToken: string | null
  readonly deviceToken: string | null
  readonly customerGroupId: null
  readonly channelId: null
  readonly rememberToken: null
}

/** What a registration has given the customer. */
export interface Given {
  readonly token: string
  readonly apiToken: string
  readonly deviceToken: string | null
}

const flag = (value: boolean): '1' | '0' => (value ? '1' : '0')
/** Active, or suspended by the shop; `0` is who has deactivated the account. */
const status = ({ state }: Customer): '1' | '0' => flag(state === 'active' || state === 'suspended')

/** Both names, the first letter of each a capital, nothing cut. */
export const wireName = (firstName: string, lastName: string): string => `${capitalised(firstName)} ${capitalised(lastName)}`

/** @source docs/contracts/bagisto.md#6-ids-and-value-forms */
export const wireCustomer = (customer: Customer, given?: Given): WireCustomer => ({
  __typename: 'Customer',
  id: `/api/shop/customers/${customer.number}`,
  _id: customer.number,
  firstName: customer.firstName,
  lastName: customer.lastName,
  name: wireName(customer.firstName, customer.lastName),
  email: customer.email,
  phone: customer.phone,
  gender: customer.gender,
  dateOfBirth: customer.dateOfBirth,
  status: status(customer),
  isVerified: flag(customer.emailVerifiedAt !== null),
  isSuspended: flag(customer.state === 'suspended'),
  subscribedToNewsLetter: customer.subscribedToNewsletter,
  token: given?.token ?? null,
  apiToken: given?.apiToken ?? null,
  deviceToken: given?.deviceToken ?? null,
  customerGroupId: null,
  channelId: null,
  rememberToken: null,
})

/** `CustomerProfile` as it is read: unset texts are empty. */
export const wireProfile = (customer: Customer, image: string | null) => ({
  __typename: 'CustomerProfile' as const,
  id: `/api/shop/customer_profiles/${customer.number}`,
  _id: String(customer.number),
  firstName: customer.firstName,
  lastName: customer.lastName,
  email: customer.email,
  phone: customer.phone ?? '',
  gender: customer.gender ?? '',
  dateOfBirth: customer.dateOfBirth ?? '',
  status: status(customer),
  subscribedToNewsLetter: customer.subscribedToNewsletter,
  isVerified: flag(customer.emailVerifiedAt !== null),
  isSuspended: flag(customer.state === 'suspended'),
  image,
  success: null,
  message: null,
})

/** The same after a change: unset texts are `null`, and two flags have words. */
export const wireUpdatedProfile = (customer: Customer, image: string | null) => ({
  __typename: 'createCustomerProfileUpdatePayloadData' as const,
  id: `/api/shop/customer_profile_updates/${customer.number}`,
  _id: String(customer.number),
  firstName: customer.firstName,
  lastName: customer.lastName,
  email: customer.email,
  phone: customer.phone,
  gender: customer.gender,
  dateOfBirth: customer.dateOfBirth,
  status: status(customer),
  subscribedToNewsLetter: customer.subscribedToNewsletter,
  isVerified: String(customer.emailVerifiedAt !== null),
  isSuspended: String(customer.state === 'suspended'),
  image,
  success: true,
  message: 'Customer profile updated successfully',
})

/** As PHP writes an instant: without a fraction, with the offset in numbers. */
export const wireInstant = (instant: Date): string => instant.toISOString().replace(/\.\d{3}Z$/, '+00:00')
