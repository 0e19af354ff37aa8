import { jsonRequest } from '../../support/json-request.ts'
import { password } from '../../support/load.ts'
import { nthCustomer } from '../../support/registration-request.ts'
import type { WireApi } from '../../support/wire-api.ts'
import { headerOf } from '../../support/wire-client.ts'

/** Better Auth's own calls; who is signed in says so with a cookie, and the profile comes with the session. */
export const betterAuthApi: WireApi = {
  registeredStatus: 200,
  registration(run, n) {
    const { email, first_name: firstName, last_name: lastName } = nthCustomer(run, n)
    return jsonRequest('/api/auth/sign-up/email', JSON.stringify({ email, name: `${firstName} ${lastName}`, password }))
  },
  signIn: (email) => jsonRequest('/api/auth/sign-in/email', JSON.stringify({ email, password })),
  profile: ({ access }) => Buffer.from(`GET /api/auth/get-session HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: ${access}\r\n\r\n`),
  bearerOf: (email, signedIn) => ({ email, number: 0, access: headerOf(signedIn, 'set-cookie')?.split(';')[0] ?? '' }),
}
