import type { Violation } from '../../violations/violation.ts'
import type { Customer } from '../customers/customer.ts'
import { type NewPasswordPolicy, reviewNewPassword } from '../customers/new-password.ts'
import { type Sent, textOf } from '../customers/sent.ts'
import { type ProvePasswordDeps, provePassword } from './prove-password.ts'

/** Another password, as a dialect's decoder read it. */
export interface PasswordDraft {
  readonly currentPassword: Sent
  readonly password: Sent
  readonly passwordAgain: Sent
}

export interface PasswordWish {
  readonly customer: Customer
  readonly draft: PasswordDraft
  readonly policy: NewPasswordPolicy
  readonly clientNetwork: string
}

export type PreparedPassword =
  | { readonly ok: true; readonly hash: string }
  | { readonly ok: false; readonly violations: readonly Violation[] }

/**
 * Makes the hash that takes the place of the present one, for who has proven that one. Nothing is stored yet.
 *
 * @returns the hash, or what is wrong: of the present password first, then of the new one
 * @throws Trouble `too_many_requests`, `busy`
 */
export async function preparePassword(wish: PasswordWish, deps: ProvePasswordDeps): Promise<PreparedPassword> {
  const { customer, draft, policy, clientNetwork } = wish
  const current = textOf(draft.currentPassword)
  if (current === '') return { ok: false, violations: [{ code: 'missing', field: 'currentPassword' }] }
  const ofCurrent = await provePassword({ customer, password: current, clientNetwork }, deps)
  if (ofCurrent.length > 0) return { ok: false, violations: ofCurrent }
  const password = textOf(draft.password)
  const differs: Violation[] = draft.passwordAgain === password ? [] : [{ code: 'passwords_differ', field: 'passwordAgain' }]
  const violations = [...differs, ...reviewNewPassword(password, policy)]
  return violations.length > 0 ? { ok: false, violations } : { ok: true, hash: await deps.hashing.hash(password, 'sign_in') }
}
