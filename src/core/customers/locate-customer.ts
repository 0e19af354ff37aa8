import type { Claim } from './claim.ts'
import type { Customer } from './customer.ts'
import { emailKey } from './email-key.ts'
import { referralClaim } from './referral-code.ts'

/** What is known of a customer who is looked for; every term that is there has to match. */
export interface SearchTerms {
  readonly id?: string | undefined
  readonly externalId?: string | undefined
  readonly email?: string | undefined
  readonly referralCode?: string | undefined
}

/** Each is one query. */
export interface CustomerSearch {
  withId(id: string): Promise<Customer | undefined>
  /** Whoever holds the name. */
  holding(name: Claim): Promise<Customer | undefined>
  /** Oldest first; more than anybody has reason to give one id of their own to are left out. */
  withExternalId(externalId: string): Promise<readonly Customer[]>
  /** Those who share a mailbox, and whoever has it alone; oldest first, as above. */
  withMailbox(emailKey: string): Promise<readonly Customer[]>
}

export interface LocateDeps {
  readonly customers: CustomerSearch
  /** IDNA: a domain in ASCII, empty when it has no such form. */
  toAscii(domain: string): string
}

/**
 * The one customer whom all terms fit: of several the oldest active one, and of none active the oldest. Deleted ones are not
 * found.
 *
 * @param terms  at least one
 */
export async function locateCustomer(terms: SearchTerms, deps: LocateDeps): Promise<Customer | undefined> {
  const key = terms.email === undefined ? undefined : emailKey(terms.email, deps.toAscii)
  if (key === null) return undefined
  const fits = (customer: Customer): boolean =>
    customer.state !== 'deleted' &&
    (terms.id === undefined || customer.id === terms.id) &&
    (terms.externalId === undefined || customer.externalId === terms.externalId) &&
    (key === undefined || customer.emailKey === key) &&
    (terms.referralCode === undefined || customer.referralCode === terms.referralCode)
  const found = (await candidates(terms, key, deps.customers)).filter(fits)
  return found.find(({ state }) => state === 'active') ?? found[0]
}

/** Whoever the narrowest term leads to. */
async function candidates(
  { id, referralCode, externalId }: SearchTerms,
  key: string | undefined,
  customers: CustomerSearch,
): Promise<readonly Customer[]> {
  if (id !== undefined) return listed(await customers.withId(id))
  if (referralCode !== undefined) return listed(await customers.holding(referralClaim(referralCode)))
  if (externalId !== undefined) return customers.withExternalId(externalId)
  return key === undefined ? [] : customers.withMailbox(key)
}

const listed = (customer: Customer | undefined): readonly Customer[] => (customer ? [customer] : [])
