import type { LoginHolder } from './login.ts'

/** A login that is unknown here, or known without a password. */
export interface UnknownLogin {
  /** Both as sent. */
  readonly login: string
  readonly password: string
  readonly known: LoginHolder | undefined
}

/** The system that a tenant's customers come from, as long as it runs. */
export interface PreviousLogins {
  /**
   * Asks it once whether login and password are good there. Where they are, the customer is here afterwards, with the password.
   *
   * @returns false when they are wrong there, too, and for whoever may not come
   * @throws Trouble `unavailable` when it gives no answer, which says nothing of the password; `busy` when too many are asked
   *   for already, or the hash cannot be made in time; `internal` for somebody who is proven and cannot be stored here
   */
  moveIn(login: UnknownLogin): Promise<boolean>
  /** Told how long a sign-in took that was asked about there and refused: no other refusal may be quicker. */
  noteRefusal(milliseconds: number): void
}
