import type { Customer } from '../core/customers/customer.ts'

/**
 * The one customer whom a text names.
 *
 * @throws an error where it names nobody, or several: nothing is shown of, or done to, somebody else
 */
export function soleCustomer(text: string, found: readonly Customer[]): Customer {
  const [customer, ...others] = found
  if (!customer) throw new Error(unknownCustomer(text))
  if (others.length === 0) return customer
  throw new Error(`${found.length} customers have the address ${text}. Name one by id: ${found.map(({ id }) => id).join(', ')}`)
}

export const unknownCustomer = (text: string): string =>
  `There is no customer ${text}. patron customers find looks for the beginning of an address or a name.`
