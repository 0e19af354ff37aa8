import { isUuid } from '../tenants/uuid.ts'
import type { Customer } from './customer.ts'
import { type CustomerName, type FindCustomerDeps, findCustomer } from './find-customer.ts'

// As `findCustomer` has them: numbers begin at 1 and have ten digits at most.
const numberForm = /^[1-9]\d{0,9}$/

/**
 * The customer a person means by one text: that of this id, else of this number, else of this address, else of this username.
 * Deleted ones are found by id and number.
 */
export async function findNamed(text: string, deps: FindCustomerDeps): Promise<Customer | undefined> {
  for (const name of meaningsOf(text.trim())) {
    const customer = await findCustomer(name, deps)
    if (customer) return customer
  }
  return undefined
}

function meaningsOf(text: string): readonly CustomerName[] {
  const id = text.toLowerCase()
  return [
    ...(isUuid(id) ? [{ id }] : []),
    ...(numberForm.test(text) ? [{ number: Number(text) }] : []),
    ...(text.includes('@') ? [{ email: text }] : []),
    { username: text },
  ]
}
