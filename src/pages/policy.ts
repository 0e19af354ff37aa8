import { minimumLength } from '../core/credentials/rules/minimum-length.ts'
import { notAllDigits } from '../core/credentials/rules/not-all-digits.ts'
import { notCommon } from '../core/credentials/rules/not-common.ts'
import type { NewPasswordPolicy } from '../core/customers/new-password.ts'

export const minimumCharacters = 8

/**
 * What our own pages ask of a new password: what the strictest of the contracts asks, so that it would be taken there, too.
 *
 * @source docs/contracts/django.md#4-post-apiv1customers; docs/contracts/bagisto.md, section 0; docs/decisions/0007
 */
export const pagesPolicy = (isCommonPassword: (password: string) => boolean): NewPasswordPolicy => ({
  maximumCharacters: { password: 1024 },
  passwordRules: [minimumLength(minimumCharacters), notCommon(isCommonPassword), notAllDigits()],
})
