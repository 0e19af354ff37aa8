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
   * @returns false when they are wrong there, too
   * @throws Trouble `unavailable` when it gives no answer, which says nothing of the password; `busy` when too many are asked
   *   for already
   */
  moveIn(login: UnknownLogin): Promise<boolean>
}
