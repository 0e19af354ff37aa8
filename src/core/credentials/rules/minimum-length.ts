import type { PasswordRule } from '../password-rule.ts'

/** Refuses passwords shorter than `minimumCharacters` Unicode code points ("🙂" counts once). */
export const minimumLength =
  (minimumCharacters: number): PasswordRule =>
  (password) =>
    [...password].length >= minimumCharacters ? null : { code: 'password_too_short', field: 'password', minimumCharacters }
