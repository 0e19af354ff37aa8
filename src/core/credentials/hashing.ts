/** Hashing is shared out by what it serves, so that a flood of one kind cannot starve the other. */
export type HashLane = 'sign_in' | 'registration' | 'import'

/** The slow, memory-hard part of a credential, done off the event loop and never waited for without bound. */
export interface PasswordHashing {
  /**
   * Refuses at once when a hash asked for now could not be finished within the deadline.
   * A look and no reservation: `hash` looks again, and may refuse what was let in a moment before.
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
}
