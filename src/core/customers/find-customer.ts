import { type Claim, loginClaim } from './claim.ts'
import type { Customer } from './customer.ts'
import { emailKey } from './email-key.ts'

/** What a customer can be asked for by. */
export type CustomerName = { readonly id: string } | { readonly number: number } | { readonly email: string }

/** Each is one query. */
export interface CustomerLookUp {
  withId(id: string): Promise<Customer | undefined>
  /** Whoever holds the name. */
  holding(name: Claim): Promise<Customer | undefined>
}

export interface FindCustomerDeps {
  readonly customers: CustomerLookUp
  /** IDNA: a domain in ASCII, empty when it has no such form. */
  toAscii(domain: string): string
}

/** The customer of this id or number, or of this mailbox in whatever spelling. Deleted ones have no mailbox any more. */
export async function findCustomer(name: CustomerName, { customers, toAscii }: FindCustomerDeps): Promise<Customer | undefined> {
  if ('id' in name) return customers.withId(name.id)
  if ('number' in name) return customers.holding({ kind: 'number', value: String(name.number) })
  const key = emailKey(name.email, toAscii)
  return key === null ? undefined : customers.holding(loginClaim(key))
}
