/** Stands for a value that was sent and is neither text nor null. */
export const notText: unique symbol = Symbol('not text')

/** What a caller sent for one field: text, an explicit null, nothing (`undefined`), or something that is no text. */
export type Sent = string | null | undefined | typeof notText

/** A registration as a dialect's decoder read it: core names, the contract's white space already cut, nothing checked yet. */
export interface Draft {
  readonly email: Sent
  readonly firstName: Sent
  readonly lastName: Sent
  readonly dateOfBirth: Sent
  readonly password: Sent
  readonly passwordAgain: Sent
}
