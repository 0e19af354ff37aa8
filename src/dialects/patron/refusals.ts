import { answerTrouble, type TroubleCode, type TroubleTable, type TroubleValue } from '../../violations/trouble.ts'
import { type AnswerTable, answer, type Violation } from '../../violations/violation.ts'
import type { WireAnswer } from '../dialect.ts'
import type { Fault } from './decode.ts'

interface Words {
  readonly status: number
  readonly title: string
  readonly headers?: Readonly<Record<string, string>>
}

const words = (status: number, title: string, headers: Readonly<Record<string, string>> = {}): Words => ({
  status,
  title,
  headers,
})
const later = (status: number, title: string, seconds: number): Words => words(status, title, { 'retry-after': String(seconds) })
const unauthorized = (title: string): Words => words(401, title, { 'www-authenticate': 'Bearer' })

const troubleWords: TroubleTable<Words> = {
  unreadable_body: () => words(400, 'The request body cannot be read'),
  unsupported_media_type: () => words(415, 'Unsupported media type'),
  unsupported_content_encoding: () => words(415, 'Unsupported content encoding'),
  not_acceptable: () => words(406, 'No acceptable media type'),
  method_not_allowed: () => words(405, 'Method not allowed'),
  not_found: () => words(404, 'Not found'),
  registration_closed: () => words(403, 'Registration is closed'),
  no_such_customer: () => words(404, 'No such customer'),
  no_such_address: () => words(404, 'No such address'),
  no_such_data_request: () => words(404, 'No such request'),
  no_longer_revocable: () => words(409, 'The request can no longer be revoked'),
  quota_reached: ({ maximum }) => words(409, `There are ${maximum} already, which is as many as there may be`),
  credentials_refused: () => unauthorized('No active customer has this login and password'),
  email_unverified: () => unauthorized('The e-mail address is not verified'),
  unauthenticated: () => unauthorized('Credentials are needed'),
  authorization_malformed: () => unauthorized('The Authorization header does not hold one token'),
  token_refused: () => unauthorized('The token is not valid'),
  account_inactive: () => unauthorized('The account is not active'),
  api_key_refused: () => unauthorized('The key is not valid'),
  signature_refused: () => unauthorized('The signature is not valid'),
  storefront_key_missing: () => unauthorized('A storefront key is needed'),
  storefront_key_refused: () => words(403, 'The storefront key is not valid'),
  link_refused: () => words(410, 'The link is no longer valid'),
  form_over: () => words(403, 'The form is no longer valid'),
  forbidden: () => words(403, 'Forbidden'),
  body_too_large: () => words(413, 'The request body is too large'),
  too_many_requests: ({ retryAfterSeconds: n }) => later(429, 'Too many requests', n),
  busy: ({ retryAfterSeconds: n }) => later(503, 'Busy, try again later', n),
  unavailable: ({ retryAfterSeconds: n }) => later(503, 'Unavailable, try again later', n),
  idempotency_key_malformed: () => words(400, 'Malformed Idempotency-Key'),
  idempotency_key_reused: () => words(422, 'Idempotency-Key was used with another request body'),
  reference_reused: () => words(409, 'The reference was used with other content'),
  idempotency_key_in_use: ({ retryAfterSeconds: n }) => later(409, 'A request with this Idempotency-Key is being processed', n),
  internal: () => words(500, 'Internal error'),
}

