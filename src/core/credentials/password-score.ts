/** How many guesses a password stands up to, by somebody who knows what people choose. */
export interface PasswordScoring {
  /**
   * 0 for fewer than a thousand guesses, 1 for fewer than a million, 2 for 10^8, 3 for 10^10, 4 for more. A long password is
   * scored by its beginning, which scores it no higher.
   *
   * @param ownWords  what is known of the customer, such as names and addresses; a password made of them is soon guessed
   * @throws Trouble `busy` when the score cannot be had in time; `internal` when the scoring itself failed
   * @source docs/contracts/singula.md, section 5.2 (90073)
   */
  score(password: string, ownWords: readonly string[]): Promise<number>
}
