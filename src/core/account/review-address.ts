import type { Violation } from '../../violations/violation.ts'
import type { AddressDetails } from '../addresses/address-book.ts'
import { isPostcodeOf } from '../addresses/postcode.ts'
import { absence, type Presence, type Sent, textOf } from '../customers/sent.ts'
import { askAll, notLonger, storable } from '../customers/text-rules.ts'

/** In the order of `fieldOrder`, in which violations are told. */
const textFields = [
  'email',
  'firstName',
  'lastName',
  'companyName',
  'vatId',
  'phone',
  'streetAddress',
  'postcode',
  'city',
  'state',
  'country',
] as const
type TextField = (typeof textFields)[number]

/** Without these an address reaches nobody. */
const alwaysRequired: readonly TextField[] = ['firstName', 'lastName', 'city']

const column = 255

/**
 * What an address of the book has room for, in Unicode code points: of the street two lines and the newline between them; numbers of
 * phones and taxes are shorter than a line.
 *
 * @source docs/contracts/bagisto.md, sections 8.1, 8.9 and 11
 */
export const longestOfAddress: Readonly<Record<TextField, number>> = {
  email: 254,
  firstName: column,
  lastName: column,
  companyName: column,
  vatId: 64,
  phone: 64,
  streetAddress: 2 * column + 1,
  postcode: 64,
  city: column,
  state: column,
  country: column,
}

/** An address for the book as sent, in core names. What is `undefined` keeps its value; null and '' clear what is not required. */
export type BookAddressDraft = { readonly [field in TextField]: Sent } & {
  readonly isDefault: boolean | undefined
  readonly usesForShipping: boolean | undefined
}

/** What a contract promises about addresses of the book beyond its wording. Lengths count Unicode code points. */
export interface AddressPolicy {
  /** Of the street all lines together, with the newlines between them. */
  readonly maximumCharacters: { readonly [field in TextField]: number }
  /** The contract's own syntax of addresses of mailboxes. */
  isEmail(text: string): boolean
  /** What has to be there beside names and city. */
  readonly required?: readonly TextField[]
  /** Absent where the country is any text, and the postcode therefore, too: then a postcode has the form of its country. */
  isCountry?(text: string): boolean
}

/** The changes once they are known to be good; `undefined` keeps what is there. */
export type AddressChanges = { readonly [detail in keyof AddressDetails]: AddressDetails[detail] | undefined }

/**
 * Reads an address of the book against the rules that need nothing but the address.
 *
 * @param isNew  whether what is required has to be sent, or keeps its value
 * @returns the changes, whose values mean something where nothing was wrong; and every violation in field order
 * @source docs/contracts/bagisto.md, section 8.9
 */
export function reviewBookAddress(
  draft: BookAddressDraft,
  isNew: boolean,
  policy: AddressPolicy,
): { changes: AddressChanges; violations: readonly Violation[] } {
  const changes: AddressChanges = {
    firstName: textIn(draft.firstName),
    lastName: textIn(draft.lastName),
    companyName: filledIn(draft.companyName),
    vatId: filledIn(draft.vatId),
    email: filledIn(draft.email),
    phone: filledIn(draft.phone),
    streetAddress: textIn(draft.streetAddress),
    postcode: textIn(draft.postcode),
    city: textIn(draft.city),
    state: textIn(draft.state),
    country: textIn(draft.country),
    kind: undefined,
    isDefault: draft.isDefault,
    usesForShipping: draft.usesForShipping,
  }
  const mayBeLeftOut = (field: TextField) => draft[field] === undefined && !isNew
  const reviewed = textFields.filter((field) => !mayBeLeftOut(field))
  return { changes, violations: reviewed.flatMap((field) => reviewField(field, draft, policy)) }
}

const textIn = (sent: Sent): string | undefined => (sent === undefined ? undefined : textOf(sent))
const filledIn = (sent: Sent): string | null | undefined => (sent === undefined ? undefined : textOf(sent) || null)

function reviewField(field: TextField, draft: BookAddressDraft, policy: AddressPolicy): readonly Violation[] {
  const sent = draft[field]
  const isRequired = [...alwaysRequired, ...(policy.required ?? [])].includes(field)
  const presence: Presence = { required: isRequired, blank: isRequired ? 'refused' : 'accepted' }
  const absent = absence(field, sent, presence)
  if (absent) return absent
  const text = textOf(sent)
  if (isRequired && text.trim() === '') return [{ code: 'blank', field }]
  const unfit = askAll([notLonger(field, policy.maximumCharacters[field]), ...storable(field)], text)
  return [...unfit, ...reviewMeaning(field, text, textOf(draft.country), policy)]
}

function reviewMeaning(
  field: TextField,
  text: string,
  country: string,
  { isEmail, isCountry }: AddressPolicy,
): readonly Violation[] {
  if (field === 'email' && text !== '' && !isEmail(text)) return [{ code: 'email_malformed', field }]
  if (!isCountry) return []
  if (field === 'country' && !isCountry(text)) return [{ code: 'code_unknown', field, given: text }]
  const isOfCountry = field !== 'postcode' || isPostcodeOf(country, text.trim().toUpperCase())
  return isOfCountry ? [] : [{ code: 'postcode_malformed', field: 'postcode', country }]
}
