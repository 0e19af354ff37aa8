import { Trouble } from '../../violations/trouble.ts'
import type { Customer, CustomerState, CustomerStore } from '../customers/customer.ts'
import type { EventStore } from '../outbox/event.ts'
import type { SessionStore } from '../sessions/session.ts'

/** The states a customer comes back from, and the one they come back to. */
export type LivingState = Exclude<CustomerState, 'deleted'>

export interface ChangeStateStores {
  readonly customers: Pick<CustomerStore, 'lock' | 'setState'>
  readonly sessions: Pick<SessionStore, 'endAll'>
  readonly events: EventStore
}

export interface ChangeStateDeps {
  transaction<Result>(work: (stores: ChangeStateStores) => Promise<Result>): Promise<Result>
  newId(): string
  now(): Date
}

const eventOf = {
  active: 'customer.reinstated',
  suspended: 'customer.suspended',
  deactivated: 'customer.deactivated',
} as const satisfies Record<LivingState, string>

/**
 * Suspends, deactivates or reinstates a customer. Names stay claimed; unless they become active every session ends, so
 * a reinstated customer signs in anew. A customer who is in that state already is left as they are.
 *
 * @returns the customer as they are now
 * @throws Trouble `no_such_customer`, also for a deleted one: that is no way back
 */
export async function changeState(customerId: string, state: LivingState, deps: ChangeStateDeps): Promise<Customer> {
  return deps.transaction(async ({ customers, sessions, events }) => {
    const customer = await customers.lock(customerId)
    if (!customer || customer.state === 'deleted') throw new Trouble({ code: 'no_such_customer' })
    if (customer.state === state) return customer
    await customers.setState(customerId, state)
    if (state !== 'active') await sessions.endAll(customerId, null)
    const occurredAt = deps.now()
    await events.append({ id: deps.newId(), customerId, type: eventOf[state], occurredAt, facts: {}, personal: null })
    return { ...customer, state }
  })
}
