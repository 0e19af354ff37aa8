import type { ProfileDraft } from '../../core/account/profile-draft.ts'
import type { RecordDraft } from '../../core/account/record.ts'
import type { SearchTerms } from '../../core/customers/locate-customer.ts'
import { notText, type Sent, textOf } from '../../core/customers/sent.ts'
import type { Draft } from '../../core/registration/draft.ts'
import type { Violation } from '../../violations/violation.ts'
import { addressIn } from './body/addresses.ts'
import { consentsIn } from './body/consents.ts'
import { attributesIn } from './body/custom-attributes.ts'
import { memberIn, textIn } from './body/members.ts'
import type { Members } from './body/read-body.ts'

/** A registration: whatever is blank was not sent, but a password may be of blanks. */
export function decodeRegistration(members: Members): Draft {
  const sent = (name: string): Sent => textIn(members, name) ?? undefined
  return {
    email: sent('email'),
    firstName: sent('firstName'),
    lastName: sent('lastName'),
    dateOfBirth: sent('dateOfBirth'),
    password: passwordIn(members, 'password'),
    passwordAgain: undefined,
    record: decodeRecord(members, (name) => textIn(members, name) ?? undefined),
  }
}

/** A change: what is absent keeps its value, and what is `null` or blank is taken away where it may be. */
export function decodeChange(members: Members): {
  readonly draft: ProfileDraft
  readonly password: Sent
  readonly currentPassword: Sent
} {
  const firstName = textIn(members, 'firstName')
  return {
    draft: {
      email: textIn(members, 'email'),
      firstName: firstName === null ? '' : firstName,
      lastName: textIn(members, 'lastName'),
      dateOfBirth: textIn(members, 'dateOfBirth'),
      address: undefined,
      record: decodeRecord(members, (name) => textIn(members, name)),
    },
    password: passwordIn(members, 'password'),
    currentPassword: passwordIn(members, 'currentPassword'),
  }
}

function decodeRecord(members: Members, sent: (name: string) => Sent): RecordDraft {
  const { address, faults: ofAddress } = addressIn(members)
  const { attributes, faults: ofAttributes } = attributesIn(members)
  const { consents, faults: ofConsents } = consentsIn(members)
  return {
    particulars: {
      username: sent('username'),
      externalId: sent('externalUniqueIdentifier'),
      title: sent('title'),
      displayName: sent('displayName'),
      phone: sent('phone'),
      mobile: orElse(sent('mobile'), sent('mobilePhone')),
      gender: sent('gender'),
      nationality: sent('nationality'),
      currency: sent('currency'),
      customerType: sent('customerType'),
    },
    address,
    attributes,
    consents,
    faults: [...ofAddress, ...ofAttributes, ...ofConsents],
  }
}

/** What goes by two names: under the other where the first says nothing or takes away. */
const orElse = (one: Sent, other: Sent): Sent => (one === undefined || (one === null && other !== undefined) ? other : one)

/** Passwords are never trimmed; an empty one is none. */
function passwordIn(members: Members, name: string): Sent {
  const value = memberIn(members, name)
  if (value === undefined || value === null || value === '') return undefined
  return typeof value === 'string' ? value : notText
}

/** What somebody is looked for by, or what is wrong with it. */
export type SearchRead =
  | { readonly ok: true; readonly terms: SearchTerms; readonly told: string }
  | { readonly ok: false; readonly violations: readonly Violation[] }
  | { readonly ok: false; readonly violations: 'no terms' }

const longestTerms = { externalId: 200, email: 200, referralCode: 8 } as const

/** Terms of a search; `told` is how an answer speaks of them. */
export function decodeSearch(members: Members): SearchRead {
  const terms: Readonly<Record<'id' | keyof typeof longestTerms, Sent>> = {
    id: textIn(members, 'customerId'),
    externalId: textIn(members, 'externalUniqueIdentifier'),
    email: textIn(members, 'email'),
    referralCode: textIn(members, 'referAFriendCode'),
  }
  const violations = [
    ...(terms.id === notText ? [{ code: 'not_text', field: 'login' } as const] : []),
    ...termFaults('externalId', terms.externalId, longestTerms.externalId),
    ...termFaults('email', terms.email, longestTerms.email),
    ...termFaults('token', terms.referralCode, longestTerms.referralCode),
  ]
  if (violations.length > 0) return { ok: false, violations }
  const id = textOf(terms.id) || undefined
  const externalId = textOf(terms.externalId) || undefined
  const email = textOf(terms.email) || undefined
  const referralCode = textOf(terms.referralCode) || undefined
  const told = [
    id && id,
    externalId && `with external ID ${externalId}`,
    email && `with email address ${email}`,
    referralCode && `with refer-a-friend code ${referralCode}`,
  ].filter(Boolean)
  if (told.length === 0) return { ok: false, violations: 'no terms' }
  return { ok: true, terms: { id: id?.toLowerCase(), externalId, email, referralCode }, told: told.join(' and ') }
}

function termFaults(field: 'externalId' | 'email' | 'token', sent: Sent, maximumCharacters: number): readonly Violation[] {
  if (sent === notText) return [{ code: 'not_text', field }]
  if ([...textOf(sent)].length > maximumCharacters) return [{ code: 'too_long', field, maximumCharacters }]
  return /\0|\p{Surrogate}/u.test(textOf(sent)) ? [{ code: 'null_character', field }] : []
}
