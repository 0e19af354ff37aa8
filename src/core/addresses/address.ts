/** A postal address. The postcode is text; the country ISO 3166 alpha-2 or as typed. */
export interface Address {
  /** What it is for, in the words of the contract that asked; `null`: not told. */
  readonly kind: string | null
  readonly streetAddress: string
  readonly postcode: string
  readonly city: string
  readonly state: string
  readonly country: string
}
