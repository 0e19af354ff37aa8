import { Trouble } from '../../violations/trouble.ts'
import type { Customer, CustomerStore } from '../customers/customer.ts'
import type { EventStore } from '../outbox/event.ts'

export interface ChangeVendorStores {
  readonly customers: Pick<CustomerStore, 'lock' | 'setVendor'>
  readonly events: EventStore
}

export interface ChangeVendorDeps {
  transaction<Result>(work: (stores: ChangeVendorStores) => Promise<Result>): Promise<Result>
  newId(): string
  now(): Date
}

/**
 * Says whether a customer is a vendor, whatever state they are in. Who is that already is left as they are.
 *
 * @returns the customer as they are now
 * @throws Trouble `no_such_customer`, also for a deleted one
 */
export async function changeVendor(customerId: string, isVendor: boolean, deps: ChangeVendorDeps): Promise<Customer> {
  return deps.transaction(async ({ customers, events }) => {
    const customer = await customers.lock(customerId)
    if (!customer || customer.state === 'deleted') throw new Trouble({ code: 'no_such_customer' })
    if (customer.isVendor === isVendor) return customer
    await customers.setVendor(customerId, isVendor)
    const event = { id: deps.newId(), customerId, occurredAt: deps.now(), personal: null }
    await events.append({ ...event, type: 'customer.updated', facts: { changed: 'isVendor' } })
    return { ...customer, isVendor }
  })
}
