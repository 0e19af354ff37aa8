import type { Address } from '../addresses/address.ts'

/** `active`; `suspended` by the shop; `deactivated` by the customer; `deleted` for good, with nothing personal left. */
export type CustomerState = 'active' | 'suspended' | 'deactivated' | 'deleted'

/** A customer as every contract sees it. */
export interface Customer {
  /** UUIDv7, never used again. */
  readonly id: string
  /** Small whole number, unique in the installation; contracts show it as `user_id` or `_id`. */
  readonly number: number
  readonly state: CustomerState
  /** As typed, its domain in lower case. */
  readonly email: string
  /** What decides identity, and the version of the function that made it. */
  readonly emailKey: string
  readonly emailKeyVersion: number
  readonly firstName: string
  readonly lastName: string
  /** As typed, and what decides whose it is; `null` where the address is the username. */
  readonly username: string | null
  readonly usernameKey: string | null
  /** Whether others of the tenant may have the same mailbox: it is claimed by nobody then. */
  readonly emailIsShared: boolean
  /** What another system calls the customer. */
  readonly externalId: string | null
  readonly title: string | null
  readonly displayName: string | null
  /** One of those the tenant has. */
  readonly customerType: string | null
  /** ISO 4217. */
  readonly currency: string | null
  /** ISO 3166-1 alpha-2. */
  readonly nationality: string | null
  readonly mobile: string | null
  /** What others can be told to name when they register; unique in the tenant. */
  readonly referralCode: string | null
  readonly slug: string
  /** `YYYY-MM-DD`. */
  readonly dateOfBirth: string | null
  /** As typed. Not unique: families share one. */
  readonly phone: string | null
  readonly gender: string | null
  readonly subscribedToNewsletter: boolean
  /** Names the profile's image, `<uuid>.<png|jpg|webp>`. */
  readonly imageName: string | null
  /** The default one of the customer's addresses. */
  readonly address: Address | null
  readonly isVendor: boolean
  readonly lastPurchaseAt: Date | null
  /** Distinct products. */
  readonly productsBoughtCount: number
  readonly totalUnitsBought: number
  /** The shop's own references. */
  readonly productsBought: readonly string[]
  readonly redeemedVouchers: readonly string[]
  /** When the customer proved that the mailbox is theirs; `null` until then. */
  readonly emailVerifiedAt: Date | null
  readonly lastSignInAt: Date | null
  readonly createdAt: Date
  /** A key, a member of the staff or a customer, by their ids; `null` where it was not noted. */
  readonly createdBy: string | null
  readonly modifiedBy: string | null
  readonly modifiedAt: Date | null
}

/** What a customer can change about themselves. */
export type CustomerProfile = Pick<
  Customer,
  | 'email'
  | 'emailKey'
  | 'emailKeyVersion'
  | 'emailVerifiedAt'
  | 'firstName'
  | 'lastName'
  | 'slug'
  | 'dateOfBirth'
  | 'phone'
  | 'gender'
  | 'address'
  | 'username'
  | 'usernameKey'
  | 'emailIsShared'
  | 'externalId'
  | 'title'
  | 'displayName'
  | 'customerType'
  | 'currency'
  | 'nationality'
  | 'mobile'
  | 'modifiedBy'
  | 'modifiedAt'
>

/** Where a customer's mail goes, and whether that is proven; and the username, which may be the same address. */
export type Mailbox = Pick<Customer, 'email' | 'emailKey' | 'emailKeyVersion' | 'emailVerifiedAt' | 'username' | 'usernameKey'>

/** Who changed a customer last, and when. */
export interface Modification {
  readonly modifiedBy: string
  readonly modifiedAt: Date
}

export interface CustomerStore {
  /** Stores a customer that has no address, purchases or vouchers yet. */
  insert(customer: Customer): Promise<void>
  /** The whole customer, or `undefined` when this tenant has none of this id. */
  find(id: string): Promise<Customer | undefined>
  /** As `find`, and whoever else would change or sign in this customer waits until the transaction ends. */
  lock(id: string): Promise<Customer | undefined>
  /**
   * Stores the profile whole; an address that is not `null` takes the place of the default one.
   *
   * @param addressId  what the address is called if it is the first
   */
  updateProfile(id: string, profile: CustomerProfile, addressId: string): Promise<void>
  setMailbox(id: string, mailbox: Mailbox): Promise<void>
  setState(id: string, state: CustomerState): Promise<void>
  setVendor(id: string, isVendor: boolean): Promise<void>
  /** Notes who changed what is kept beside the customer. */
  noteChange(id: string, change: Modification): Promise<void>
}
