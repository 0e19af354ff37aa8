import type { Violation } from '../../violations/violation.ts'
import type { PasswordScoring } from '../credentials/password-score.ts'

/** What whoever guesses at a customer's password knows of them; empty where there is none. */
export interface OwnWords {
  readonly username: string
  readonly email: string
  readonly firstName: string
  readonly lastName: string
}

/**
 * Whether a password would be guessed too soon.
 *
 * @param minimumScore  0 to 4
 * @throws Trouble `busy` when the score cannot be had in time
 */
export async function reviewScore(
  password: string,
  { username, email, firstName, lastName }: OwnWords,
  minimumScore: number,
  scoring: PasswordScoring,
): Promise<readonly Violation[]> {
  const words = [username, email, firstName, lastName].filter((word) => word !== '')
  const score = await scoring.score(password, words)
  return score < minimumScore ? [{ code: 'password_too_weak', field: 'password', score, minimumScore }] : []
}
