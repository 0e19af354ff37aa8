import type { CustomerState } from '../customers/customer.ts'

/** Whoever a login belongs to, as a sign-in sees them. */
export interface LoginHolder {
  readonly customerId: string
  readonly number: number
  readonly state: CustomerState
  readonly isEmailVerified: boolean
  /** `null` for customers without a password. */
  readonly hash: string | null
  /** Counts the customer's passwords; hashing one anew is no new password. */
  readonly passwordVersion: number
}

export interface LoginStore {
  /** @param login  a canonical key, as claimed */
  find(login: string): Promise<LoginHolder | undefined>
  /** Puts the new hash of the same password in the place of the old one, unless something else stands there by now. */
  upgradeHash(customerId: string, from: string, to: string): Promise<void>
}
