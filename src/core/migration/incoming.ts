import type { BookAddress } from '../addresses/address-book.ts'
import type { PortableCustomer, PortableProfile } from './portable-customer.ts'

/** Where something stands: the file as it was named, and the line, row or object it begins at, from 1. */
export interface Place {
  readonly file: string
  readonly line: number
}

/**
 * A customer as another system wrote them down. What it does not say is absent. `key` is what that system calls them, and
 * what its other rows name them by; it is unique in an import.
 */
export interface IncomingCustomer {
  readonly kind: 'customer'
  readonly place: Place
  readonly key: string
  /** Text as it stands there, but for times and marks. `email` alone is there always, and may be nobody's address. */
  readonly profile: Partial<PortableProfile> & Pick<PortableProfile, 'email'>
  /** `null`: the customer has no password. */
  readonly passwordHash?: string | null
  /** What is nested in the customer's own row. */
  readonly beside: Partial<Omit<PortableCustomer, 'profile' | 'passwordHash' | 'addresses'>>
  readonly addresses: readonly IncomingAddress[]
}

/**
 * Absent names are the customer's. Only another Patron says `id` and `number`, which the address keeps; of a time `null` says
 * that nobody noted it.
 */
export type IncomingAddress = Partial<BookAddress>

/** Something of a customer that stands in a row, and mostly in a file, of its own. */
export type IncomingPiece = { readonly place: Place; readonly customerKey: string } & (
  | { readonly kind: 'address'; readonly address: IncomingAddress }
  /** Of a mailbox that may be another than the customer's. */
  | { readonly kind: 'subscription'; readonly email: string; readonly subscribedAt: Date | null }
  /**
   * A session of the old system that goes on. `number` is what stands before the bar of its token, `digest` the SHA-256 of the
   * secret behind it, which is not known.
   */
  | {
      readonly kind: 'token'
      readonly number: number
      readonly digest: Uint8Array
      readonly createdAt: Date
      readonly expiresAt: Date | null
    }
)

/** A row that cannot be taken, and why. */
export interface Rejected {
  readonly kind: 'rejected'
  readonly place: Place
  /** As the file calls it; `null`: the whole row. */
  readonly field: string | null
  /** A sentence for the person who imports. It quotes no password and no hash. */
  readonly reason: string
}

/** A row that was meant for something else, e.g. the address of a cart. */
export interface Skipped {
  readonly kind: 'skipped'
  readonly place: Place
  readonly reason: string
}

export type IncomingRow = IncomingCustomer | IncomingPiece | Rejected | Skipped
