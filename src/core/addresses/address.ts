/** A postal address. The postcode is text; the country ISO 3166 alpha-2 or as typed. */
export interface Address {
  readonly streetAddress: string
  readonly postcode: string
  readonly city: string
  readonly state: string
  readonly country: string
}
