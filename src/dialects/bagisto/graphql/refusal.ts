/** What a GraphQL error may carry beside its message. */
export type Extensions = Readonly<Record<string, unknown>>

/** A refusal in the contract's words. Where it is thrown, the field is null and the error holds this message. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly extensions: Extensions | undefined
  /** What the REST twin answers with. */
  readonly status: number

  constructor(message: string, extensions?: Extensions, status = 400) {
    super(message)
    this.extensions = extensions
    this.status = status
  }
}
