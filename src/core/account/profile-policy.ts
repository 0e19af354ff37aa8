import type { Violation } from '../../violations/violation.ts'
import type { PersonalFieldRules } from '../customers/personal-fields.ts'
import type { RecordPolicy } from './record.ts'

/** What a contract promises about changes of a profile beyond its wording. Lengths count Unicode code points. */
export interface ProfilePolicy {
  readonly maximumCharacters: { readonly email: number; readonly name: number }
  /** Whether each change has to name the mailbox, be it the one there is. */
  readonly emailIsRequired: boolean
  /** The contract's own syntax of addresses of mailboxes. */
  isEmail(text: string): boolean
  /** The contract's own form of dates, as `YYYY-MM-DD`, or `null`. */
  readDate(text: string): string | null
  /** Absent where the contract asks neither phone nor gender. */
  readonly personalFields?: PersonalFieldRules
  /** Absent where the profile has no address of its own. */
  readonly address?: ProfileAddressPolicy
  /** Absent where the contract keeps no more of a customer than name and mailbox. */
  readonly record?: RecordPolicy
  /** Whether a day of birth that cannot be is refused, or taken as it comes. */
  readonly datesOfBirth?: 'believable'
  /** Whether customers keep mailbox and username where registrations are private: that another is taken would tell what those do not. */
  readonly loginsStayIfPrivate: boolean
  /** Whether names others have are looked for beside other violations, or only when there are none. */
  readonly takenNames: 'always' | 'only_if_clean'
}

/** What a contract promises about the one address of a profile. */
export interface ProfileAddressPolicy {
  readonly maximumCharacters: {
    readonly streetAddress: number
    readonly city: number
    readonly state: number
    readonly country: number
  }
  /** Shorter names of countries are taken for codes. */
  readonly shortestCountryName: number
  /** The contract's own form of postcodes. */
  readPostcode(text: string): { readonly postcode: string } | Violation
}
