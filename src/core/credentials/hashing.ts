/** Hashing is shared out by what it serves, so that a flood of one kind cannot starve the other. */
export type HashLane = 'sign_in' | 'registration' | 'import'

/** The slow, memory-hard part of a credential, done off the event loop and never waited for without bound. */
export interface PasswordHashing {
  /**
   * Refuses at once when a hash asked for now could not be finished within the deadline.
   *
   * @throws Trouble `busy`
   */
  admit(lane: HashLane): void
  /**
   * Hashes the password's UTF-8 bytes as they are into a PHC string.
   *
   * @throws Trouble `busy` when the deadline of the lane cannot be met
   */
  hash(password: string, lane: HashLane): Promise<string>
}
