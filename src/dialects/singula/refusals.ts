import { type AnswerTable, answer, type Field, fieldOrder, type Violation } from '../../violations/violation.ts'
import type { WireAnswer } from '../dialect.ts'
import { type Fault, faults, memberOf } from './contract.ts'
import { encodeFault, type FaultContext, type WireViolation } from './faults.ts'

/** What was asked for: a few faults have another number when a customer changes. */
export type Operation = 'create' | 'update'

/** Names that a text for developers tells. */
export interface Named {
  readonly username?: string | undefined
  readonly externalId?: string | undefined
  readonly email?: string | undefined
}

/** What members break, by names that programs can tell apart. */
const rules: AnswerTable<string> = {
  missing: () => 'required',
  null_given: () => 'required',
  blank: () => 'required',
  not_text: () => 'type',
  not_an_object: () => 'type',
  not_a_list: () => 'type',
  not_a_boolean: () => 'type',
  not_whole_number: () => 'type',
  too_long: ({ maximumCharacters }) => `maxLength ${maximumCharacters}`,
  too_many: ({ maximum }) => `maxItems ${maximum}`,
  repeated: () => 'unique',
  null_character: () => 'characters',
  lone_surrogate: () => 'characters',
  username_malformed: () => 'characters',
  email_malformed: () => 'format',
  date_malformed: () => 'format',
  phone_malformed: () => 'format',
  postcode_malformed: () => 'format',
  country_abbreviated: () => 'format',
  attribute_malformed: ({ type }) => `type ${type}`,
  already_taken: () => 'taken',
  code_unknown: () => 'unknown',
  attribute_unknown: () => 'unknown',
  consent_unknown: () => 'unknown',
  contact_method_unknown: () => 'unknown',
  not_enabled: () => 'notEnabled',
  not_one_of: () => 'enum',
  gender_unknown: () => 'enum',
  not_allowed: () => 'notAllowed',
  below_minimum: ({ minimum }) => `minimum ${minimum}`,
  above_maximum: ({ maximum }) => `maximum ${maximum}`,
  in_the_future: () => 'future',
  too_old: ({ maximumYears }) => `maximumAge ${maximumYears}`,
  too_young: ({ minimumYears }) => `minimumAge ${minimumYears}`,
  password_too_short: ({ minimumCharacters }) => `minLength ${minimumCharacters}`,
  password_too_common: () => 'common',
  password_all_digits: () => 'digits',
  password_too_similar: () => 'similar',
  password_too_weak: ({ minimumScore }) => `minimumScore ${minimumScore}`,
  password_wrong: () => 'wrong',
  passwords_differ: () => 'different',
  image_unusable: () => 'format',
  consent_needed: ({ needs }) => (needs === 'answer' ? 'answerRequired' : 'acceptanceRequired'),
  contact_method_needed: () => 'required',
  consent_outdated: () => 'outdated',
}

const absences: readonly Violation['code'][] = ['missing', 'null_given', 'blank']
const addressFields: readonly Field[] = ['address', 'addressKind', 'streetAddress', 'city', 'state', 'country']
/** Faults that a code stands for whatever member it is about. */
const byCode: Partial<Record<Violation['code'], readonly [Fault, Fault]>> = {
  password_wrong: [faults.authentication, faults.authentication],
  password_too_weak: [faults.unsafePassword, faults.unsafePassword],
  password_too_common: [faults.unsafePassword, faults.unsafePassword],
  consent_unknown: [faults.unknownConsent, faults.unknownConsent],
  contact_method_unknown: [faults.unknownContactMethod, faults.unknownContactMethod],
  consent_needed: [faults.consentMissing, faults.consentMissing],
  contact_method_needed: [faults.contactMethodMissing, faults.contactMethodMissing],
}
/** Members that raise a fault of their own for whatever is wrong with them, on create and on update. */
const byField: Partial<Record<Field, readonly [Fault, Fault]>> = {
  username: [faults.invalidUsername, faults.incorrectUsername],
  dateOfBirth: [faults.invalidDateOfBirth, faults.invalidDateOfBirth],
  postcode: [faults.invalidPostcode, faults.invalidPostcode],
  currency: [faults.invalidCurrency, faults.invalidCurrency],
}
const taken = { username: faults.usernameExists, externalId: faults.externalIdExists, email: faults.emailExists } as const

