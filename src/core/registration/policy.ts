import type { PasswordRule } from '../credentials/password-rule.ts'
import type { Draft } from './draft.ts'

/** What a contract promises about registration beyond its wording. Lengths count Unicode code points. */
export interface RegistrationPolicy {
  readonly required: readonly (keyof Draft)[]
  /** Whether a first or last name may be empty. */
  readonly blankNames: 'accepted' | 'refused'
  readonly maximumCharacters: { readonly email: number; readonly name: number; readonly password: number }
  /** The contract's own syntax of addresses. */
  isEmail(text: string): boolean
  /** The contract's own form of dates, as `YYYY-MM-DD`, or `null`. */
  readDate(text: string): string | null
  /** In the order their violations are listed. */
  readonly passwordRules: readonly PasswordRule[]
  /** Whether the password may resemble the customer's own names. */
  readonly similarPasswords: 'accepted' | 'refused'
  /** Whether a taken address is looked for beside other violations, or only when there are none. */
  readonly takenNames: 'always' | 'only_if_clean'
}
