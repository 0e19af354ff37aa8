/** What a GraphQL error may carry beside its message. */
export type Extensions = Readonly<Record<string, unknown>>

/** A refusal in the contract's words. Where it is thrown, the field is null and the error holds this message. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly extensions: Extensions | undefined

  constructor(message: string, extensions?: Extensions) {
    super(message)
    this.extensions = extensions
  }
}
