import { answerTrouble, type TroubleTable, type TroubleValue } from '../../violations/trouble.ts'
import { type AnswerTable, answer, type Field, fieldOrder, type Violation } from '../../violations/violation.ts'
import type { WireAnswer } from '../dialect.ts'
import { verboseName, wireName } from './contract.ts'
import { jsonAnswer, unknownPathAnswer } from './encode.ts'

/** One text, under the field it stands beside; `error` is a key of its own. */
type Line = readonly [key: string, text: string]

const malformedEmail = 'Enter a valid email address.'
const malformedDate = 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.'
const notText: Partial<Record<Field, string>> = { email: malformedEmail, dateOfBirth: malformedDate }
const upperHex = (codePoint: number): string => codePoint.toString(16).toUpperCase()

/** Every violation in Django's words. */
export const refusalTexts: AnswerTable<Line> = {
  missing: ({ field }) => [wireName[field], 'This field is required.'],
  null_given: ({ field }) => [wireName[field], 'This field may not be null.'],
  blank: ({ field }) => [wireName[field], 'This field may not be blank.'],
  not_text: ({ field }) => [wireName[field], notText[field] ?? 'Not a valid string.'],
  too_long: ({ field, maximumCharacters: n }) => [wireName[field], `Ensure this field has no more than ${n} characters.`],
  null_character: ({ field }) => [wireName[field], 'Null characters are not allowed.'],
  lone_surrogate: ({ field, codePoint }) => [wireName[field], `Surrogate characters are not allowed: U+${upperHex(codePoint)}.`],
  email_malformed: () => ['email', malformedEmail],
  already_taken: () => ['email', 'customer with this email address already exists.'],
  date_malformed: () => ['date_of_birth', malformedDate],
  password_too_short: ({ minimumCharacters: n }) => [
    'password',
    `This password is too short. It must contain at least ${n} characters.`,
  ],
  password_too_common: () => ['password', 'This password is too common.'],
  password_all_digits: () => ['password', 'This password is entirely numeric.'],
  password_too_similar: ({ attribute }) => ['password', `The password is too similar to the ${verboseName[attribute]}.`],
  passwords_differ: () => ['error', "Passwords don't match"],
}

/**
 * 400 with one list of texts per field, in field order. What concerns the whole request is told only when every
 * field passed: first that the passwords differ, as a bare text, then that the password resembles a name.
 *
 * @source docs/contracts/django.md#4-post-apiv1customers
 */
export function encodeRefusal(violations: readonly Violation[]): WireAnswer {
  const lines = (selected: readonly Violation[]) => selected.map((violation) => answer(refusalTexts, violation))
  const ofFields = violations.filter(({ code }) => code !== 'passwords_differ' && code !== 'password_too_similar')
  if (ofFields.length > 0) return jsonAnswer(400, byField(lines(ofFields)))
  const [differing] = lines(violations.filter(({ code }) => code === 'passwords_differ'))
  return jsonAnswer(400, differing ? Object.fromEntries([differing]) : byField(lines(violations)))
}

function byField(lines: readonly Line[]): Record<string, string[]> {
  const keys = fieldOrder.map((field) => wireName[field]).filter((name) => lines.some(([key]) => key === name))
  return Object.fromEntries(keys.map((name) => [name, lines.filter(([key]) => key === name).map(([, text]) => text)]))
}

const detail = (status: number, text: string, headers?: Readonly<Record<string, string>>): WireAnswer =>
  jsonAnswer(status, { detail: text }, headers)

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
  body_too_large: ({ limitBytes }) => detail(413, `Request body is larger than ${limitBytes} bytes.`),
  too_many_requests: ({ retryAfterSeconds: n }) =>
    detail(429, `Request was throttled. Expected available in ${seconds(n)}.`, later(n)),
  busy: ({ retryAfterSeconds }) => detail(503, comeBack, later(retryAfterSeconds)),
  unavailable: ({ retryAfterSeconds }) => detail(503, comeBack, later(retryAfterSeconds)),
  idempotency_key_malformed: ({ minimumCharacters, maximumCharacters }) =>
    detail(400, `Idempotency-Key must have ${minimumCharacters} to ${maximumCharacters} visible ASCII characters.`),
  idempotency_key_reused: () => detail(422, 'Idempotency-Key was already used with another request body.'),
  idempotency_key_in_use: ({ retryAfterSeconds }) =>
    detail(409, 'A request with this Idempotency-Key is still being processed.', later(retryAfterSeconds)),
  internal: () => detail(500, 'A server error occurred.'),
}

/** The answer to a trouble on one of the contract's paths. */
export const encodeTrouble = (trouble: TroubleValue): WireAnswer => answerTrouble(troubleAnswers, trouble)

/** The answer to a path below the contract's prefixes that it does not have. */
export const encodeUnknownPath = (): WireAnswer => unknownPathAnswer