const violationTexts: AnswerTable<string> = {
  missing: () => 'must be there',
  null_given: () => 'must not be null',
  blank: () => 'must not be empty',
  not_text: () => 'must be a text',
  too_long: ({ maximumCharacters: n }) => `must not have more than ${n} characters`,
  null_character: () => 'must not hold U+0000',
  lone_surrogate: () => 'must not hold half of a surrogate pair',
  email_malformed: () => 'must be an e-mail address',
  username_malformed: () => "must have no characters but letters, digits and . _ - + @ '",
  already_taken: () => 'belongs to a customer',
  not_a_list: () => 'must be a list',
  not_a_boolean: () => 'must be true or false',
  too_many: ({ maximum }) => `must not have more than ${maximum} entries`,
  repeated: ({ name }) => `must not name ${name} twice`,
  not_allowed: () => 'must not be decided by this caller',
  postcode_malformed: ({ country }) => `must be a postcode${country === null ? '' : ` of ${country}`}`,
  code_unknown: ({ field }) => `must be the code of a ${field === 'currency' ? 'currency' : 'country'}`,
  not_enabled: () => 'must be a currency the shop deals in',
  not_an_object: () => 'must be an object',
  not_whole_number: () => 'must be a whole number',
  below_minimum: ({ minimum }) => `must be ${minimum} or more`,
  above_maximum: ({ maximum }) => `must be ${maximum} or less`,
  country_abbreviated: () => 'must be the name of a country, not its code',
  date_malformed: () => 'must be a calendar date',
  phone_malformed: () => 'must be a phone number',
  gender_unknown: ({ accepted }) => `must be one of ${accepted.join(', ')}`,
  not_one_of: ({ allowed }) => `must be one of ${allowed.join(', ')}`,
  in_the_future: ({ field }) => `must not be ${field === 'dateOfBirth' ? '' : 'more than a day '}in the future`,
  too_old: ({ maximumYears: n }) => `must not be more than ${n} years ago`,
  too_young: ({ minimumYears: n }) => `must be at least ${n} years ago`,
  password_too_short: ({ minimumCharacters: n }) => `must have ${n} characters or more`,
  password_too_common: () => 'must not be one that is guessed first',
  password_all_digits: () => 'must not be digits alone',
  password_too_similar: ({ attribute }) => `must not be close to ${attribute}`,
  password_too_weak: ({ score, minimumScore }) => `must score ${minimumScore} or more of 4; it scores ${score}`,
  password_wrong: () => 'must be the present password',
  passwords_differ: () => 'must be the same password',
  attribute_unknown: ({ name }) => `must hold declared attributes only, and ${name} is none`,
  attribute_malformed: ({ name, type }) => `must have a ${type} for ${name}`,
  consent_unknown: ({ consentId }) => `must hold consents the shop asks for, and ${consentId} is none`,
  contact_method_unknown: ({ contactMethod }) => `must hold contact methods the shop has, and ${contactMethod} is none`,
  consent_needed: ({ consentId, needs }) => `must ${needs === 'answer' ? 'answer' : 'grant'} ${consentId}`,
  contact_method_needed: ({ consentId }) => `must name a contact method for ${consentId}`,
  consent_outdated: ({ consentId, current }) => `must answer ${consentId} as it is now, in version ${current}`,
  image_unusable: ({ fault, maximumBytes }) =>
    fault === 'too_large' ? `must not have more than ${maximumBytes} bytes` : 'must be a PNG, JPEG or WebP image',
}

/** Every code there is. */
export const troubleCodes = Object.keys(troubleWords) as readonly TroubleCode[]

const problem = ({ status, title, headers }: Words, further: object): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/problem+json; charset=utf-8', ...headers },
  body: JSON.stringify({ title, status, ...further }),
})

/** A trouble as RFC 9457 problem details, with its code and its facts; also on paths that belong to no contract. */
export const encodeTrouble = (trouble: TroubleValue): WireAnswer => problem(answerTrouble(troubleWords, trouble), trouble)

/** 400: the request is not as its operation is described. */
export const encodeFaults = (violations: readonly Fault[]): WireAnswer =>
  problem(words(400, 'The request is not as described'), { code: 'invalid_request', violations })

/**
 * 422: the request is as described, and what it says cannot be.
 *
 * @param pointerTo  where fields have other names than in the core
 */
export function encodeRefusal(
  violations: readonly Violation[],
  pointerTo: (violation: Violation) => string = ({ field }) => `/${field}`,
): WireAnswer {
  const faults = violations.map(
    (violation): Fault => ({
      pointer: pointerTo(violation),
      code: violation.code,
      detail: answer(violationTexts, violation),
    }),
  )
  return problem(words(422, 'The request cannot be done as it is'), { code: 'invalid_request', violations: faults })
}
