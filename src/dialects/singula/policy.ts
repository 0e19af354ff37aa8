import type { ProfilePolicy } from '../../core/account/profile-policy.ts'
import type { RecordPolicy } from '../../core/account/record.ts'
import type { NewPasswordPolicy } from '../../core/customers/new-password.ts'
import type { RegistrationPolicy } from '../../core/registration/policy.ts'
import type { TenantSettings } from '../../core/tenants/settings.ts'
import { addressTypes } from './contract.ts'
import { readIsoDate } from './syntax/date-syntax.ts'
import { isHtmlEmail } from './syntax/email-syntax.ts'

export interface SingulaPolicies {
  readonly registration: RegistrationPolicy
  readonly profile: ProfilePolicy
  readonly password: NewPasswordPolicy & { readonly minimumPasswordScore: number }
}

/** What codes stand for, by lists that are kept elsewhere. */
export interface CodeLists {
  isCurrency(code: string): boolean
  /** ISO 3166-1 alpha-2 of a country, by either of its codes in upper case. */
  alpha2Of(code: string): string | undefined
}

const longest = { email: 200, name: 50, password: 200 } as const

/**
 * What the contract promises beyond its wording; a tenant decides the rest.
 *
 * @source docs/contracts/singula.md, sections 4.1, 4.2 and 5.2
 */
export function singulaPolicies(settings: TenantSettings, { isCurrency, alpha2Of }: CodeLists): SingulaPolicies {
  const countryOf = (code: string) => alpha2Of(code.toUpperCase())
  const record: RecordPolicy = {
    particulars: {
      required: ['username', 'title'],
      maximumCharacters: {
        username: 200,
        externalId: 200,
        title: 20,
        displayName: 200,
        phone: 20,
        mobile: 20,
        gender: 50,
        nationality: 3,
        currency: 3,
        customerType: 50,
      },
      customerTypes: settings.customerTypes,
      currencies: settings.currencies,
      isCurrency,
      countryOf,
    },
    address: {
      maximumCharacters: { line: 100, postcode: 20 },
      kinds: addressTypes,
      usualCountry: settings.country,
      // Three letters here, where a nationality may have two.
      countryOf: (code) => (code.length === 3 ? countryOf(code) : undefined),
    },
  }
  const shared = { isEmail: isHtmlEmail, readDate: readIsoDate, record, datesOfBirth: 'believable' } as const
  const password = { maximumCharacters: { password: longest.password }, passwordRules: [] }
  const minimumPasswordScore = settings.passwordMinScore
  return {
    registration: {
      ...shared,
      ...password,
      required: ['email', 'lastName', ...(settings.passwordRequired ? (['password'] as const) : [])],
      blankNames: 'refused',
      maximumCharacters: longest,
      minimumPasswordScore,
      similarPasswords: 'accepted',
      canBeSilent: false,
      takenNames: 'only_if_clean',
      welcomes: false,
    },
    profile: {
      ...shared,
      maximumCharacters: { email: longest.email, name: longest.name },
      emailIsRequired: false,
      loginsStayIfPrivate: true,
      takenNames: 'only_if_clean',
    },
    password: { ...password, minimumPasswordScore },
  }
}
