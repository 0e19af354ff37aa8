import type { CustomerStore } from '../customers/customer.ts'
import { type FollowDeps, followLink, isSameMailbox, refuseLink } from './follow-link.ts'
import { type ProofStores, proveMailbox } from './prove-mailbox.ts'
import type { RecoveryStore } from './recovery.ts'

export interface VerifyStores extends ProofStores {
  readonly customers: Pick<CustomerStore, 'lock' | 'setMailbox'>
  readonly recoveries: Pick<RecoveryStore, 'use'>
}

export interface VerifyDeps extends FollowDeps {
  transaction<Result>(work: (stores: VerifyStores) => Promise<Result>): Promise<Result>
  newId(): string
  now(): Date
}

/**
 * Takes the customer's mailbox for proven, for whoever has the link that was mailed to it. Doing it again changes nothing and
 * is answered the same, while the address is still that one.
 *
 * @throws Trouble `link_refused`; `too_many_requests` before anything is looked up; `unavailable`
 * @source docs/contracts/bagisto.md, section 0
 */
export async function verifyEmail(request: { token: string; clientNetwork: string }, deps: VerifyDeps): Promise<void> {
  const { target, email, isDone } = await followLink({ ...request, kind: 'email_verification' }, deps)
  if (isDone) return
  await deps.transaction(async (stores) => {
    const customer = await stores.customers.lock(target.customerId)
    if (customer?.state !== 'active' || !isSameMailbox(email, customer.email, deps.toAscii)) return refuseLink()
    if (customer.emailVerifiedAt !== null) return // another use of the link came first
    if (!(await stores.recoveries.use('email_verification', target))) return refuseLink()
    await proveMailbox(customer, stores, deps)
  })
}
