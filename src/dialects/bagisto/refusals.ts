import { answerTrouble, type TroubleTable, type TroubleValue } from '../../violations/trouble.ts'
import { type AnswerTable, answer, type Field, fieldOrder, type Violation } from '../../violations/violation.ts'
import { Refusal } from './graphql/refusal.ts'

/** Core fields by their names on the wire. */
const wireName: Readonly<Record<Field, string>> = {
  login: 'email',
  email: 'email',
  firstName: 'firstName',
  lastName: 'lastName',
  companyName: 'companyName',
  vatId: 'vatId',
  dateOfBirth: 'dateOfBirth',
  phone: 'phone',
  gender: 'gender',
  address: 'address',
  streetAddress: 'address1',
  postcode: 'postcode',
  city: 'city',
  state: 'state',
  country: 'country',
  type: 'type',
  message: 'message',
  image: 'image',
  currentPassword: 'currentPassword',
  password: 'password',
  passwordAgain: 'confirmPassword',
  refreshToken: 'token',
  token: 'token',
  units: 'units',
  purchasedAt: 'purchasedAt',
  redeemedAt: 'redeemedAt',
  username: 'username',
  externalId: 'externalId',
  title: 'title',
  displayName: 'displayName',
  mobile: 'mobile',
  nationality: 'nationality',
  currency: 'currency',
  customerType: 'customerType',
  addressKind: 'addressType',
  customAttributes: 'customAttributes',
  attributeName: 'customAttributes',
  attributeValue: 'customAttributes',
  consents: 'consents',
  consentId: 'consents',
  consented: 'consents',
  contactMethods: 'consents',
}

