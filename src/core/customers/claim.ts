/**
 * Names that only one customer of a tenant may hold. E-mail addresses and usernames share `login`,
 * so that neither can shadow the other; `newsletter` is of mailboxes that are subscribed, and `imported_token` the
 * SHA-256, in hex, of a token an older shop made. Values are canonical keys, compared by bytes.
 */
export type ClaimKind = 'login' | 'slug' | 'number' | 'external_id' | 'referral_code' | 'newsletter' | 'imported_token'

export interface Claim {
  readonly kind: ClaimKind
  readonly value: string
}

export const numberClaim = (number: number): Claim => ({ kind: 'number', value: String(number) })

/** @param emailKey  as `emailKey` makes it */
export const loginClaim = (emailKey: string): Claim => ({ kind: 'login', value: emailKey })

/** @param emailKey  as `emailKey` makes it */
export const newsletterClaim = (emailKey: string): Claim => ({ kind: 'newsletter', value: emailKey })

/** @param externalId  as it was sent: it is compared exactly */
export const externalIdClaim = (externalId: string): Claim => ({ kind: 'external_id', value: externalId })

/** @param digest  SHA-256 of the token's secret, in hex */
export const importedTokenClaim = (digest: string): Claim => ({ kind: 'imported_token', value: digest })

export interface ClaimStore {
  /** Of the values asked about, those somebody holds now. A look, no promise: `take` decides. */
  held(kind: ClaimKind, values: readonly string[]): Promise<readonly string[]>
  /** Of the names, those somebody holds now, and a number for a customer if it is none of them. A look, as `held`. */
  heldOrNumber(names: readonly Claim[]): Promise<{ held: readonly Claim[] } | { number: number }>
  /** Who holds the name now; a look, as `held`. */
  holder(name: Claim): Promise<string | undefined>
  /** Frees names this customer holds. */
  release(customerId: string, names: readonly Claim[]): Promise<void>
  /**
   * Takes the names for one customer; of a race for a name exactly one transaction wins.
   *
   * @returns the first of `names` that another customer holds, in which case the transaction must not commit what needs it
   */
  take(customerId: string, names: readonly Claim[]): Promise<Claim | undefined>
  /** As `take`, and draws the customer's number in the same statement. */
  takeWithNumber(customerId: string, names: readonly Claim[]): Promise<{ lost: Claim | undefined; number: number }>
}

/** What can be done with names only within a transaction. */
export interface ClaimTransaction extends ClaimStore {
  /**
   * Takes the names together with what is written next, without waiting for it. When another customer holds one of them the
   * transaction fails, with an error that `isNameTaken` knows, and nothing of it is kept.
   */
  takeAll(customerId: string, names: readonly Claim[]): Promise<void>
}
