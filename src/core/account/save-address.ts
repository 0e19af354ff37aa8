import type { Violation } from '../../violations/violation.ts'
import {
  type AddressBook,
  type AddressDetails,
  type BookAddress,
  requireAddress,
  requireRoom,
} from '../addresses/address-book.ts'
import type { CustomerStore } from '../customers/customer.ts'
import type { CustomerEvent, EventStore } from '../outbox/event.ts'
import { lockActive } from './lock-active.ts'
import { type AddressChanges, type AddressPolicy, type BookAddressDraft, reviewBookAddress } from './review-address.ts'

export interface AddressStores {
  readonly customers: Pick<CustomerStore, 'lock'>
  readonly addresses: AddressBook
  readonly events: EventStore
}

interface AddressDeps<Result> {
  transaction(work: (stores: AddressStores) => Promise<Result>): Promise<Result>
  newId(): string
  now(): Date
}

export interface AddressChange {
  readonly customerId: string
  /** Of the address that changes; `null` for a new one. */
  readonly number: number | null
  readonly draft: BookAddressDraft
  readonly policy: AddressPolicy
}

export type AddressOutcome =
  | { readonly ok: true; readonly address: BookAddress }
  | { readonly ok: false; readonly violations: readonly Violation[] }

const nothing: AddressDetails = {
  firstName: '',
  lastName: '',
  companyName: null,
  vatId: null,
  email: null,
  phone: null,
  streetAddress: '',
  postcode: '',
  city: '',
  state: '',
  country: '',
  kind: null,
  isDefault: false,
  usesForShipping: false,
}

/**
 * Adds an address to the customer's book, or changes what is sent of one: reports everything wrong at once, or stores the
 * whole change with its event. The default mark moves here when it is asked for, goes when it is refused, and is never
 * given to an address that did not ask for it. What is as it was before is left as it is.
 *
 * @returns the address as it is now, or at least one violation, in field order
 * @throws Trouble `no_such_address`, `quota_reached`, `account_inactive`, `no_such_customer`, `unavailable`
 * @source docs/contracts/bagisto.md, section 8.9
 */
export async function saveAddress(change: AddressChange, deps: AddressDeps<AddressOutcome>): Promise<AddressOutcome> {
  const { customerId, number, draft, policy } = change
  const { changes, violations } = reviewBookAddress(draft, number === null, policy)
  if (violations.length > 0) return { ok: false, violations }
  return deps.transaction(async ({ customers, addresses, events }): Promise<AddressOutcome> => {
    await lockActive(customerId, customers)
    const before = number === null ? undefined : await requireAddress(customerId, number, addresses)
    if (!before) await requireRoom(customerId, addresses)
    if (before && saysNothingNew(before, changes)) return { ok: true, address: before }
    const details = changed(before ?? nothing, changes)
    if (details.isDefault && !before?.isDefault) await addresses.clearDefault(customerId)
    const address = before
      ? await addresses.update(customerId, before.number, details)
      : await addresses.insert(customerId, deps.newId(), details)
    await events.append(bookChanged(customerId, deps))
    return { ok: true, address }
  })
}

/**
 * Removes one of the customer's addresses. When it was the default one, no other takes its place.
 *
 * @returns the address as it was
 * @throws Trouble `no_such_address`, `account_inactive`, `no_such_customer`, `unavailable`
 * @source docs/contracts/bagisto.md, section 8.9
 */
export async function removeAddress(customerId: string, number: number, deps: AddressDeps<BookAddress>): Promise<BookAddress> {
  return deps.transaction(async ({ customers, addresses, events }) => {
    await lockActive(customerId, customers)
    const address = await requireAddress(customerId, number, addresses)
    await addresses.remove(customerId, number)
    await events.append(bookChanged(customerId, deps))
    return address
  })
}

const saysNothingNew = (before: AddressDetails, changes: AddressChanges): boolean =>
  entriesOf(changes).every(([detail, value]) => value === undefined || value === before[detail])

function changed(before: AddressDetails, changes: AddressChanges): AddressDetails {
  const said = entriesOf(changes).filter(([, value]) => value !== undefined)
  return { ...before, ...Object.fromEntries(said) }
}

const entriesOf = (changes: AddressChanges) =>
  Object.entries(changes) as [keyof AddressDetails, AddressChanges[keyof AddressDetails]][]

const bookChanged = (customerId: string, deps: Pick<AddressDeps<unknown>, 'newId' | 'now'>): CustomerEvent => ({
  id: deps.newId(),
  customerId,
  type: 'customer.updated',
  occurredAt: deps.now(),
  facts: { changed: 'addresses' },
  personal: null,
})
