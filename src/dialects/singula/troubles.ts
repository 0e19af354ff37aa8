import { answerTrouble, type TroubleTable, type TroubleValue } from '../../violations/trouble.ts'
import type { WireAnswer } from '../dialect.ts'
import { faults } from './contract.ts'
import { encodeFault, type FaultContext, type ToldFault } from './faults.ts'

/** The fault of a customer who is not there, with what they were looked for by. */
export const notLocated = (told: string): ToldFault => ({
  ...faults.unknownCustomer,
  developerMessage: `Customer ${told} not located`,
})

const plain = (status: number, userMessage: string, developerMessage: string, headers?: Record<string, string>): ToldFault => ({
  errorCode: status,
  status,
  userMessage,
  developerMessage,
  ...(headers && { headers }),
})
const later = (status: number, userMessage: string, developerMessage: string, seconds: number): ToldFault =>
  plain(status, userMessage, developerMessage, { 'retry-after': String(seconds) })

/** One for all that is wrong with credentials: which it is, is not told. */
const unauthorized = (): ToldFault =>
  plain(401, 'Authentication failed', 'The credentials of the request are missing or not valid', {
    'www-authenticate': 'hmac, Bearer',
  })
const isBusy = 'Too busy, please retry later'
const ofAnother = (): ToldFault => plain(404, 'Not found', 'There is nothing here')

/** Every trouble as a fault; those without a published code have their HTTP status for one. */
const troubles: TroubleTable<ToldFault> = {
  unreadable_body: ({ detail }) => plain(400, 'The request cannot be read', detail),
  unsupported_media_type: ({ mediaType }) =>
    plain(415, 'The request cannot be read', `Media type "${mediaType}" is not application/json`),
  unsupported_content_encoding: ({ contentEncoding }) =>
    plain(415, 'The request cannot be read', `Content encoding "${contentEncoding}" is not supported`),
  not_acceptable: () => plain(406, 'The answer cannot be given', 'Answers are application/json'),
  method_not_allowed: ({ method }) => plain(405, 'Not allowed', `Method ${method} is not allowed here`),
  not_found: ofAnother,
  no_such_customer: () => ({ ...faults.unknownCustomer, developerMessage: 'Customer not located' }),
  no_such_address: ofAnother,
  no_such_data_request: ofAnother,
  no_longer_revocable: () => plain(409, 'Too late', 'The request can no longer be revoked'),
  quota_reached: ({ maximum }) => plain(409, 'There are too many', `There are ${maximum} already, which is as many as may be`),
  registration_closed: () => ({ ...faults.registration, developerMessage: 'The tenant takes no new customers' }),
  credentials_refused: unauthorized,
  email_unverified: unauthorized,
  unauthenticated: unauthorized,
  authorization_malformed: unauthorized,
  token_refused: unauthorized,
  account_inactive: unauthorized,
  api_key_refused: unauthorized,
  signature_refused: unauthorized,
  storefront_key_missing: unauthorized,
  storefront_key_refused: unauthorized,
  link_refused: () => plain(410, 'The link is no longer valid', 'The link is no longer valid'),
  form_over: () => plain(403, 'The form is no longer valid', 'The form is no longer valid'),
  forbidden: () => plain(403, 'Not allowed', 'The caller may not do this'),
  body_too_large: ({ limitBytes }) => plain(413, 'The request is too large', `The body is larger than ${limitBytes} bytes`),
  too_many_requests: ({ retryAfterSeconds: n }) => later(429, 'Too many requests, please retry later', `Retry after ${n} s`, n),
  busy: ({ retryAfterSeconds: n }) => later(503, isBusy, 'Nothing was done', n),
  unavailable: ({ retryAfterSeconds: n }) => later(503, isBusy, 'The database does not answer', n),
  idempotency_key_malformed: ({ minimumCharacters, maximumCharacters }) =>
    plain(
      400,
      'The request cannot be processed',
      `Idempotency-Key has ${minimumCharacters} to ${maximumCharacters} visible ASCII characters`,
    ),
  idempotency_key_reused: () =>
    plain(422, 'The request cannot be processed', 'Idempotency-Key was used with another request body'),
  reference_reused: () => plain(409, 'The request cannot be processed', 'The reference was used for something else'),
  idempotency_key_in_use: ({ retryAfterSeconds: n }) =>
    later(409, 'The request is being processed', 'A request with this Idempotency-Key is being processed', n),
  internal: () => ({ ...faults.systemFailure, developerMessage: 'A fault of the service; its log knows the requestId' }),
}

/** The answer to a trouble. */
export const encodeTrouble = (trouble: TroubleValue, context: FaultContext): WireAnswer =>
  encodeFault(answerTrouble(troubles, trouble), context)
