import type { Customer, CustomerStore } from '../customers/customer.ts'
import type { EventStore } from '../outbox/event.ts'

export interface ProofStores {
  readonly customers: Pick<CustomerStore, 'setMailbox'>
  readonly events: EventStore
}

/** Notes that the customer, whom the transaction has locked, reads the mail of their address; unless that is known already. */
export async function proveMailbox(
  customer: Customer,
  { customers, events }: ProofStores,
  deps: { newId(): string; now(): Date },
): Promise<void> {
  if (customer.emailVerifiedAt !== null) return
  const event = { id: deps.newId(), customerId: customer.id, occurredAt: deps.now(), facts: {}, personal: null }
  await customers.setMailbox(customer.id, { ...customer, emailVerifiedAt: event.occurredAt })
  await events.append({ ...event, type: 'customer.email_verified' })
}