/** How messages speak of a field: as Laravel does, the name in words. */
const spoken = (field: Field): string =>
  field === 'streetAddress' ? 'address' : wireName[field].replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`)

const malformedEmail = 'The email field must be a valid email address.'
const required = (field: Field): string => `The ${spoken(field)} field is required.`
const unusable = (field: Field): string => `The ${spoken(field)} field contains characters that cannot be stored.`

/** What Laravel says of a required field that was not sent: another rule of it speaks first. */
function absent({ field }: Violation<'missing' | 'null_given'>): readonly string[] {
  if (field === 'currentPassword') return ['Current password is required to change your password']
  if (field === 'email') return [malformedEmail, required(field)]
  if (field === 'type' || field === 'message') return [dataRequestTexts[field]]
  if (field === 'firstName' || field === 'lastName') return [`The ${spoken(field)} field must be a string.`, required(field)]
  return [required(field)]
}

const dataRequestTexts = { type: 'The request type is required', message: 'The message is required' } as const

/** Every violation in the contract's words; of some there are two. */
const texts: AnswerTable<readonly string[]> = {
  missing: absent,
  null_given: absent,
  blank: ({ field }) => [field === 'type' || field === 'message' ? dataRequestTexts[field] : required(field)],
  not_text: ({ field }) => [`The ${spoken(field)} field must be a string.`],
  too_long: ({ field, maximumCharacters: n }) => [`The ${spoken(field)} field must not be greater than ${n} characters.`],
  null_character: ({ field }) => [unusable(field)],
  lone_surrogate: ({ field }) => [unusable(field)],
  email_malformed: () => [malformedEmail],
  username_malformed: ({ field }) => [`The ${spoken(field)} field format is invalid.`],
  already_taken: ({ field }) => [`The ${spoken(field)} has already been taken.`],
  not_a_list: ({ field }) => [`The ${spoken(field)} field must be an array.`],
  not_a_boolean: ({ field }) => [`The ${spoken(field)} field must be true or false.`],
  too_many: ({ field, maximum }) => [`The ${spoken(field)} field must not have more than ${maximum} items.`],
  repeated: ({ field }) => [`The ${spoken(field)} field has a duplicate value.`],
  not_allowed: ({ field }) => [`The ${spoken(field)} field is prohibited.`],
  postcode_malformed: ({ field }) => [`The ${spoken(field)} field format is invalid.`],
  code_unknown: ({ field }) => [`The selected ${spoken(field)} is invalid.`],
  not_enabled: ({ field }) => [`The selected ${spoken(field)} is invalid.`],
  not_an_object: ({ field }) => [`The ${spoken(field)} field must be an object.`],
  not_whole_number: ({ field }) => [`The ${spoken(field)} field must be an integer.`],
  not_one_of: ({ field }) => [
    field === 'type' ? 'The request type must be either "delete" or "update"' : `The selected ${spoken(field)} is invalid.`,
  ],
  below_minimum: ({ field, minimum }) => [`The ${spoken(field)} field must be at least ${minimum}.`],
  above_maximum: ({ field, maximum }) => [`The ${spoken(field)} field must not be greater than ${maximum}.`],
  country_abbreviated: ({ field }) => [`The ${spoken(field)} field must be the name of a country.`],
  date_malformed: () => ['The date of birth field must be a valid date.'],
  phone_malformed: () => ['Mobile number can only contain digits. Special characters are not allowed'],
  gender_unknown: ({ given, accepted }) => [`Invalid gender value "${given}". Allowed values are: ${accepted.join(', ')}`],
  image_unusable: () => ['Image upload failed'],
  in_the_future: ({ field }) => [`The ${spoken(field)} field must not be in the future.`],
  too_old: ({ field, maximumYears: n }) => [`The ${spoken(field)} field must not be more than ${n} years ago.`],
  too_young: ({ minimumYears: n }) => [`You must be at least ${n} years old.`],
  password_too_short: ({ minimumCharacters: n }) => [`The password must be at least ${n} characters.`],
  password_too_common: () => ['The given password has appeared in a data leak. Please choose a different password.'],
  password_all_digits: () => ['The password must contain at least one letter.'],
  password_too_similar: () => ['The password must not resemble your name or your email.'],
  password_too_weak: () => ['The password is too easy to guess.'],
  password_wrong: () => ['The current password you entered is incorrect'],
  passwords_differ: () => ['Password and confirm password do not match'],
  attribute_unknown: ({ name }) => [`There is no attribute "${name}".`],
  attribute_malformed: ({ name, type }) => [`The attribute "${name}" must be a ${type}.`],
  consent_unknown: ({ consentId }) => [`There is no consent "${consentId}".`],
  contact_method_unknown: ({ contactMethod }) => [`There is no contact method "${contactMethod}".`],
  consent_needed: ({ consentId, needs }) => [
    `The consent "${consentId}" must be ${needs === 'answer' ? 'answered' : 'accepted'}.`,
  ],
  contact_method_needed: ({ consentId }) => [`The consent "${consentId}" needs a contact method.`],
  consent_outdated: ({ consentId, current }) => [`Version ${current} of the consent "${consentId}" is in force.`],
}

// What the contract looks at after the rest has passed, one at a time.
const lookedAtLater = ['phone_malformed', 'gender_unknown', 'date_malformed', 'passwords_differ'] as const
const isLater = ({ code }: Violation): boolean => lookedAtLater.some((later) => later === code)

/** Who sends no password is told so once, and not of its repetition too. */
const isSaidAlready = ({ code, field }: Violation, all: readonly Violation[]): boolean =>
  field === 'passwordAgain' && isAbsence(code) && all.some((other) => other.field === 'password' && isAbsence(other.code))
const isAbsence = (code: Violation['code']): boolean => code === 'missing' || code === 'null_given' || code === 'blank'

const inOrder = (violations: readonly Violation[]): readonly Violation[] =>
  [...namesFirst, ...fieldOrder].flatMap((field) => violations.filter((violation) => violation.field === field)).filter(isFirst)

const namesFirst: readonly Field[] = ['firstName', 'lastName']
const isFirst = (violation: Violation, index: number, all: readonly Violation[]): boolean => all.indexOf(violation) === index

/**
 * Violations as one message: those of the first stage joined by blanks, in the order of the rules; else the first of those
 * looked at later. A map of fields and their messages goes with it.
 *
 * @source docs/contracts/bagisto.md, sections 7 and 8.1
 */
export function refusalOf(violations: readonly Violation[]): Refusal {
  const first = inOrder(violations.filter((violation) => !isLater(violation) && !isSaidAlready(violation, violations)))
  const later = lookedAtLater.flatMap((code) => violations.filter((violation) => violation.code === code)).slice(0, 1)
  const told = first.length > 0 ? first : later
  const validation: Record<string, readonly string[]> = {}
  for (const violation of told) {
    const name = wireName[violation.field]
    validation[name] = [...(validation[name] ?? []), ...answer(texts, violation)]
  }
  return new Refusal(Object.values(validation).flat().join(' '), { validation })
}

/** What is said of a trouble: on REST with its status, in GraphQL with the code under `extensions`. */
export interface TroubleWords {
  readonly status: number
  readonly message: string
  /** Of GraphQL errors; absent where the contract has none. */
  readonly code?: string
  readonly retryAfterSeconds?: number
}

const words = (status: number, message: string, code?: string): TroubleWords => ({
  status,
  message,
  ...(code !== undefined && { code }),
})
const later = (status: number, message: string, code: string, retryAfterSeconds: number): TroubleWords => ({
  status,
  message,
  code,
  retryAfterSeconds,
})

export const invalidToken = 'Invalid or expired token'
export const unverified = 'Verify your email account first.'
export const suspended = 'Your account has been suspended'
const busy = 'The service is busy. Please try again later.'

const troubleWords: TroubleTable<TroubleWords> = {
  unreadable_body: () => words(422, 'Syntax error'),
  unsupported_media_type: ({ mediaType }) =>
    words(415, `The content-type "${mediaType}" is not supported. Supported MIME types are "application/json".`),
  unsupported_content_encoding: () => words(415, 'Compressed request bodies are not supported.'),
  not_acceptable: () => words(406, 'Not Acceptable'),
  method_not_allowed: () => words(405, 'Method Not Allowed'),
  not_found: () => words(404, 'Not Found'),
  registration_closed: () => words(403, 'Registration is closed.'),
  no_such_customer: () => words(404, 'Customer not found'),
  no_such_address: () => words(403, 'Address not found or does not belong to this customer'),
  no_such_data_request: () => words(404, 'GDPR data request not found'),
  no_longer_revocable: () => words(422, 'This GDPR data request can no longer be revoked.'),
  quota_reached: ({ maximum }) => words(400, `There can be ${maximum} of these at most.`, 'QUOTA_REACHED'),
  credentials_refused: () => words(400, 'Invalid email or password'),
  email_unverified: () => words(403, unverified),
  unauthenticated: () => words(401, 'Unauthenticated. Please login to perform this action'),
  authorization_malformed: () => words(401, invalidToken),
  token_refused: () => words(401, invalidToken),
  account_inactive: () => words(401, suspended),
  api_key_refused: () => words(401, 'Invalid API key'),
  signature_refused: () => words(401, 'Invalid signature'),
  storefront_key_missing: () => words(401, 'X-STOREFRONT-KEY header is required for this operation', 'UNAUTHENTICATED'),
  storefront_key_refused: () => words(401, 'Invalid API key', 'UNAUTHENTICATED'),
  link_refused: () => words(410, 'This link is no longer valid.'),
  form_over: () => words(403, 'This form is no longer valid.'),
  forbidden: () => words(403, 'Forbidden'),
  body_too_large: ({ limitBytes }) => words(413, `The request body is larger than ${limitBytes} bytes.`),
  too_many_requests: ({ retryAfterSeconds: n }) => later(429, 'Rate limit exceeded', 'RATE_LIMITED', n),
  busy: ({ retryAfterSeconds: n }) => later(503, busy, 'SERVICE_UNAVAILABLE', n),
  unavailable: ({ retryAfterSeconds: n }) => later(503, busy, 'SERVICE_UNAVAILABLE', n),
  idempotency_key_malformed: ({ minimumCharacters, maximumCharacters }) =>
    words(400, `Idempotency-Key must have ${minimumCharacters} to ${maximumCharacters} visible ASCII characters.`),
  idempotency_key_reused: () => words(422, 'Idempotency-Key was already used with another request.', 'IDEMPOTENCY_KEY_REUSED'),
  reference_reused: () => words(409, 'This reference was already used for something else.'),
  idempotency_key_in_use: ({ retryAfterSeconds: n }) =>
    later(409, 'A request with this Idempotency-Key is still being processed.', 'IDEMPOTENCY_KEY_IN_USE', n),
  internal: () => words(500, 'Internal server error'),
}

export const troubleWordsOf = (trouble: TroubleValue): TroubleWords => answerTrouble(troubleWords, trouble)
