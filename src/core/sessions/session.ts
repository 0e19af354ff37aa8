import type { Customer } from '../customers/customer.ts'

/** One sign-in on one device. Its refresh tokens are one family, of which `refreshId` names the one that works now. */
export interface Session {
  readonly id: string
  /** `null` for a storefront's session, whose one token is never turned. */
  readonly refreshId: string | null
  /** The one before it, with rotation on. */
  readonly previousRefreshId: string | null
  /** How long ago `refreshId` came into use, by the clock of the database. */
  readonly refreshedSecondsAgo: number
  /** Ended by its customer or by a change of the account. */
  readonly hasEnded: boolean
  /** Past its last moment: nothing is refreshed any more, and access tokens given out before last as long as they say. */
  readonly hasRunOut: boolean
}

export interface NewSession {
  readonly customerId: string
  readonly id: string
  /** What the session is used by: a family of refresh tokens, or one storefront token, of which this is the digest. */
  readonly usedBy: { readonly refreshId: string } | { readonly secretDigest: Uint8Array }
  readonly lifetimeSeconds: number
  /** By its short name; absent where it is none, or nobody can tell. */
  readonly browser?: string | null
  /** Of the password that was proven. */
  readonly passwordVersion: number
}

/** A storefront's session with what proves it. */
export interface StorefrontSession extends Session {
  readonly secretDigest: Uint8Array
}

export interface RefreshUse {
  readonly customerId: string
  readonly id: string
  readonly usedId: string
  readonly nextId: string
  readonly lifetimeSeconds: number
}

export interface SessionStore {
  /**
   * Begins a session and notes the sign-in, if the customer is still active and the password still the one proven.
   *
   * @returns the number of a storefront's session, 0 of another; `undefined` when it is not: the transaction must not commit
   */
  begin(session: NewSession): Promise<number | undefined>
  /** As `begin`, for a customer who has just registered in this transaction: that is no sign-in. */
  open(session: NewSession): Promise<number | undefined>
  /** Ends one session; false when there is none to end. */
  end(customerId: string, id: string): Promise<boolean>
  /** Ends every session of the customer but the one named. Writes wait for nobody. */
  endAll(customerId: string, exceptId: string | null): Promise<void>
  /** What is claimed of the customer's tokens that an older shop made: their digests in hex. */
  importedTokens(customerId: string): Promise<readonly string[]>
  /** Puts the next refresh token in the place of the one used; of many uses of one at once, one gets true. */
  rotate(use: RefreshUse): Promise<boolean>
}

/** The one question every authenticated request asks. */
export interface SessionLookUp {
  /** The customer, with the session if there is one of this id. `undefined`: the tenant has no such customer. */
  customerWithSession(
    customerId: string,
    sessionId: string | null,
  ): Promise<{ readonly customer: Customer; readonly session: Session | undefined } | undefined>
  /**
   * The customer with their storefront session of this number and digest: an older shop's tokens, which have numbers of their
   * own, may share the number.
   */
  customerWithStorefrontSession(
    customerId: string,
    sessionNumber: number,
    secretDigest: Uint8Array,
  ): Promise<StorefrontHolder | undefined>
  /** As above for a token that an older shop made, whose customer is found by what was kept of the token: its digest. */
  importedStorefrontSession(secretDigest: Uint8Array, sessionNumber: number): Promise<StorefrontHolder | undefined>
  /** The customer of this number, for tokens that name no other id. */
  customerNumbered(number: number): Promise<Customer | undefined>
}

export interface StorefrontHolder {
  readonly customer: Customer
  readonly session: StorefrontSession | undefined
}
