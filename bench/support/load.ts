import { aCustomer } from '../../test/support/a-customer.ts'
import { getRequest, jsonRequest } from './json-request.ts'
import { nthCustomer, registrationRequest } from './registration-request.ts'

/** What the clients of a driver ask for. */
export type Load =
  /** Another person each time; so many requests are made beforehand. */
  | {
      readonly kind: 'registrations'
      readonly run: string
      readonly prepared: number
      /** Each is sent to one of these hosts, drawn at random. */
      readonly hosts?: readonly string[]
    }
  /** Those people in turn, each with the right password. */
  | { readonly kind: 'sign-ins'; readonly emails: readonly string[] }
  /** Their profiles in turn. */
  | { readonly kind: 'profile reads'; readonly bearers: readonly Bearer[] }
  /** These as they are, in turn; what cannot be asked twice is to be more than are asked. */
  | { readonly kind: 'requests'; readonly requests: readonly string[]; readonly status: number }

/** What one figure can be about; requests as they are may be about anything. */
export type LoadKind = Exclude<Load['kind'], 'requests'>

/** A customer who is signed in. */
export interface Bearer {
  readonly email: string
  readonly number: number
  readonly access: string
}

/** The requests of a load, and the status that counts as done. */
export interface Requests {
  readonly status: number
  next(): Uint8Array
}

export function requestsOf(load: Load): Requests {
  if (load.kind === 'sign-ins') return inTurn(load.emails.map((email) => signInRequest(email)))
  if (load.kind === 'profile reads') return inTurn(load.bearers.map(profileRequest))
  if (load.kind === 'requests') return { ...inTurn(load.requests.map((request) => Buffer.from(request))), status: load.status }
  const { run, hosts = [] } = load
  const requestOf = (n: number) =>
    registrationRequest(nthCustomer(run, n), { host: hosts[Math.floor(Math.random() * hosts.length)] })
  const prepared = Array.from({ length: load.prepared }, (_, n) => requestOf(n))
  let sent = 0
  const next = () => {
    sent += 1
    return prepared[sent - 1] ?? requestOf(sent - 1)
  }
  return { status: 201, next }
}

function inTurn(requests: readonly Uint8Array[]): Requests {
  let sent = 0
  const next = () => {
    sent += 1
    return requests[sent % requests.length] ?? new Uint8Array()
  }
  return { status: 200, next }
}

/** The password of everyone the benches register. */
export const password = String(aCustomer()['password'])

export function signInRequest(email: string, given: string = password): Buffer {
  return jsonRequest('/auth/token/', JSON.stringify({ email, password: given }))
}

export const profileRequest = ({ number, access }: Bearer): Buffer =>
  getRequest(`/api/v1/customers/${number}/`, [`authorization: Bearer ${access}`])
