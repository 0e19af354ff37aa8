import { Trouble } from '../../violations/trouble.ts'
import { canBeNumber } from '../tenants/numbered.ts'
import type { Address } from './address.ts'

/** One of the addresses a customer keeps. Lines of the street are joined by newlines; texts that were not given are empty. */
export interface BookAddress extends Address {
  readonly id: string
  /** Drawn from one sequence for the installation; what contracts call it by. */
  readonly number: number
  readonly firstName: string
  readonly lastName: string
  readonly companyName: string | null
  readonly vatId: string | null
  /** As typed; it is nobody's mailbox as far as we know. */
  readonly email: string | null
  readonly phone: string | null
  /** Of a customer's addresses one has the mark, or none: it is what contracts with a single address show. */
  readonly isDefault: boolean
  readonly usesForShipping: boolean
  /** `null` where it was not noted. */
  readonly createdAt: Date | null
  readonly updatedAt: Date | null
}

/** What a customer says of an address. */
export type AddressDetails = Omit<BookAddress, 'id' | 'number' | 'createdAt' | 'updatedAt'>

/** The addresses of customers, each asked for by its customer: nobody's number leads to somebody else's address. */
export interface AddressLookUp {
  /** All, by ascending number. Addresses from before there were numbers get theirs the first time somebody looks. */
  list(customerId: string): Promise<readonly BookAddress[]>
  find(customerId: string, number: number): Promise<BookAddress | undefined>
}

/** As `AddressLookUp`, written; for a transaction that has locked the customer. */
export interface AddressBook extends AddressLookUp {
  count(customerId: string): Promise<number>
  insert(customerId: string, id: string, details: AddressDetails): Promise<BookAddress>
  /** Stores the details whole. */
  update(customerId: string, number: number, details: AddressDetails): Promise<BookAddress>
  /** Takes the default mark off whichever address has it. */
  clearDefault(customerId: string): Promise<void>
  remove(customerId: string, number: number): Promise<void>
}

/**
 * The customer's address of this number.
 *
 * @throws Trouble `no_such_address`, also when it is somebody else's
 */
export async function requireAddress(
  customerId: string,
  number: number,
  addresses: Pick<AddressLookUp, 'find'>,
): Promise<BookAddress> {
  const address = canBeNumber(number) ? await addresses.find(customerId, number) : undefined
  if (!address) throw new Trouble({ code: 'no_such_address' })
  return address
}

// ASVS 5.0 item 2.3.2 asks for a quota; nobody ships to more places than this.
const mostAddresses = 100

/**
 * Refuses one address more than a customer may have. The customer is locked, so no two find the last place free.
 *
 * @throws Trouble `quota_reached`
 */
export async function requireRoom(customerId: string, addresses: Pick<AddressBook, 'count'>): Promise<void> {
  const isFull = (await addresses.count(customerId)) >= mostAddresses
  if (isFull) throw new Trouble({ code: 'quota_reached', of: 'addresses', maximum: mostAddresses })
}
