import assert from 'node:assert/strict'
import { aCustomer } from './a-customer.ts'
import type { Reply, TestPatron } from './patron.ts'

/** The password `aCustomer` registers with. */
export const password = 'Kv7#mQ2$wZ9p'

export interface TokenPair {
  readonly access: string
  readonly refresh: string
}

/** A registered customer with one session. */
export interface Member extends TokenPair {
  readonly email: string
  /** The number tokens and paths have. */
  readonly number: number
  /** Where the customer's own profile is. */
  readonly path: string
}

export const signIn = (patron: TestPatron, email: string, typed: string = password, headers: Record<string, string> = {}) =>
  patron.post('/auth/token/', { email, password: typed }, headers)

/** The tokens of a sign-in or a refresh that worked. */
export function tokensIn(reply: Reply): TokenPair {
  assert.equal(reply.status, 200, reply.text)
  return reply.json() as TokenPair
}

/** Registers a customer and signs them in. */
export async function aMember(patron: TestPatron, fields: Readonly<Record<string, unknown>> = {}): Promise<Member> {
  const registration = aCustomer(fields)
  const reply = await patron.post('/api/v1/customers/', registration)
  assert.equal(reply.status, 201, reply.text)
  return memberOf(patron, String(registration['email']), String(registration['password']))
}

/** Another session of somebody registered. */
export async function memberOf(patron: TestPatron, email: string, typed?: string): Promise<Member> {
  const tokens = tokensIn(await signIn(patron, email, typed))
  const number = Number(claimsOf(tokens.access)['user_id'])
  return { ...tokens, email, number, path: `/api/v1/customers/${number}/` }
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** Puts a value to the member's profile as JSON. */
export const putProfile = (patron: TestPatron, { path, access }: Member, body: unknown) =>
  patron.send('PUT', path, {
    headers: { 'content-type': 'application/json', ...bearer(access) },
    body: JSON.stringify(body),
  })

export const getProfile = (patron: TestPatron, { path, access }: Pick<Member, 'path' | 'access'>) =>
  patron.send('GET', path, { headers: bearer(access) })

export const refresh = (patron: TestPatron, token: string) => patron.post('/auth/token/refresh/', { refresh: token })

const partOf = (token: string, index: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString())

export const headerOf = (token: string) => partOf(token, 0)
export const claimsOf = (token: string) => partOf(token, 1)
