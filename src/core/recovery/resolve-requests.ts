import { type ClaimStore, loginClaim } from '../customers/claim.ts'
import type { CustomerStore } from '../customers/customer.ts'
import { type BeginResetStores, beginReset } from './begin-reset.ts'
import type { WaitingRequestStore } from './request.ts'

/** What resolving a request reads and writes, all in one transaction. */
export interface ResolveStores extends BeginResetStores {
  readonly requests: WaitingRequestStore
  readonly claims: Pick<ClaimStore, 'holder'>
  readonly customers: Pick<CustomerStore, 'lock'>
}

export interface ResolveDeps {
  transaction<Result>(work: (stores: ResolveStores) => Promise<Result>): Promise<Result>
  newId(): string
  now(): Date
}

/**
 * Resolves the oldest request for a new password: if its address is an active customer's, they get a recovery and the event
 * that a mail follows from. The mail goes to the address that is stored, never to the one that was typed. A crash leaves the
 * request to the next run; any number of nodes may resolve at once.
 *
 * @returns whether there was a request
 */
export async function resolveRequest(deps: ResolveDeps): Promise<boolean> {
  return deps.transaction(async (stores) => {
    const request = await stores.requests.take()
    if (!request) return false
    const customerId = await stores.claims.holder(loginClaim(request.login))
    const customer = customerId === undefined ? undefined : await stores.customers.lock(customerId)
    if (customer?.state !== 'active') return true
    await beginReset(customer, request.locale, stores, deps)
    return true
  })
}
