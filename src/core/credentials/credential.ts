/** What a customer proves to be themselves with. */
export interface PasswordCredential {
  readonly customerId: string
  /** PHC string. */
  readonly hash: string
  readonly changedAt: Date
}

export interface CredentialStore {
  insert(credential: PasswordCredential): Promise<void>
}
