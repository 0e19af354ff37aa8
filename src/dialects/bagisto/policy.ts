import type { ProfilePolicy } from '../../core/account/profile-policy.ts'
import { type AddressPolicy, longestOfAddress } from '../../core/account/review-address.ts'
import { minimumLength } from '../../core/credentials/rules/minimum-length.ts'
import { notCommon } from '../../core/credentials/rules/not-common.ts'
import type { NewPasswordPolicy } from '../../core/customers/new-password.ts'
import type { PersonalFieldRules } from '../../core/customers/personal-fields.ts'
import type { RegistrationPolicy } from '../../core/registration/policy.ts'
import { readShopDate } from './syntax/date-syntax.ts'
import { isShopEmail } from './syntax/email-syntax.ts'

/** What an installation may set about this contract. */
export interface ShopSettings {
  readonly minimumPasswordCharacters: number
  /** Whether a registration has to repeat the password. */
  readonly repeatedPassword: 'required' | 'optional'
  readonly phones: 'digits' | 'any'
  readonly refuseCommonPasswords: boolean
  /** Whether who has not proven the mailbox is kept to their own profile. */
  readonly keepsUnverified: boolean
  /** Whether customers may raise requests about their data. */
  readonly dataRequests: boolean
}

export interface ShopPolicies {
  readonly registration: RegistrationPolicy
  readonly profile: ProfilePolicy
  readonly password: NewPasswordPolicy
  readonly address: AddressPolicy
}

const genders = ['Male', 'Female', 'Other']

/** The first letter as a capital, whatever alphabet it is of; the rest as it is. */
export const capitalised = (text: string): string => {
  const [first = '', ...rest] = text
  return first.toUpperCase() + rest.join('')
}

const column = 255

const personalFields = ({ phones }: ShopSettings): PersonalFieldRules => ({
  isPhone: (text) => phones === 'any' || /^\d+$/.test(text),
  genders,
  readGender: (text) => genders.find((gender) => gender === capitalised(text)) ?? null,
})

/**
 * What the contract promises beyond its wording. The longest password is ours (docs/decisions/0007); 255 is the width of
 * Bagisto's columns.
 *
 * @source docs/contracts/bagisto.md, sections 0, 8.1 and 8.7
 */
export function shopPolicies(settings: ShopSettings, isCommonPassword: (password: string) => boolean): ShopPolicies {
  const { minimumPasswordCharacters, refuseCommonPasswords, repeatedPassword } = settings
  const common = refuseCommonPasswords ? [notCommon(isCommonPassword)] : []
  const password: NewPasswordPolicy = {
    maximumCharacters: { password: 1024 },
    passwordRules: [minimumLength(minimumPasswordCharacters), ...common],
  }
  const shared = { isEmail: isShopEmail, readDate: readShopDate, personalFields: personalFields(settings) }
  const again = repeatedPassword === 'required' ? (['passwordAgain'] as const) : []
  return {
    password,
    registration: {
      ...shared,
      required: ['firstName', 'lastName', 'email', 'password', ...again],
      blankNames: 'refused',
      maximumCharacters: { email: 254, name: column, password: password.maximumCharacters.password },
      passwordRules: password.passwordRules,
      similarPasswords: 'accepted',
      canBeSilent: false,
      takenNames: 'always',
      welcomes: true,
    },
    profile: {
      ...shared,
      maximumCharacters: { email: 254, name: column },
      emailIsRequired: false,
      loginsStayIfPrivate: false,
      takenNames: 'always',
    },
    // An address has no rules of syntax here, its mailbox included (section 8.9).
    address: { isEmail: () => true, maximumCharacters: longestOfAddress },
  }
}
