import type { Customer } from './customer.ts'
import type { FindCustomerDeps } from './find-customer.ts'
import { findNamed } from './find-named.ts'
import { foldCompatible } from './key-text.ts'

export interface CustomerListing {
  /** Those whose login, an address or a username, begins with these characters of a key; in the order of their logins. */
  withLoginFrom(key: string, limit: number): Promise<readonly Customer[]>
  /** Those whose first, last or whole name begins with the text, in whatever case; newest first. Looks at every customer. */
  withNameFrom(text: string, limit: number): Promise<readonly Customer[]>
}

export interface SearchDeps extends FindCustomerDeps {
  readonly listing: CustomerListing
}

/**
 * Customers a person may mean by a text: the one it names, those whose login begins with it, those whose name does; each once,
 * in this order.
 *
 * @param limit  at most so many
 */
export async function searchCustomers(text: string, limit: number, deps: SearchDeps): Promise<readonly Customer[]> {
  const wanted = text.trim()
  if (wanted === '') return []
  const named = await findNamed(wanted, deps)
  const byLogin = await deps.listing.withLoginFrom(foldCompatible(wanted), limit)
  const byName = byLogin.length < limit ? await deps.listing.withNameFrom(wanted, limit) : []
  const found = [...named, ...byLogin, ...byName]
  return [...new Map(found.map((customer) => [customer.id, customer])).values()].slice(0, limit)
}
