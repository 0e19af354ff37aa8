import { answerTrouble, type TroubleTable, type TroubleValue } from '../../violations/trouble.ts'
import { type AnswerTable, answer, type Field, fieldOrder, type NotAnObject, type Violation } from '../../violations/violation.ts'
import type { WireAnswer } from '../dialect.ts'
import type { OtherBody } from './body/read-body.ts'
import { addressFields, verboseName, wireName } from './contract.ts'
import { jsonAnswer, unknownPathAnswer } from './encode.ts'

const malformedEmail = 'Enter a valid email address.'
const malformedDate = 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.'
const upperHex = (codePoint: number): string => codePoint.toString(16).toUpperCase()
const notWhole = 'A valid integer is required.'
const notText: Partial<Record<Field, string>> = { email: malformedEmail, dateOfBirth: malformedDate, postcode: notWhole }
/** Python's names for what JSON can hold. */
const typeName: Readonly<Record<NotAnObject, string>> = {
  text: 'str',
  whole_number: 'int',
  fraction: 'float',
  boolean: 'bool',
  list: 'list',
}

const takenName = { email: 'email address', username: 'username', externalId: 'external id' } as const
const notADictionary = (given: NotAnObject): string => `Invalid data. Expected a dictionary, but got ${typeName[given]}.`
/** Every violation in Django's words. */
const refusalTexts: AnswerTable<string> = {
  missing: () => 'This field is required.',
  null_given: () => 'This field may not be null.',
  blank: () => 'This field may not be blank.',
  not_text: ({ field }) => notText[field] ?? 'Not a valid string.',
  too_long: ({ maximumCharacters: n }) => `Ensure this field has no more than ${n} characters.`,
  null_character: () => 'Null characters are not allowed.',
  lone_surrogate: ({ codePoint }) => `Surrogate characters are not allowed: U+${upperHex(codePoint)}.`,
  email_malformed: () => malformedEmail,
  username_malformed: () => 'Enter a valid username.',
  already_taken: ({ field }) => `customer with this ${takenName[field]} already exists.`,
  not_a_list: () => 'Expected a list of items.',
  not_a_boolean: () => 'Must be a valid boolean.',
  too_many: ({ maximum }) => `Ensure this field has no more than ${maximum} elements.`,
  repeated: ({ name }) => `"${name}" is named more than once.`,
  not_allowed: () => 'This field cannot be changed.',
  postcode_malformed: () => 'Enter a valid postal code.',
  code_unknown: ({ given }) => `"${given}" is not a valid choice.`,
  not_enabled: ({ given }) => `"${given}" is not a valid choice.`,
  not_an_object: ({ given }) => notADictionary(given),
  not_whole_number: () => notWhole,
  below_minimum: ({ minimum }) => `Ensure this value is greater than or equal to ${minimum}.`,
  above_maximum: ({ maximum }) => `Ensure this value is less than or equal to ${maximum}.`,
  country_abbreviated: () => 'Country name should be in full',
  date_malformed: () => malformedDate,
  phone_malformed: () => 'Enter a valid phone number.',
  gender_unknown: ({ given }) => `"${given}" is not a valid choice.`,
  not_one_of: ({ allowed }) => `Ensure this value is one of: ${allowed.join(', ')}.`,
  in_the_future: ({ field }) => `Ensure this ${field === 'dateOfBirth' ? 'date' : 'time'} is not in the future.`,
  too_old: ({ maximumYears: n }) => `Ensure this date is not more than ${n} years ago.`,
  too_young: ({ minimumYears: n }) => `You must be at least ${n} years old.`,
  password_too_short: ({ minimumCharacters: n }) => `This password is too short. It must contain at least ${n} characters.`,
  password_too_common: () => 'This password is too common.',
  password_all_digits: () => 'This password is entirely numeric.',
  password_too_similar: ({ attribute }) => `The password is too similar to the ${verboseName[attribute]}.`,
  password_too_weak: () => 'This password is too easy to guess.',
  password_wrong: () => 'The current password is not right.',
  passwords_differ: () => "Passwords don't match",
  attribute_unknown: ({ name }) => `There is no attribute "${name}".`,
  attribute_malformed: ({ name, type }) => `The attribute "${name}" must be a ${type}.`,
  consent_unknown: ({ consentId }) => `There is no consent "${consentId}".`,
  contact_method_unknown: ({ contactMethod }) => `There is no contact method "${contactMethod}".`,
  consent_needed: ({ consentId, needs }) => `The consent "${consentId}" must be ${needs === 'answer' ? 'answered' : 'accepted'}.`,
  contact_method_needed: ({ consentId }) => `The consent "${consentId}" needs a contact method.`,
  consent_outdated: ({ consentId, current }) => `Version ${current} of the consent "${consentId}" is in force.`,
  image_unusable: ({ fault, maximumBytes: n }) =>
    fault === 'too_large' ? `Ensure this file has no more than ${n} bytes.` : 'Upload a PNG, JPEG or WebP image.',
}

