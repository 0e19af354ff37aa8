import type { AddressDetails } from '../addresses/address-book.ts'
import type { ConsentRecord } from '../consents/consent.ts'
import type { CustomAttribute } from '../customers/custom-attributes.ts'
import type { Customer } from '../customers/customer.ts'
import type { DataRequest } from '../data-requests/data-request.ts'
import type { PlannedDeletion } from '../erasure/planned-deletion.ts'
import type { Purchase, Recorded, VoucherRedemption } from '../purchases/purchase.ts'
import type { Place } from './incoming.ts'

/** The systems that customers come from. */
export const systems = ['django', 'bagisto', 'singula', 'patron'] as const
export type System = (typeof systems)[number]

/** What a customer wants to be called. Of what is `null` they have none, or get one here. */
export interface WantedNames {
  /** Where clients know them by it: of Patron's own customers, and of Singula's. */
  readonly id: string | null
  readonly emailKey: string
  readonly usernameKey: string | null
  /** Where the tenant keeps them apart. */
  readonly externalId: string | null
  readonly referralCode: string | null
  readonly number: number | null
  /** The slug they had, or the stem of a new one. */
  readonly slug: string
  readonly emailIsShared: boolean
}

/** A customer ready to be stored, but for what they are called. */
export interface ReviewedCustomer {
  readonly place: Place
  readonly key: string
  readonly names: WantedNames
  /** When the old system says something of them changed last. */
  readonly changedAt: Date | null
  readonly customer: Omit<Customer, 'id' | 'number' | 'slug' | 'address' | 'referralCode'>
  readonly password: { readonly hash: string; readonly scheme: string; readonly changedAt: Date } | null
  readonly beside: readonly ReviewedPiece[]
}

/** Something of a customer beside the customer. Names that are `null` are the customer's. */
export type ReviewedPiece =
  | {
      readonly kind: 'address'
      readonly value: Omit<AddressDetails, 'firstName' | 'lastName'> & {
        /** Only of an address that Patron itself wrote down. */
        readonly id: string | null
        readonly number: number | null
        readonly firstName: string | null
        readonly lastName: string | null
        readonly createdAt: Date | null
        readonly updatedAt: Date | null
      }
    }
  | {
      readonly kind: 'subscription'
      readonly value: { readonly email: string; readonly emailKey: string; readonly subscribedAt: Date }
    }
  | {
      readonly kind: 'token'
      readonly value: {
        readonly id: string
        readonly number: number
        /** In hex. */
        readonly digest: string
        readonly startedAt: Date
        readonly expiresAt: Date
      }
    }
  | { readonly kind: 'attributes'; readonly value: { readonly attributes: readonly CustomAttribute[] } }
  | {
      readonly kind: 'consent'
      /** `textDigest` in hex. */
      readonly value: Omit<ConsentRecord, 'customerId' | 'textDigest'> & { readonly textDigest: string | null }
    }
  | { readonly kind: 'dataRequest'; readonly value: Omit<DataRequest, 'number'> & { readonly number: number | null } }
  | { readonly kind: 'purchase'; readonly value: Omit<Recorded<Purchase>, 'customerId'> }
  | { readonly kind: 'redemption'; readonly value: Omit<Recorded<VoucherRedemption>, 'customerId'> }
  | { readonly kind: 'bought'; readonly value: { readonly product: string } }
  | { readonly kind: 'redeemed'; readonly value: { readonly voucher: string } }
  | { readonly kind: 'plannedDeletion'; readonly value: PlannedDeletion }
  /** `content` in hex. */
  | { readonly kind: 'image'; readonly value: { readonly name: string; readonly content: string } }

export type PieceKind = ReviewedPiece['kind']

/** A piece that stood in a row of its own. */
export interface ReviewedRow {
  readonly place: Place
  readonly key: string
  readonly piece: ReviewedPiece
}

/** Why a row is not taken: a field as the core calls it, and a sentence for whoever imports. */
export interface Refused {
  readonly field: string | null
  readonly reason: string
}

/** What a review came to. Warnings say what was mended; each is counted. */
export type Review<Value> =
  | { readonly ok: true; readonly value: Value; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly refused: Refused }

export interface ReviewRules {
  readonly system: System
  readonly settings: {
    readonly emailUnique: boolean
    readonly externalIdUnique: boolean
    readonly customerTypes: readonly string[]
  }
  /** The moment the import began. */
  readonly now: Date
  /** How long tokens last of which the old system says no end. */
  readonly tokenSeconds: number
  /** IDNA: a domain in ASCII, empty when it has no such form. */
  toAscii(domain: string): string
  newId(): string
}
