import { type Field, fieldOrder, type Violation } from '../../violations/violation.ts'
import { type RecordDetails, reviewRecord } from '../account/record.ts'
import type { ConsentAnswer } from '../consents/consent.ts'
import { findSimilarAttribute } from '../credentials/similarity.ts'
import { emailKey } from '../customers/email-key.ts'
import { reviewNewPassword } from '../customers/new-password.ts'
import { reviewGender, reviewPhone } from '../customers/personal-fields.ts'
import { type BirthRules, reviewBirth } from '../customers/review-birth.ts'
import { absence, type Presence, textOf } from '../customers/sent.ts'
import { askAll, notLonger, storable } from '../customers/text-rules.ts'
import type { TenantSettings } from '../tenants/settings.ts'
import type { Draft } from './draft.ts'
import type { RegistrationPolicy } from './policy.ts'

type DraftField = Exclude<keyof Draft, 'phone' | 'gender' | 'subscribesToNewsletter' | 'record' | 'consents'>

/** The draft's texts once they are known to be texts; empty where there was none. */
export interface RegistrationDetails {
  readonly email: string
  /** `null` where the address is none. */
  readonly emailKey: string | null
  readonly firstName: string
  readonly lastName: string
  readonly dateOfBirth: string | null
  readonly phone: string | null
  readonly gender: string | null
  readonly subscribesToNewsletter: boolean
  readonly password: string
  /** `undefined` where the contract keeps none. */
  readonly record: RecordDetails | undefined
  /** `undefined` where the contract asks none. */
  readonly consents: readonly ConsentAnswer[] | undefined
}

/** What a draft is read by, beside the contract: the tenant's own rules, and its day. */
export interface DraftReader extends BirthRules {
  readonly settings: Pick<TenantSettings, 'minimumAgeYears' | 'maximumAgeYears' | 'customAttributes'>
  toAscii(domain: string): string
}

/**
 * Reads a draft against the rules that need nothing but the draft.
 *
 * @returns the details, and every violation: of the fields in field order then rule order, then of the whole
 */
export function reviewDraft(
  draft: Draft,
  policy: RegistrationPolicy,
  reader: DraftReader,
): { details: RegistrationDetails; violations: Violation[] } {
  const record = draft.record && policy.record ? reviewRecord(draft.record, policy.record, reader.settings, true) : undefined
  const details: RegistrationDetails = {
    email: textOf(draft.email),
    // Syntax first: it bounds the length of what the key is made from.
    emailKey: policy.isEmail(textOf(draft.email)) ? emailKey(textOf(draft.email), reader.toAscii) : null,
    firstName: textOf(draft.firstName),
    lastName: textOf(draft.lastName),
    dateOfBirth: policy.readDate(textOf(draft.dateOfBirth)),
    phone: textOf(draft.phone) || null,
    gender: policy.personalFields?.readGender(textOf(draft.gender)) ?? null,
    subscribesToNewsletter: draft.subscribesToNewsletter === true,
    password: textOf(draft.password),
    record: record?.details,
    consents: record || policy.consents ? (record?.details.consents ?? draft.consents ?? []) : undefined,
  }
  const reviews = fieldReviews(policy, details, reader)
  const reviewField = (field: DraftField) =>
    absence(field, draft[field], presenceOf(field, policy)) ?? reviews[field](textOf(draft[field]))
  const ofFields = fieldOrder.flatMap((field) => (isAsked(field) ? reviewField(field) : reviewPersonal(field, draft, policy)))
  const violations = [...ofFields, ...(record?.violations ?? [])]
  return { details, violations: [...violations, ...reviewWhole(draft, details, policy, violations.length === 0)] }
}

const asked = ['email', 'firstName', 'lastName', 'dateOfBirth', 'password', 'passwordAgain'] as const
const isAsked = (field: Field): field is DraftField => asked.some((name) => name === field)

function reviewPersonal(field: Field, { phone, gender }: Draft, { personalFields }: RegistrationPolicy): readonly Violation[] {
  if (!personalFields) return []
  return field === 'phone' ? reviewPhone(phone, personalFields) : field === 'gender' ? reviewGender(gender, personalFields) : []
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
  reader: DraftReader,
): Record<DraftField, (text: string) => readonly Violation[]> {
  const { email, name } = policy.maximumCharacters
  const malformedEmail: Violation[] = details.emailKey === null ? [{ code: 'email_malformed', field: 'email' }] : []
  const { dateOfBirth } = details
  const ofDate: readonly Violation[] =
    dateOfBirth === null
      ? [{ code: 'date_malformed', field: 'dateOfBirth' }]
      : reviewBirth(dateOfBirth, reader, policy.datesOfBirth)
  return {
    email: (text) => [...askAll([notLonger('email', email), ...storable('email')], text), ...malformedEmail],
    firstName: (text) => askAll([notLonger('firstName', name), ...storable('firstName')], text),
    lastName: (text) => askAll([notLonger('lastName', name), ...storable('lastName')], text),
    dateOfBirth: () => ofDate,
    password: (text) => reviewNewPassword(text, policy),
    passwordAgain: (text) => askAll(storable('passwordAgain'), text),
  }
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
