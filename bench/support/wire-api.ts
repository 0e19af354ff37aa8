import { type Bearer, profileRequest, signInRequest } from './load.ts'
import { nthCustomer, registrationRequest } from './registration-request.ts'
import type { WireAnswer } from './wire-client.ts'

/** How a service is asked for what the benches ask for: a registration, a sign-in, the profile of who is signed in. */
export interface WireApi {
  readonly registeredStatus: number
  /** Of the nth customer of a run. */
  registration(run: string, n: number): Buffer
  signIn(email: string): Buffer
  profile(bearer: Bearer): Buffer
  /** @param signedIn  the answer to the right password */
  bearerOf(email: string, signedIn: WireAnswer): Bearer
}

/** The published contract of the customers API, which Patron and a Django project answer alike. Source: docs/contracts/django.md. */
export const customersApi: WireApi = {
  registeredStatus: 201,
  registration: (run, n) => registrationRequest(nthCustomer(run, n)),
  signIn: (email) => signInRequest(email),
  profile: profileRequest,
  bearerOf(email, { body }) {
    const { access } = JSON.parse(body) as { access: string }
    const claims = JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString()) as { user_id: number | string }
    return { email, number: Number(claims.user_id), access }
  },
}
