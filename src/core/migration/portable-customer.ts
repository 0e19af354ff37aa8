import type { BookAddress } from '../addresses/address-book.ts'
import type { ConsentRecord } from '../consents/consent.ts'
import type { CustomAttribute } from '../customers/custom-attributes.ts'
import type { DataRequest } from '../data-requests/data-request.ts'
import type { OwnProfile } from '../disclosure/own-data.ts'
import type { PlannedDeletion } from '../erasure/planned-deletion.ts'
import type { Purchase, Recorded, VoucherRedemption } from '../purchases/purchase.ts'

/** As customers are told it: what only the machine compares by is made again, and the address stands in the book. */
export type PortableProfile = OwnProfile

/** A mailbox that is subscribed to the newsletter. */
export interface Subscription {
  readonly email: string
  readonly subscribedAt: Date
}

/**
 * Everything of one customer that another installation goes on with. Sessions, waiting mails and the history of events stay
 * where they were: they are good for the installation that made them. Times are to the millisecond, as every surface tells them.
 */
export interface PortableCustomer {
  readonly profile: PortableProfile
  /** As it is stored; `null`: there is none. Absent: it was not asked for. */
  readonly passwordHash?: string | null
  /** By ascending number, as are the data requests. */
  readonly addresses: readonly BookAddress[]
  readonly customAttributes: readonly CustomAttribute[]
  readonly subscriptions: readonly Subscription[]
  /** Every answer there was, oldest first. */
  readonly consents: readonly Omit<ConsentRecord, 'customerId'>[]
  readonly dataRequests: readonly DataRequest[]
  readonly purchases: readonly Omit<Recorded<Purchase>, 'customerId'>[]
  readonly voucherRedemptions: readonly Omit<Recorded<VoucherRedemption>, 'customerId'>[]
  /** What the profile names as `imageName`. */
  readonly image: Uint8Array | null
  /** A wish that has to be kept wherever the customer is; `null`: there is none. */
  readonly plannedDeletion: PlannedDeletion | null
}
