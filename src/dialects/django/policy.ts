import type { ProfilePolicy } from '../../core/account/profile-policy.ts'
import { minimumLength } from '../../core/credentials/rules/minimum-length.ts'
import { notAllDigits } from '../../core/credentials/rules/not-all-digits.ts'
import { notCommon } from '../../core/credentials/rules/not-common.ts'
import type { RegistrationPolicy } from '../../core/registration/policy.ts'
import { readDjangoDate } from './syntax/date-syntax.ts'
import { isDjangoEmail } from './syntax/email-syntax.ts'
import { readDjangoPostcode } from './syntax/postcode-syntax.ts'

/**
 * What the Django contract promises about registration.
 *
 * The longest password is ours: upstream has none, and a hash must not be made of unbounded input (docs/decisions/0007).
 * @source docs/contracts/django.md#4-post-apiv1customers
 */
export const djangoRegistration = (isCommonPassword: (password: string) => boolean): RegistrationPolicy => ({
  required: ['email', 'firstName', 'lastName', 'password', 'passwordAgain'],
  blankNames: 'accepted',
  maximumCharacters: { email: 254, name: 150, password: 1024 },
  isEmail: isDjangoEmail,
  readDate: readDjangoDate,
  passwordRules: [minimumLength(8), notCommon(isCommonPassword), notAllDigits()],
  similarPasswords: 'refused',
  canBeSilent: true,
  takenNames: 'always',
  welcomes: false,
})

/**
 * What the Django contract promises about changes of a profile.
 *
 * @source docs/contracts/django.md#8-apiv1customersid
 */
export const djangoProfile = {
  maximumCharacters: { email: 254, name: 150 },
  emailIsRequired: true,
  loginsStayIfPrivate: true,
  takenNames: 'always',
  isEmail: isDjangoEmail,
  readDate: readDjangoDate,
  address: {
    maximumCharacters: { streetAddress: 30, city: 50, state: 50, country: 30 },
    shortestCountryName: 4,
    readPostcode: readDjangoPostcode,
  },
} satisfies ProfilePolicy