const badRequest = (userMessage = 'The request cannot be processed'): Pick<Fault, 'errorCode' | 'status' | 'userMessage'> => ({
  errorCode: 400,
  status: 400,
  userMessage,
})

/** Of those that stop a request, the first is told. */
const precedence: readonly Pick<Fault, 'errorCode'>[] = [
  faults.usernameRequired,
  faults.passwordRequired,
  faults.registration,
  badRequest(),
  faults.addressCreation,
  faults.invalidUsername,
  faults.incorrectUsername,
  faults.authentication,
  faults.unsafePassword,
  faults.invalidDateOfBirth,
  faults.invalidPostcode,
  faults.invalidCurrency,
  faults.unknownConsent,
  faults.unknownContactMethod,
  faults.consentMissing,
  faults.contactMethodMissing,
  faults.usernameExists,
  faults.externalIdExists,
  faults.emailExists,
]

/** The fault a violation raises. */
function faultOf(violation: Violation, operation: Operation): Pick<Fault, 'errorCode' | 'status' | 'userMessage'> {
  const { code, field } = violation
  const which = operation === 'create' ? 0 : 1
  const isAbsent = absences.includes(code)
  if (code === 'already_taken') return taken[violation.field]
  const ofCode = byCode[code]
  if (ofCode) return ofCode[which]
  if (operation === 'create' && isAbsent && field === 'username') return faults.usernameRequired
  if (operation === 'create' && isAbsent && field === 'password') return faults.passwordRequired
  const ofField = isAbsent ? undefined : byField[field]
  if (ofField) return ofField[which]
  if (operation === 'create') return faults.registration
  return addressFields.includes(field) ? faults.addressCreation : badRequest()
}

/**
 * The first fault of the contract's precedence, with everything that raised it.
 *
 * @source docs/contracts/singula.md, section 5.3
 */
export function encodeRefusal(
  violations: readonly Violation[],
  operation: Operation,
  named: Named,
  context: FaultContext,
): WireAnswer {
  const raised = violations.map((violation) => ({ violation, fault: faultOf(violation, operation) }))
  const codes = new Set(raised.map(({ fault }) => fault.errorCode))
  const first = precedence.find(({ errorCode }) => codes.has(errorCode))
  const told = raised.filter(({ fault }) => fault.errorCode === first?.errorCode)
  const fault = told[0]?.fault ?? badRequest()
  const inOrder = fieldOrder.flatMap((field) => told.flatMap(({ violation }) => (violation.field === field ? [violation] : [])))
  return encodeFault(
    { ...fault, developerMessage: forDevelopers(inOrder, named), violations: inOrder.map(wireViolation) },
    context,
  )
}

const wireViolation = (violation: Violation): WireViolation => ({
  member: memberOf[violation.field],
  rule: answer(rules, violation),
})

function forDevelopers(violations: readonly Violation[], { username, externalId, email }: Named): string {
  const texts = violations.map((violation) => {
    switch (violation.code) {
      case 'already_taken': {
        const names = {
          username: `Username ${username}`,
          externalId: `External unique identifier ${externalId}`,
          email: `Email address ${email}`,
        }
        return `${names[violation.field]} already exists`
      }
      case 'consent_unknown':
      case 'consent_needed':
      case 'contact_method_needed':
      case 'consent_outdated':
        return `Consent ${violation.consentId}: ${answer(rules, violation)}`
      case 'contact_method_unknown':
        return `Contact method ${violation.contactMethod}: ${answer(rules, violation)}`
      case 'attribute_unknown':
      case 'attribute_malformed':
        return `Custom attribute ${violation.name}: ${answer(rules, violation)}`
      default:
        return `Member ${memberOf[violation.field]}: ${answer(rules, violation)}`
    }
  })
  return texts.join('; ')
}
