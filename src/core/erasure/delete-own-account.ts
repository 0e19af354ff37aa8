import type { Violation } from '../../violations/violation.ts'
import { type ProvePasswordDeps, provePassword } from '../account/prove-password.ts'
import type { Customer } from '../customers/customer.ts'
import { type EraseDeps, eraseCustomer } from './erase-customer.ts'

export interface DeletionWish {
  readonly customer: Customer
  /** Proven where it was sent. */
  readonly password: string | undefined
  readonly clientNetwork: string
}

/**
 * Deletes the account of whoever is signed in, for good and as an erasure does: the ledger has it, so that a restored backup
 * does not bring them back.
 *
 * @returns what is wrong, or nothing when it is done
 * @throws Trouble as `provePassword` and `eraseCustomer`
 */
export async function deleteOwnAccount(wish: DeletionWish, deps: EraseDeps & ProvePasswordDeps): Promise<readonly Violation[]> {
  const { customer, password, clientNetwork } = wish
  const violations = password === undefined ? [] : await provePassword({ customer, password, clientNetwork }, deps)
  if (violations.length === 0) await eraseCustomer(customer.id, deps)
  return violations
}
