/** Hashing is shared out by what it serves, so that a flood of one kind cannot starve the other. */
export type HashLane = 'sign_in' | 'registration' | 'import'

/** The slow, memory-hard part of a credential, done off the event loop and never waited for without bound. */
export interface PasswordHashing {
  /**
   * Refuses at once when a hash asked for now could not be finished within the deadline.
   * A place is kept for a moment only, so that bodies which come slowly keep none: `hash` looks again, and may refuse what
   * was let in before.
   * It looks at our own hashes; whether a foreign one can be verified in time, `verify` alone tells.
   *
   * @throws Trouble `busy`, with the seconds after which another try is worth it
   */
  admit(lane: HashLane): void
  /**
   * Hashes the password's UTF-8 bytes as they are into a PHC string.
   *
   * @throws Trouble `busy` when the deadline cannot be met, mostly at once, at the latest when it has passed;
   *   `internal` when the hashing itself failed (nothing is tried again on its own; asking again is safe)
   */
  hash(password: string, lane: HashLane): Promise<string>
  /**
   * Tells whether this is the password the hash was made of, by its UTF-8 bytes as they are.
   * Our own hashes are verified as sign-ins. Foreign ones have threads and a queue of their own, and four times as long:
   * neither kind waits for the other. An unusable hash answers false at once; whoever must not show that verifies
   * the decoy instead.
   *
   * @throws Trouble as `hash` does
   */
  verify(password: string, hash: string): Promise<boolean>
  /** Whether the hash should be made again when its password is at hand: it is not Argon2id of the configured cost. */
  isOutdated(hash: string): boolean
  /** A hash of the configured cost that no known password verifies against, always the same: it stands in for accounts that are none. */
  decoy(): Promise<string>
  /**
   * What one verification of this scheme takes on this machine, by the clock on the wall. Measured when first asked for,
   * where foreign hashes are verified, and remembered. 0 for our own scheme, and for what is never verified.
   *
   * @param scheme  as `schemeOf` names it
   * @throws Trouble as `hash` does; the next call measures again
   */
  millisecondsOf(scheme: string): Promise<number>
}
