import { Trouble } from '../../violations/trouble.ts'
import type { Customer, CustomerStore } from '../customers/customer.ts'

/**
 * The customer who changes something of their own; nobody else changes them until the transaction ends.
 *
 * @throws Trouble `no_such_customer`; `account_inactive` when they became it after their token was looked at
 */
export async function lockActive(customerId: string, customers: Pick<CustomerStore, 'lock'>): Promise<Customer> {
  const customer = await customers.lock(customerId)
  if (!customer) throw new Trouble({ code: 'no_such_customer' })
  if (customer.state !== 'active') throw new Trouble({ code: 'account_inactive', carriedIn: 'header', state: customer.state })
  return customer
}
