/** What another system keeps, as it answered. */
export type PreviousRecord = Readonly<Record<string, unknown>>

/** Somebody whose login and password are good in another system, as its tables would have them. */
export interface PreviousCustomer {
  readonly record: PreviousRecord
  /** Of contracts in which addresses stand beside the customer. */
  readonly addresses: readonly PreviousRecord[]
}

/**
 * Asks another system, once, whether login and password are good there.
 *
 * @returns `undefined` when they are refused
 * @throws Trouble `unavailable` when it gives no answer, or one that is none of its contract
 */
export type PreviousLogin = (login: string, password: string) => Promise<PreviousCustomer | undefined>
