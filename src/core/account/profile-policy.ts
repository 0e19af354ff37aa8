import type { Violation } from '../../violations/violation.ts'
import type { PersonalFieldRules } from '../customers/personal-fields.ts'

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
