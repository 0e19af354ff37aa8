import type { Field, Violation } from '../../violations/violation.ts'
import { absence, type Sent, textOf } from '../customers/sent.ts'
import { askAll, storable } from '../customers/text-rules.ts'

/** A sign-in as a dialect's decoder read it. */
export interface SignInDraft {
  readonly login: Sent
  /** Without the contract's white space at its ends. */
  readonly password: Sent
  /** As it came; one of the two is what the customer registered with. */
  readonly passwordAsSent: Sent
}

/** What keeps the two texts from being tried at all, in field order. */
export const reviewSignIn = ({ login, password }: SignInDraft): readonly Violation[] => [
  ...reviewNeeded('login', login),
  ...reviewNeeded('password', password),
]

/** What is wrong with a text that has to be there, a token for instance. */
export const reviewNeeded = (field: Field, sent: Sent): readonly Violation[] =>
  absence(field, sent, { required: true, blank: 'refused' }) ?? askAll(storable(field), textOf(sent))
