import type { WireAnswer } from '../dialects/dialect.ts'
import { answerTrouble, type TroubleCode, type TroubleTable, type TroubleValue } from '../violations/trouble.ts'

/** An answer as RFC 9457 problem details. */
export const problem = (
  status: number,
  title: string,
  further: Readonly<Record<string, unknown>> = {},
  retryAfterSeconds?: number,
): WireAnswer => ({
  status,
  headers: {
    'content-type': 'application/problem+json; charset=utf-8',
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
  },
  body: JSON.stringify({ title, status, ...further }),
})

const table: TroubleTable<WireAnswer> = {
  unreadable_body: ({ detail }) => problem(400, 'The request body cannot be read', { detail }),
  unsupported_media_type: ({ mediaType }) => problem(415, 'Unsupported media type', { mediaType }),
  unsupported_content_encoding: ({ contentEncoding }) => problem(415, 'Unsupported content encoding', { contentEncoding }),
  not_acceptable: () => problem(406, 'No acceptable media type'),
  method_not_allowed: ({ method }) => problem(405, 'Method not allowed', { method }),
  not_found: () => problem(404, 'Not found'),
  body_too_large: ({ limitBytes }) => problem(413, 'The request body is too large', { limitBytes }),
  too_many_requests: ({ retryAfterSeconds: n }) => problem(429, 'Too many requests', {}, n),
  busy: ({ retryAfterSeconds: n }) => problem(503, 'Busy, try again later', {}, n),
  unavailable: ({ retryAfterSeconds: n }) => problem(503, 'Unavailable, try again later', {}, n),
  idempotency_key_malformed: (facts) => problem(400, 'Malformed Idempotency-Key', { ...facts, code: undefined }),
  idempotency_key_reused: () => problem(422, 'Idempotency-Key was used with another request body'),
  idempotency_key_in_use: ({ retryAfterSeconds: n }) =>
    problem(409, 'A request with this Idempotency-Key is being processed', {}, n),
  internal: () => problem(500, 'Internal error'),
}

/** Every code there is. */
export const troubleCodes = Object.keys(table) as readonly TroubleCode[]

/** Troubles on paths that belong to no contract, as RFC 9457 problem details. */
export const encodeProblem = (trouble: TroubleValue): WireAnswer => answerTrouble(table, trouble)
