import assert from 'node:assert/strict'
import type { Reply } from './patron.ts'

/** On every answer of a path of the Django contract, whatever it says. */
const always = {
  vary: 'Accept',
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
}

/** An answer in the contract's terms: the headers it speaks of, and the body as text. */
export interface DjangoAnswer {
  readonly status: number
  readonly allow: string
  /** A value whose compact JSON the body is, keys in this order; absent: an answer without a body. */
  readonly json?: unknown
}

/** Compares status, body, key order and every header the contract names, in one value so that a failure shows all. */
export function assertAnswer(reply: Reply, { status, allow, json }: DjangoAnswer, about = ''): void {
  const expected = {
    status,
    body: json === undefined ? '' : JSON.stringify(json),
    headers: {
      ...always,
      allow,
      'content-type': json === undefined ? null : 'application/json',
      'www-authenticate': status === 401 ? 'Bearer realm="api"' : null,
    },
  }
  const headers = Object.fromEntries(Object.keys(expected.headers).map((name) => [name, reply.headers.get(name)]))
  assert.deepEqual({ status: reply.status, body: reply.text, headers }, expected, about)
}

export const required = 'This field is required.'
export const notNull = 'This field may not be null.'
export const notBlank = 'This field may not be blank.'
export const notString = 'Not a valid string.'
export const noNull = 'Null characters are not allowed.'
export const tooLong = (characters: number) => `Ensure this field has no more than ${characters} characters.`
export const surrogate = (codePoint: string) => `Surrogate characters are not allowed: U+${codePoint}.`
export const tokenNotValid = (detail: string) => ({ detail, code: 'token_not_valid' })
