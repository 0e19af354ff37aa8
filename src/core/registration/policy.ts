import type { RecordPolicy } from '../account/record.ts'
import type { NewPasswordPolicy } from '../customers/new-password.ts'
import type { PersonalFieldRules } from '../customers/personal-fields.ts'
import type { Draft } from './draft.ts'

/** What a contract promises about registration beyond its wording. Lengths count Unicode code points. */
export interface RegistrationPolicy extends NewPasswordPolicy {
  readonly required: readonly Exclude<keyof Draft, 'subscribesToNewsletter' | 'record' | 'consents'>[]
  /** Whether a first or last name may be empty. */
  readonly blankNames: 'accepted' | 'refused'
  readonly maximumCharacters: { readonly email: number; readonly name: number; readonly password: number }
  /** The contract's own syntax of addresses. */
  isEmail(text: string): boolean
  /** The contract's own form of dates, as `YYYY-MM-DD`, or `null`. */
  readDate(text: string): string | null
  /** Absent where the contract asks neither phone nor gender. */
  readonly personalFields?: PersonalFieldRules
  /** Absent where the contract keeps no more of a customer than name and mailbox. */
  readonly record?: RecordPolicy
  /** Whether the tenant's consents are asked; where there is a record they always are. */
  readonly consents?: 'asked'
  /** Whether a day of birth that cannot be is refused, or taken as it comes. */
  readonly datesOfBirth?: 'believable'
  /** Of passwords, from 0 to 4; absent where they are not scored. */
  readonly minimumPasswordScore?: number
  /** Whether the password may resemble the customer's own names. */
  readonly similarPasswords: 'accepted' | 'refused'
  /** Whether the contract's answer shows nothing that only a customer has, so that a tenant may have known mailboxes answered alike. */
  readonly canBeSilent: boolean
  /** Whether the customer is written to once registered. */
  readonly welcomes: boolean
  /** Whether a taken address is looked for beside other violations, or only when there are none. */
  readonly takenNames: 'always' | 'only_if_clean'
}
