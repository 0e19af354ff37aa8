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

export type ProvePasswordDeps = Pick<ProveLoginDeps, 'limits' | 'limitStore' | 'logins' | 'hashing' | 'previous'>

const wrong: Violation = { code: 'password_wrong', field: 'currentPassword' }

/**
 * Whether whoever is signed in knows the password, too. It is a guess like a sign-in and counts as one, so that a stolen token
 * is no way to more of them. Of who has no password here yet, the system they come from is asked.
 *
 * @returns what is wrong, or nothing
 * @throws Trouble `too_many_requests`, `busy`; `unavailable` when that system is
 */
export async function provePassword(proof: PasswordProof, deps: ProvePasswordDeps): Promise<readonly Violation[]> {
  const { customer, password, clientNetwork } = proof
  // An address that others may have, too, is nobody's login.
  const login = customer.emailIsShared ? (customer.usernameKey ?? '') : customer.emailKey
  await enforceLimits(triesOf(clientNetwork, login, deps.limits), deps.limitStore)
  const known = await deps.logins.find(login)
  const spellings = { passwordAsSent: password, password: password.trim() }
  if ((await provenPassword(spellings, known, deps.hashing)) !== undefined) return []
  const mayBeElsewhere = known?.state === 'active' && known.hash === null
  const isProven = mayBeElsewhere && (await deps.previous?.moveIn({ login: loginOf(customer), password, known }))
  return isProven ? [] : [wrong]
}

/** As the customer typed it. */
const loginOf = ({ emailIsShared, username, email }: Customer): string => (emailIsShared ? (username ?? '') : email)
