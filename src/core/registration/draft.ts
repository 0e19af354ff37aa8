import type { RecordDraft } from '../account/record.ts'
import type { ConsentAnswer } from '../consents/consent.ts'
import type { Sent } from '../customers/sent.ts'

/** A registration as a dialect's decoder read it: core names, the contract's white space already cut, nothing checked yet. */
export interface Draft {
  readonly email: Sent
  readonly firstName: Sent
  readonly lastName: Sent
  readonly dateOfBirth: Sent
  /** Not in every contract. */
  readonly phone?: Sent
  readonly gender?: Sent
  readonly subscribesToNewsletter?: boolean
  readonly password: Sent
  readonly passwordAgain: Sent
  /** Only of contracts that keep more of a customer than name and mailbox. */
  readonly record?: RecordDraft
  /** Where they are asked without such a record. */
  readonly consents?: readonly ConsentAnswer[]
}
