/** That a customer was erased: all that is kept of it, in the database and outside. */
export interface Erasure {
  readonly customerId: string
  readonly tenantId: string
  readonly erasedAt: Date
}

export interface ErasureStore {
  /**
   * Takes away everything the tenant has of the customer but their names; id, number, emptied events and what they said to
   * consents stay.
   */
  empty(customerId: string): Promise<void>
  /**
   * Notes the erasure, unless it was noted before.
   *
   * @param isInLedger  whether it stands outside the database already
   * @returns when the customer was erased first
   */
  note(customerId: string, erasedAt: Date, isInLedger: boolean): Promise<Date>
}

/** Where erasures stand outside the database, which a restored backup has not heard of. */
export interface ErasureLedger {
  /**
   * Returns once it is on the disk. An erasure may stand there more than once.
   *
   * @throws Trouble `unavailable` when it cannot be written
   */
  append(erasures: readonly Erasure[]): Promise<void>
}

/** Of the erasures the database knows, those that a crash may have kept from the ledger. */
export interface UnledgeredStore {
  /** Some of them, at most as many as are worth one write. */
  some(): Promise<readonly Erasure[]>
  markLedgered(customerIds: readonly string[]): Promise<void>
}
