import type { Field, Violation } from '../../violations/violation.ts'
import type { Address } from '../addresses/address.ts'
import { emailKey } from '../customers/email-key.ts'
import { reviewGender, reviewPhone } from '../customers/personal-fields.ts'
import { type BirthRules, reviewBirth } from '../customers/review-birth.ts'
import { absence, type Presence, type Sent, textOf } from '../customers/sent.ts'
import { askAll, notLonger, storable } from '../customers/text-rules.ts'
import { usernameKey } from '../customers/username.ts'
import type { TenantSettings } from '../tenants/settings.ts'
import type { AddressDraft, ProfileDraft } from './profile-draft.ts'
import type { ProfileAddressPolicy, ProfilePolicy } from './profile-policy.ts'
import { type RecordDetails, reviewRecord } from './record.ts'

/** The changes once they are known to be good; `undefined` keeps what is there. */
export interface ProfileChanges {
  readonly email: string | undefined
  readonly emailKey: string | undefined
  readonly firstName: string | undefined
  readonly lastName: string | undefined
  readonly dateOfBirth: string | null | undefined
  readonly phone: string | null | undefined
  readonly gender: string | null | undefined
  readonly address: Address | null | undefined
  readonly usernameKey: string | null | undefined
  readonly record: RecordDetails | undefined
}

/** What a change is read by, beside the contract: the tenant's own rules, and its day. */
export interface ProfileReader extends BirthRules {
  readonly settings: Pick<TenantSettings, 'minimumAgeYears' | 'maximumAgeYears' | 'customAttributes'>
  /** IDNA: a domain in ASCII, empty when it has no such form. */
  toAscii(domain: string): string
}

const required: Presence = { required: true, blank: 'refused' }
const optional: Presence = { required: false, blank: 'accepted' }

/**
 * Reads a change of a profile against the rules that need nothing but the change.
 *
 * @returns the changes, whose values mean something where nothing was wrong; and every violation in field order
 */
export function reviewProfile(
  draft: ProfileDraft,
  policy: ProfilePolicy,
  reader: ProfileReader,
): { changes: ProfileChanges; violations: readonly Violation[] } {
  const email = textOf(draft.email)
  const key = policy.isEmail(email) ? emailKey(email, reader.toAscii) : null
  const dateOfBirth = typeof draft.dateOfBirth === 'string' ? policy.readDate(draft.dateOfBirth) : null
  const { address, violations: ofAddress } = reviewAddress(draft.address, policy)
  const record = draft.record && policy.record ? reviewRecord(draft.record, policy.record, reader.settings, false) : undefined
  const { username } = record?.details.particulars ?? {}
  const ofUsername = typeof username === 'string' ? usernameKey(username, reader.toAscii) : username
  const ofRecord = record?.violations ?? []
  const isNameless = username && ofUsername === null && !ofRecord.some(({ field }) => field === 'username')
  const malformedEmail: Violation[] = key === null ? [{ code: 'email_malformed', field: 'email' }] : []
  const ofDate: readonly Violation[] =
    dateOfBirth === null
      ? [{ code: 'date_malformed', field: 'dateOfBirth' }]
      : reviewBirth(dateOfBirth, reader, policy.datesOfBirth)
  const { maximumCharacters: maximum, personalFields } = policy
  const emailIsSent = draft.email !== undefined
  return {
    changes: {
      email: emailIsSent ? email : undefined,
      emailKey: key ?? undefined,
      firstName: draft.firstName === undefined ? undefined : textOf(draft.firstName),
      lastName: draft.lastName === undefined ? undefined : textOf(draft.lastName),
      dateOfBirth: draft.dateOfBirth === undefined ? undefined : dateOfBirth,
      phone: draft.phone === null ? null : textOf(draft.phone) || undefined,
      gender: draft.gender === null ? null : (personalFields?.readGender(textOf(draft.gender)) ?? undefined),
      address: record ? record.details.address : address,
      usernameKey: ofUsername,
      record: record?.details,
    },
    violations: [
      ...(absence('email', draft.email, { required: policy.emailIsRequired || draft.email === null, blank: 'refused' }) ?? [
        ...reviewText('email', maximum.email, email),
        ...malformedEmail,
      ]),
      ...reviewName('firstName', draft.firstName, maximum.name),
      ...reviewName('lastName', draft.lastName, maximum.name),
      ...(draft.dateOfBirth === null ? [] : (absence('dateOfBirth', draft.dateOfBirth, optional) ?? ofDate)),
      ...(personalFields ? [...reviewPhone(draft.phone, personalFields), ...reviewGender(draft.gender, personalFields)] : []),
      ...ofAddress,
      ...ofRecord,
      ...(isNameless ? [{ code: 'username_malformed', field: 'username' } as const] : []),
    ],
  }
}

const reviewText = (field: Field, maximumCharacters: number, text: string): readonly Violation[] =>
  askAll([notLonger(field, maximumCharacters), ...storable(field)], text)

/** A name may be left out and may be empty, but it cannot be taken away. */
function reviewName(field: Field, sent: Sent, maximumCharacters: number): readonly Violation[] {
  if (sent === null) return [{ code: 'null_given', field }]
  return absence(field, sent, optional) ?? reviewText(field, maximumCharacters, textOf(sent))
}

function reviewAddress(
  draft: ProfileDraft['address'],
  policy: ProfilePolicy,
): { address: Address | undefined; violations: readonly Violation[] } {
  if (draft === undefined || !policy.address) return { address: undefined, violations: [] }
  if (draft === null) return { address: undefined, violations: [{ code: 'null_given', field: 'address' }] }
  if ('notAnObject' in draft) {
    return { address: undefined, violations: [{ code: 'not_an_object', field: 'address', given: draft.notAnObject }] }
  }
  return reviewAddressParts(draft, policy.address)
}

function reviewAddressParts(draft: AddressDraft, policy: ProfileAddressPolicy) {
  const { maximumCharacters: maximum } = policy
  const reviewPart = (field: 'streetAddress' | 'city' | 'state' | 'country') =>
    absence(field, draft[field], required) ?? reviewText(field, maximum[field], textOf(draft[field]))
  const read = policy.readPostcode(textOf(draft.postcode))
  const malformedPostcode = 'code' in read ? [read] : []
  const ofCountry = reviewPart('country')
  const violations: readonly Violation[] = [
    ...reviewPart('streetAddress'),
    ...(absence('postcode', draft.postcode, { required: true, blank: 'accepted' }) ?? malformedPostcode),
    ...reviewPart('city'),
    ...reviewPart('state'),
    ...(ofCountry.length > 0 ? ofCountry : notAbbreviated(textOf(draft.country), policy)),
  ]
  const address: Address = {
    streetAddress: textOf(draft.streetAddress),
    postcode: 'postcode' in read ? read.postcode : '',
    city: textOf(draft.city),
    state: textOf(draft.state),
    country: textOf(draft.country),
    kind: null,
  }
  return { address, violations }
}

const notAbbreviated = (country: string, { shortestCountryName }: ProfileAddressPolicy): readonly Violation[] =>
  [...country].length < shortestCountryName ? [{ code: 'country_abbreviated', field: 'country' }] : []
