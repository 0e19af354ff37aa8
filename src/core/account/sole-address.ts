import type { Violation } from '../../violations/violation.ts'
import type { Address } from '../addresses/address.ts'
import type { AddressDetails } from '../addresses/address-book.ts'
import { isPostcodeOf } from '../addresses/postcode.ts'
import { absence, type Sent, textOf } from '../customers/sent.ts'
import { askAll, notLonger, storable } from '../customers/text-rules.ts'

/** The one address a contract knows, every part of which may be left out. */
export interface SoleAddressDraft {
  /** Of the street, one below the other. */
  readonly lines: readonly Sent[]
  readonly postcode: Sent
  readonly city: Sent
  readonly state: Sent
  /** By one of its ISO 3166-1 codes. */
  readonly country: Sent
  readonly kind: Sent
}

export interface SoleAddressPolicy {
  /** Of a line, a city and a state, in Unicode code points. */
  readonly maximumCharacters: { readonly line: number; readonly postcode: number }
  /** The first is what an address is without being called anything. */
  readonly kinds: readonly [string, ...string[]]
  /** Of addresses that name none, ISO 3166-1 alpha-2. */
  readonly usualCountry: string | null
  /** ISO 3166-1 alpha-2 of a country by either of its codes; `undefined` where there is none. */
  countryOf(code: string): string | undefined
}

const optional = { required: false, blank: 'refused' } as const

/**
 * Reads an address against the contract's rules; its postcode against those of its country.
 *
 * @returns the address, which means something where nothing was wrong, and every violation in field order
 */
export function reviewSoleAddress(
  draft: SoleAddressDraft,
  policy: SoleAddressPolicy,
): { address: Address; violations: readonly Violation[] } {
  const { maximumCharacters: maximum, kinds, usualCountry } = policy
  const countryCode = textOf(draft.country)
  const country = countryCode === '' ? usualCountry : (policy.countryOf(countryCode) ?? null)
  const postcode = textOf(draft.postcode).toUpperCase()
  const kind = textOf(draft.kind) || kinds[0]
  const reviewText = (field: 'streetAddress' | 'city' | 'state' | 'postcode', sent: Sent, longest: number) =>
    absence(field, sent, optional) ?? askAll([notLonger(field, longest), ...storable(field)], textOf(sent))
  const ofPostcode = reviewText('postcode', draft.postcode, maximum.postcode)
  const violations: readonly Violation[] = [
    ...(absence('addressKind', draft.kind, optional) ?? []),
    ...(kinds.includes(kind) ? [] : [{ code: 'not_one_of', field: 'addressKind', allowed: kinds } as const]),
    ...draft.lines.flatMap((line) => reviewText('streetAddress', line, maximum.line)),
    ...(ofPostcode.length > 0 ? ofPostcode : malformedPostcode(postcode, country)),
    ...reviewText('city', draft.city, maximum.line),
    ...reviewText('state', draft.state, maximum.line),
    ...(absence('country', draft.country, optional) ?? unknownCountry(countryCode, country)),
  ]
  const address: Address = {
    kind,
    streetAddress: draft.lines.map(textOf).join('\n').trimEnd(),
    postcode,
    city: textOf(draft.city),
    state: textOf(draft.state),
    country: country ?? '',
  }
  return { address, violations }
}

/** The address as one of the book: the default one, in the customer's own name. */
export const soleAddressDetails = (
  address: Address,
  { firstName, lastName }: { readonly firstName: string; readonly lastName: string },
): AddressDetails => ({
  ...address,
  firstName,
  lastName,
  companyName: null,
  vatId: null,
  email: null,
  phone: null,
  isDefault: true,
  usesForShipping: false,
})

const malformedPostcode = (postcode: string, country: string | null): readonly Violation[] =>
  postcode === '' || isPostcodeOf(country, postcode) ? [] : [{ code: 'postcode_malformed', field: 'postcode', country }]

const unknownCountry = (code: string, country: string | null): readonly Violation[] =>
  code !== '' && country === null ? [{ code: 'code_unknown', field: 'country', given: code }] : []
