/** What a customer proves to be themselves with. */
export interface PasswordCredential {
  readonly customerId: string
  /** PHC string of our own making, or `noPassword`. */
  readonly hash: string
  readonly changedAt: Date
}

export interface PasswordLookUp {
  /** `undefined`: the customer has no password. */
  hashOf(customerId: string): Promise<string | undefined>
}

/** Writes wait for nobody. */
export interface CredentialStore {
  /** Stores the first password of a customer who has none. */
  insert(credential: PasswordCredential): Promise<void>
  /** Stores another password, or the first one. A sign-in that has proven the one before begins no session any more. */
  replace(credential: PasswordCredential): Promise<void>
}
