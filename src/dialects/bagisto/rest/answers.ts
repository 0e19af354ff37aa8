import { STATUS_CODES } from 'node:http'
import type { TroubleValue } from '../../../violations/trouble.ts'
import type { WireAnswer, WireRequest } from '../../dialect.ts'
import { shopHeaders } from '../cross-origin.ts'
import type { Refusal } from '../graphql/refusal.ts'
import { troubleWordsOf } from '../refusals.ts'

export const jsonAnswer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): WireAnswer => ({
  status,
  headers: { ...shopHeaders, 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

/** 204. */
export const nothing: WireAnswer = { status: 204, headers: shopHeaders, body: null }

/** @source docs/contracts/bagisto.md#9-rest-twin */
const problem = (
  status: number,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
  further: object = {},
): WireAnswer =>
  jsonAnswer(status, { type: `/errors/${status}`, title: STATUS_CODES[status], status, detail, ...further }, headers)

/** A refusal with the map of fields and messages, where it is about fields. */
export const encodeRefusal = ({ message, status, extensions }: Refusal): WireAnswer =>
  problem(status, message, {}, extensions?.['validation'] ? { errors: extensions['validation'] } : {})

const keyFacts = { header_name: 'X-STOREFRONT-KEY', key_type: 'shop' }

/** The few that have a body of their own on this surface. */
function ownBody(trouble: TroubleValue): WireAnswer | undefined {
  if (trouble.code === 'storefront_key_missing') {
    return jsonAnswer(401, { message: 'X-STOREFRONT-KEY header is required', error: 'missing_key', ...keyFacts })
  }
  if (trouble.code === 'storefront_key_refused') {
    return jsonAnswer(403, { message: 'Invalid or inactive shop API key', error: 'invalid_key' })
  }
  if (trouble.code !== 'too_many_requests') return undefined
  const body = { message: 'Rate limit exceeded', error: 'rate_limit_exceeded', retry_after: trouble.retryAfterSeconds }
  return jsonAnswer(429, body, { 'retry-after': String(trouble.retryAfterSeconds) })
}

/** The answer to a trouble on any path of the REST twin, and on GraphQL's where it is not told as an error of GraphQL. */
export function encodeTrouble(trouble: TroubleValue): WireAnswer {
  const { status, message, retryAfterSeconds } = troubleWordsOf(trouble)
  const headers: Record<string, string> = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }
  return ownBody(trouble) ?? problem(status, message, headers)
}

/** Laravel's words for a route there is not. */
export const encodeUnknownPath = ({ path }: Pick<WireRequest, 'path'>): WireAnswer =>
  jsonAnswer(404, { message: `The route ${path.replace(/^\/+|\/+$/g, '')} could not be found.` })
