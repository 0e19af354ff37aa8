import type { PasswordRule } from '../password-rule.ts'

/** Refuses passwords that are guessed first; `isCommon` decides which, and what of case and white space it overlooks. */
export const notCommon =
  (isCommon: (password: string) => boolean): PasswordRule =>
  (password) =>
    isCommon(password) ? { code: 'password_too_common', field: 'password' } : null
