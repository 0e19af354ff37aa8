import { type Claim, loginClaim } from './claim.ts'
import type { Customer } from './customer.ts'
import { type CustomerSearch, locateCustomer } from './locate-customer.ts'
import { usernameKey } from './username.ts'

/** What a customer can be asked for by. */
export type CustomerName =
  | { readonly id: string }
  | { readonly number: number }
  | { readonly email: string }
  | { readonly externalId: string }
  | { readonly username: string }

/** Each is one query. */
export interface CustomerLookUp {
  withId(id: string): Promise<Customer | undefined>
  /** Whoever holds the name. */
  holding(name: Claim): Promise<Customer | undefined>
}

export interface FindCustomerDeps {
  readonly customers: CustomerSearch
  /** IDNA: a domain in ASCII, empty when it has no such form. */
  toAscii(domain: string): string
}

/**
 * The customer of this id, number or username, or of this mailbox in whatever spelling; where several share a mailbox or an
 * external id, as `locateCustomer` chooses. Deleted ones have an id and a number alone.
 */
export async function findCustomer(name: CustomerName, deps: FindCustomerDeps): Promise<Customer | undefined> {
  if ('id' in name) return deps.customers.withId(name.id)
  if ('number' in name) return deps.customers.holding({ kind: 'number', value: String(name.number) })
  return 'username' in name ? named(name.username, deps) : locateCustomer(name, deps)
}

/** Who has no username is called by their address. */
async function named(username: string, { customers, toAscii }: FindCustomerDeps): Promise<Customer | undefined> {
  const key = usernameKey(username, toAscii)
  const holder = key === null ? undefined : await customers.holding(loginClaim(key))
  return holder && (holder.usernameKey ?? holder.emailKey) === key ? holder : undefined
}
