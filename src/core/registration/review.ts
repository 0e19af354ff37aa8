import { fieldOrder, type Violation } from '../../violations/violation.ts'
import { findSimilarAttribute } from '../credentials/similarity.ts'
import { emailKey } from '../customers/email-key.ts'
import { absence, type Presence, textOf } from '../customers/sent.ts'
import { askAll, notLonger, storable } from '../customers/text-rules.ts'
import type { Draft } from './draft.ts'
import type { RegistrationPolicy } from './policy.ts'

type DraftField = keyof Draft

/** The draft's texts once they are known to be texts; empty where there was none. */
export interface RegistrationDetails {
  readonly email: string
  /** `null` where the address is none. */
  readonly emailKey: string | null
  readonly firstName: string
  readonly lastName: string
  readonly dateOfBirth: string | null
  readonly password: string
}

/**
 * Reads a draft against the rules that need nothing but the draft.
 *
 * @returns the details, and every violation: of the fields in field order then rule order, then of the whole
 */
export function reviewDraft(
  draft: Draft,
  policy: RegistrationPolicy,
  toAscii: (domain: string) => string,
): { details: RegistrationDetails; violations: Violation[] } {
  const details: RegistrationDetails = {
    email: textOf(draft.email),
    // Syntax first: it bounds the length of what the key is made from.
    emailKey: policy.isEmail(textOf(draft.email)) ? emailKey(textOf(draft.email), toAscii) : null,
    firstName: textOf(draft.firstName),
    lastName: textOf(draft.lastName),
    dateOfBirth: policy.readDate(textOf(draft.dateOfBirth)),
    password: textOf(draft.password),
  }
  const reviews = fieldReviews(policy, details)
  const violations = fieldOrder
    .filter((field): field is DraftField => field in draft)
    .flatMap((field) => absence(field, draft[field], presenceOf(field, policy)) ?? reviews[field](textOf(draft[field])))
  return { details, violations: [...violations, ...reviewWhole(draft, details, policy, violations.length === 0)] }
}

/** An empty date is left to the date's own check: it is malformed rather than blank. */
function presenceOf(field: DraftField, policy: RegistrationPolicy): Presence {
  const ofName = field === 'firstName' || field === 'lastName'
  const mayBeBlank = ofName ? policy.blankNames === 'accepted' : field === 'dateOfBirth'
  return { required: policy.required.includes(field), blank: mayBeBlank ? 'accepted' : 'refused' }
}

function fieldReviews(
  policy: RegistrationPolicy,
  details: RegistrationDetails,
): Record<DraftField, (text: string) => readonly Violation[]> {
  const { email, name } = policy.maximumCharacters
  const malformedEmail: Violation[] = details.emailKey === null ? [{ code: 'email_malformed', field: 'email' }] : []
  const malformedDate: Violation[] = details.dateOfBirth === null ? [{ code: 'date_malformed', field: 'dateOfBirth' }] : []
  return {
    email: (text) => [...askAll([notLonger('email', email), ...storable('email')], text), ...malformedEmail],
    firstName: (text) => askAll([notLonger('firstName', name), ...storable('firstName')], text),
    lastName: (text) => askAll([notLonger('lastName', name), ...storable('lastName')], text),
    dateOfBirth: () => malformedDate,
    password: (text) => reviewPassword(text, policy),
    passwordAgain: (text) => askAll(storable('passwordAgain'), text),
  }
}

/** A password too long to hash is asked nothing else, since what the rules cost grows with it. */
function reviewPassword(text: string, policy: RegistrationPolicy): Violation[] {
  const tooLong = notLonger('password', policy.maximumCharacters.password)(text)
  return tooLong ? [tooLong] : askAll([...policy.passwordRules, ...storable('password')], text)
}

/** Compared with names and address only when every field passed: until then nothing bounds the texts. */
function reviewWhole(draft: Draft, details: RegistrationDetails, policy: RegistrationPolicy, fieldsPassed: boolean): Violation[] {
  const violations: Violation[] = []
  const bothSent = typeof draft.password === 'string' && typeof draft.passwordAgain === 'string'
  if (bothSent && draft.password !== draft.passwordAgain) violations.push({ code: 'passwords_differ', field: 'passwordAgain' })
  const compares = fieldsPassed && policy.similarPasswords === 'refused'
  const attribute = compares ? findSimilarAttribute(details.password, details) : null
  if (attribute) violations.push({ code: 'password_too_similar', field: 'password', attribute })
  return violations
}