/**
 * 400 with one list of texts per field, in field order. What concerns the whole request is told only when every
 * field passed: first that the passwords differ, as a bare text, then that the password resembles a name.
 *
 * @source docs/contracts/django.md#4-post-apiv1customers
 */
export function encodeRefusal(violations: readonly Violation[]): WireAnswer {
  const ofFields = violations.filter(({ code }) => code !== 'passwords_differ' && code !== 'password_too_similar')
  if (ofFields.length > 0) return jsonAnswer(400, byField(ofFields))
  const differing = violations.find(({ code }) => code === 'passwords_differ')
  return jsonAnswer(400, differing ? { error: answer(refusalTexts, differing) } : byField(violations))
}

/** 400 for a body that is JSON and no object. */
export const encodeOtherBody = ({ given }: OtherBody): WireAnswer =>
  jsonAnswer(400, { non_field_errors: [given === 'null' ? 'No data provided' : notADictionary(given)] })

/** Texts by the field they stand beside; those about parts of the address by the part, inside `address`. */
interface Texts {
  [field: string]: string[] | Texts
}

function byField(violations: readonly Violation[]): Texts {
  const body: Texts = {}
  for (const field of fieldOrder) {
    const ofField = violations.filter((violation) => violation.field === field)
    if (ofField.length > 0) Object.assign(body, placed(body, field, ofField))
  }
  return body
}

function placed(body: Texts, field: Field, violations: readonly Violation[]): Texts {
  const texts = violations.map((violation) => answer(refusalTexts, violation))
  if (violations.some(({ code }) => code === 'not_an_object')) return { [wireName[field]]: { non_field_errors: texts } }
  if (!addressFields.some((part) => part === field)) return { [wireName[field]]: texts }
  return { [wireName.address]: { ...body[wireName.address], [wireName[field]]: texts } }
}

const detail = (status: number, text: string, headers?: Readonly<Record<string, string>>): WireAnswer =>
  jsonAnswer(status, { detail: text }, headers)

/** 401, which always names the way to authenticate. */
const unauthorized = (text: string, further: object = {}): WireAnswer =>
  jsonAnswer(401, { detail: text, ...further }, { 'www-authenticate': 'Bearer realm="api"' })

const tokenFaults: Readonly<Record<TroubleValue<'token_refused'>['fault'], string>> = {
  invalid: 'Token is invalid or expired',
  wrong_kind: 'Token has wrong type',
  ended: 'Token is blacklisted',
}

/** In a header simplejwt lists each kind of token it tried, which is one here. */
function tokenRefused({ carriedIn, fault }: TroubleValue<'token_refused'>): WireAnswer {
  const code = 'token_not_valid'
  if (carriedIn === 'body') return unauthorized(tokenFaults[fault], { code })
  // An access token is not on upstream's blacklist; one whose session has ended is as good as expired.
  const message = fault === 'ended' ? tokenFaults.invalid : tokenFaults[fault]
  const messages = [{ token_class: 'AccessToken', token_type: 'access', message }]
  return unauthorized('Given token not valid for any token type', { code, messages })
}

