import type { Violation } from '../../violations/violation.ts'
import type { PasswordRule } from '../credentials/password-rule.ts'
import { askAll, notLonger, storable } from './text-rules.ts'

/** What a contract asks of a new password. */
export interface NewPasswordPolicy {
  readonly maximumCharacters: { readonly password: number }
  /** In the order their violations are listed. */
  readonly passwordRules: readonly PasswordRule[]
}

/** What is wrong with a new password. One too long to hash is asked nothing else, since what the rules cost grows with it. */
export function reviewNewPassword(text: string, { maximumCharacters, passwordRules }: NewPasswordPolicy): readonly Violation[] {
  const tooLong = notLonger('password', maximumCharacters.password)(text)
  return tooLong ? [tooLong] : askAll([...passwordRules, ...storable('password')], text)
}
