import type { Violation } from '../../violations/violation.ts'

/** What a contract promises about changes of a profile beyond its wording. Lengths count Unicode code points. */
export interface ProfilePolicy {
  readonly maximumCharacters: {
    readonly email: number
    readonly name: number
    readonly streetAddress: number
    readonly city: number
    readonly state: number
    readonly country: number
  }
  /** Shorter names of countries are taken for codes. */
  readonly shortestCountryName: number
  /** The contract's own syntax of addresses of mailboxes. */
  isEmail(text: string): boolean
  /** The contract's own form of dates, as `YYYY-MM-DD`, or `null`. */
  readDate(text: string): string | null
  /** The contract's own form of postcodes. */
  readPostcode(text: string): { readonly postcode: string } | Violation
}
