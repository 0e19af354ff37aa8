import { answerTrouble, type TroubleCode, type TroubleTable, type TroubleValue } from '../../violations/trouble.ts'
import type { WireAnswer } from '../dialect.ts'

type Facts = Readonly<Record<string, unknown>>

const problem = (status: number, title: string, further: Facts = {}, headers: Record<string, string> = {}): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/problem+json; charset=utf-8', ...headers },
  body: JSON.stringify({ title, status, ...further }),
})

const later = (seconds: number) => ({ 'retry-after': String(seconds) })
const unauthorized = (title: string, further: Facts = {}): WireAnswer =>
  problem(401, title, further, { 'www-authenticate': 'Bearer' })

const table: TroubleTable<WireAnswer> = {
  unreadable_body: ({ detail }) => problem(400, 'The request body cannot be read', { detail }),
  unsupported_media_type: ({ mediaType }) => problem(415, 'Unsupported media type', { mediaType }),
  unsupported_content_encoding: ({ contentEncoding }) => problem(415, 'Unsupported content encoding', { contentEncoding }),
  not_acceptable: () => problem(406, 'No acceptable media type'),
  method_not_allowed: ({ method }) => problem(405, 'Method not allowed', { method }),
  not_found: () => problem(404, 'Not found'),
  no_such_customer: () => problem(404, 'No such customer'),
  credentials_refused: () => unauthorized('No active customer has this login and password'),
  unauthenticated: () => unauthorized('Credentials are needed'),
  authorization_malformed: () => unauthorized('The Authorization header does not hold one token'),
  token_refused: ({ fault }) => unauthorized('The token is not valid', { fault }),
  account_inactive: ({ state }) => unauthorized('The account is not active', { state }),
  forbidden: () => problem(403, 'Forbidden'),
  body_too_large: ({ limitBytes }) => problem(413, 'The request body is too large', { limitBytes }),
  too_many_requests: ({ retryAfterSeconds: n }) => problem(429, 'Too many requests', {}, later(n)),
  busy: ({ retryAfterSeconds: n }) => problem(503, 'Busy, try again later', {}, later(n)),
  unavailable: ({ retryAfterSeconds: n }) => problem(503, 'Unavailable, try again later', {}, later(n)),
  idempotency_key_malformed: (facts) => problem(400, 'Malformed Idempotency-Key', { ...facts, code: undefined }),
  idempotency_key_reused: () => problem(422, 'Idempotency-Key was used with another request body'),
  idempotency_key_in_use: ({ retryAfterSeconds: n }) =>
    problem(409, 'A request with this Idempotency-Key is being processed', {}, later(n)),
  internal: () => problem(500, 'Internal error'),
}

/** Every code there is. */
export const troubleCodes = Object.keys(table) as readonly TroubleCode[]

/** A trouble as RFC 9457 problem details, also on paths that belong to no contract. */
export const encodeTrouble = (trouble: TroubleValue): WireAnswer => answerTrouble(table, trouble)