function accountInactive({ carriedIn, state }: TroubleValue<'account_inactive'>): WireAnswer {
  if (carriedIn === 'body') return unauthorized('No active account found for the given token.')
  if (state === 'deleted') return unauthorized('User not found', { code: 'user_not_found' })
  return unauthorized('User is inactive', { code: 'user_inactive' })
}

const later = (seconds: number) => ({ 'retry-after': String(seconds) })
const seconds = (count: number): string => `${count} ${count === 1 ? 'second' : 'seconds'}`
const comeBack = 'Service temporarily unavailable, try again later.'

/** Every trouble in REST framework's words where it has some, else in ours and its shape. */
const troubleAnswers: TroubleTable<WireAnswer> = {
  unreadable_body: ({ detail: text }) => detail(400, text),
  unsupported_media_type: ({ mediaType }) => detail(415, `Unsupported media type "${mediaType}" in request.`),
  unsupported_content_encoding: ({ contentEncoding }) =>
    detail(415, `Unsupported content encoding "${contentEncoding}" in request.`),
  not_acceptable: () => detail(406, 'Could not satisfy the request Accept header.'),
  method_not_allowed: ({ method }) => detail(405, `Method "${method}" not allowed.`),
  not_found: () => detail(404, 'Not found.'),
  registration_closed: () => detail(403, 'Registration is closed.'),
  no_such_customer: () => detail(404, 'No Customer matches the given query.'),
  no_such_address: () => detail(404, 'No Address matches the given query.'),
  no_such_data_request: () => detail(404, 'No DataRequest matches the given query.'),
  no_longer_revocable: () => detail(409, 'This request can no longer be revoked.'),
  quota_reached: ({ maximum }) => detail(409, `There can be no more than ${maximum} of these.`),
  credentials_refused: () => unauthorized('No active account found with the given credentials'),
  email_unverified: () => unauthorized('E-mail address is not verified.', { code: 'email_not_verified' }),
  unauthenticated: () => unauthorized('Authentication credentials were not provided.'),
  authorization_malformed: () =>
    unauthorized('Authorization header must contain two space-delimited values', { code: 'bad_authorization_header' }),
  token_refused: tokenRefused,
  account_inactive: accountInactive,
  api_key_refused: () => unauthorized('Invalid API key.'),
  signature_refused: () => unauthorized('Invalid signature.'),
  storefront_key_missing: () => unauthorized('No storefront key was provided.'),
  storefront_key_refused: () => detail(403, 'Invalid storefront key.'),
  link_refused: () => detail(410, 'This link is no longer valid.'),
  form_over: () => detail(403, 'This form is no longer valid.'),
  forbidden: () => detail(403, 'You do not have permission to perform this action.'),
  body_too_large: ({ limitBytes }) => detail(413, `Request body is larger than ${limitBytes} bytes.`),
  too_many_requests: ({ retryAfterSeconds: n }) =>
    detail(429, `Request was throttled. Expected available in ${seconds(n)}.`, later(n)),
  busy: ({ retryAfterSeconds }) => detail(503, comeBack, later(retryAfterSeconds)),
  unavailable: ({ retryAfterSeconds }) => detail(503, comeBack, later(retryAfterSeconds)),
  idempotency_key_malformed: ({ minimumCharacters, maximumCharacters }) =>
    detail(400, `Idempotency-Key must have ${minimumCharacters} to ${maximumCharacters} visible ASCII characters.`),
  idempotency_key_reused: () => detail(422, 'Idempotency-Key was already used with another request body.'),
  reference_reused: () => detail(409, 'This reference was already used for something else.'),
  idempotency_key_in_use: ({ retryAfterSeconds }) =>
    detail(409, 'A request with this Idempotency-Key is still being processed.', later(retryAfterSeconds)),
  internal: () => detail(500, 'A server error occurred.'),
}

/** The answer to a trouble on one of the contract's paths. */
export const encodeTrouble = (trouble: TroubleValue): WireAnswer => answerTrouble(troubleAnswers, trouble)

/** The answer to a path below the contract's prefixes that it does not have. */
export const encodeUnknownPath = (): WireAnswer => unknownPathAnswer
