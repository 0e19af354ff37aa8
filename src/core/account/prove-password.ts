import type { Violation } from '../../violations/violation.ts'
import type { Customer } from '../customers/customer.ts'
import { enforceLimits } from '../limits/limit.ts'
import { type ProveLoginDeps, provenPassword, triesOf } from '../sessions/prove-login.ts'

export interface PasswordProof {
  readonly customer: Customer
  /** The present password as it was sent. */
  readonly password: string
  /** `null`: a program of the shop, behind which there are many. */
  readonly clientNetwork: string | null
}

export type ProvePasswordDeps = Pick<ProveLoginDeps, 'limits' | 'limitStore' | 'logins' | 'hashing'>

const wrong: Violation = { code: 'password_wrong', field: 'currentPassword' }

/**
 * Whether whoever is signed in knows the password, too. It is a guess like a sign-in and counts as one, so that a stolen token
 * is no way to more of them.
 *
 * @returns what is wrong, or nothing
 * @throws Trouble `too_many_requests`, `busy`
 */
export async function provePassword(proof: PasswordProof, deps: ProvePasswordDeps): Promise<readonly Violation[]> {
  const { customer, password, clientNetwork } = proof
  // An address that others may have, too, is nobody's login.
  const login = customer.emailIsShared ? (customer.usernameKey ?? '') : customer.emailKey
  await enforceLimits(triesOf(clientNetwork, login, deps.limits), deps.limitStore)
  const known = await deps.logins.find(login)
  const spellings = { passwordAsSent: password, password: password.trim() }
  return (await provenPassword(spellings, known, deps.hashing)) === undefined ? [wrong] : []
}
