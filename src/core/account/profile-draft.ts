import type { NotAnObject } from '../../violations/violation.ts'
import type { Sent } from '../customers/sent.ts'
import type { RecordDraft } from './record.ts'

/** An address as sent, in core names. */
export interface AddressDraft {
  readonly streetAddress: Sent
  readonly postcode: Sent
  readonly city: Sent
  readonly state: Sent
  readonly country: Sent
}

/** A change of the profile as a dialect's decoder read it. What is `undefined` keeps its value. */
export interface ProfileDraft {
  readonly email: Sent
  readonly firstName: Sent
  readonly lastName: Sent
  /** `null` clears it. */
  readonly dateOfBirth: Sent
  /** Not in every contract; `null` clears it. */
  readonly phone?: Sent
  readonly gender?: Sent
  readonly address: AddressDraft | { readonly notAnObject: NotAnObject } | null | undefined
  /** Only of contracts that keep more of a customer than name and mailbox. */
  readonly record?: RecordDraft
}
