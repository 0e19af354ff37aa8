import { type ClaimStore, loginClaim } from '../customers/claim.ts'
import type { CustomerStore } from '../customers/customer.ts'
import type { EventStore } from '../outbox/event.ts'
import { lifetimeSeconds, newRecovery, type RecoveryStore } from './recovery.ts'
import type { WaitingRequestStore } from './request.ts'

/** What resolving a request reads and writes, all in one transaction. */
export interface ResolveStores {
  readonly requests: WaitingRequestStore
  readonly claims: Pick<ClaimStore, 'holder'>
  readonly customers: Pick<CustomerStore, 'lock'>
  readonly recoveries: Pick<RecoveryStore, 'hasLasting' | 'insert'>
  readonly events: EventStore
}

export interface ResolveDeps {
  transaction<Result>(work: (stores: ResolveStores) => Promise<Result>): Promise<Result>
  newId(): string
  now(): Date
}

// One mail a minute for one mailbox, however often anybody asks.
const pauseSeconds = 60

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
    const { id, email, firstName } = customer
    const longest = lifetimeSeconds.password_reset
    if (await stores.recoveries.hasLasting(id, 'password_reset', longest - pauseSeconds)) return true
    const recovery = newRecovery({ customerId: id, id: deps.newId(), kind: 'password_reset', email })
    await stores.recoveries.insert(recovery)
    await stores.events.append({
      id: deps.newId(),
      customerId: id,
      type: 'customer.password_reset_requested',
      occurredAt: deps.now(),
      facts: { recovery: recovery.id, locale: request.locale },
      personal: { email, firstName },
    })
    return true
  })
}
