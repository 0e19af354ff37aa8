import { isUuid } from '../tenants/uuid.ts'
import type { Customer } from './customer.ts'
import { emailKey } from './email-key.ts'
import { type CustomerName, type FindCustomerDeps, findCustomer } from './find-customer.ts'

// As `findCustomer` has them: numbers begin at 1 and have ten digits at most.
const numberForm = /^[1-9]\d{0,9}$/

/**
 * The customers a person may mean by one text: the one of this id, else of this number, else those of this address, else the one
 * of this username. Several only where customers share an address. Deleted ones are found by id and number.
 */
export async function findNamed(text: string, deps: FindCustomerDeps): Promise<readonly Customer[]> {
  const wanted = text.trim()
  const id = wanted.toLowerCase()
  const customer =
    (isUuid(id) && (await findCustomer({ id }, deps))) ||
    (numberForm.test(wanted) && (await findCustomer({ number: Number(wanted) }, deps)))
  if (customer) return [customer]
  const sharing = await withAddress(wanted, deps)
  return sharing.length > 0 ? sharing : listed(await findCustomer({ username: wanted } satisfies CustomerName, deps))
}

async function withAddress(text: string, { customers, toAscii }: FindCustomerDeps): Promise<readonly Customer[]> {
  const key = text.includes('@') ? emailKey(text, toAscii) : null
  return key === null ? [] : customers.withMailbox(key)
}

const listed = (customer: Customer | undefined): readonly Customer[] => (customer ? [customer] : [])
