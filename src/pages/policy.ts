import { minimumLength } from '../core/credentials/rules/minimum-length.ts'
import { notAllDigits } from '../core/credentials/rules/not-all-digits.ts'
import { notCommon } from '../core/credentials/rules/not-common.ts'
import type { NewPasswordPolicy } from '../core/customers/new-password.ts'
import type { RegistrationPolicy } from '../core/registration/policy.ts'
import type { TenantSettings } from '../core/tenants/settings.ts'
import { readTypedDate } from './date-syntax.ts'
import { isTypedEmail } from './email-syntax.ts'

export const minimumCharacters = 8

/** As much as the narrowest of the contracts that keep both names shows of them. */
export const maximumNameCharacters = 150

/**
 * What our own pages ask of a new password: what the strictest of the contracts asks, so that it would be taken there, too.
 *
 * @source docs/contracts/django.md#4-post-apiv1customers; docs/contracts/bagisto.md, section 0; docs/decisions/0007
 */
export const pagesPolicy = (isCommonPassword: (password: string) => boolean): NewPasswordPolicy => ({
  maximumCharacters: { password: 1024 },
  passwordRules: [minimumLength(minimumCharacters), notCommon(isCommonPassword), notAllDigits()],
})

/** Both names of a customer are asked, as by most contracts, and the day of birth where a tenant's customers have to be of an age. */
export const registrationPolicy = (
  { minimumAgeYears }: Pick<TenantSettings, 'minimumAgeYears'>,
  isCommonPassword: (password: string) => boolean,
): RegistrationPolicy => {
  const { passwordRules, maximumCharacters } = pagesPolicy(isCommonPassword)
  return {
    required: ['email', 'firstName', 'lastName', 'password', ...(minimumAgeYears === null ? [] : (['dateOfBirth'] as const))],
    blankNames: 'refused',
    maximumCharacters: { ...maximumCharacters, email: 254, name: maximumNameCharacters },
    isEmail: isTypedEmail,
    readDate: readTypedDate,
    datesOfBirth: 'believable',
    passwordRules,
    similarPasswords: 'refused',
    consents: 'asked',
    canBeSilent: true,
    welcomes: true,
    takenNames: 'only_if_clean',
  }
}
