import { Trouble } from '../../violations/trouble.ts'
import type { NewsletterStore } from '../consents/newsletter.ts'
import { type ClaimStore, externalIdClaim, importedTokenClaim, loginClaim, newsletterClaim } from '../customers/claim.ts'
import { slugClaim } from '../customers/claim-slug.ts'
import type { Customer, CustomerStore } from '../customers/customer.ts'
import { referralClaim } from '../customers/referral-code.ts'
import type { EventStore } from '../outbox/event.ts'
import type { SessionStore } from '../sessions/session.ts'
import type { ErasureLedger, ErasureStore, UnledgeredStore } from './erasure.ts'

/** What an erasure writes to, all in one transaction. */
export interface ErasureStores {
  readonly customers: Pick<CustomerStore, 'lock'>
  readonly claims: Pick<ClaimStore, 'release'>
  readonly newsletter: Pick<NewsletterStore, 'of'>
  readonly sessions: Pick<SessionStore, 'importedTokens'>
  readonly erasures: ErasureStore
  readonly events: EventStore
}

export interface EraseNowDeps {
  transaction<Result>(work: (stores: ErasureStores) => Promise<Result>): Promise<Result>
  newId(): string
  now(): Date
}

export interface EraseDeps extends EraseNowDeps {
  readonly tenantId: string
  readonly ledger: ErasureLedger
  readonly unledgered: Pick<UnledgeredStore, 'markLedgered'>
}

/**
 * Erases a customer for good: what is personal goes, their names become free, id and number stay. When it returns, it
 * stands in the ledger outside the database, too.
 *
 * Repeated, it enters the ledger again, since nobody knows whether the first time got as far; replaying it does no harm.
 *
 * @throws Trouble `no_such_customer`; `unavailable`, after which it may be done or half done, and is to be repeated
 * @source docs/decisions/0018-erasure.md
 */
export async function eraseCustomer(customerId: string, deps: EraseDeps): Promise<void> {
  const erasedAt = await deps.transaction(async (stores) => {
    const customer = await stores.customers.lock(customerId)
    if (!customer) throw new Trouble({ code: 'no_such_customer' })
    return eraseLocked(customer, { erasedAt: deps.now(), isInLedger: false }, stores, deps)
  })
  await deps.ledger.append([{ customerId, tenantId: deps.tenantId, erasedAt }])
  await deps.unledgered.markLedgered([customerId])
}

/**
 * Erases the customer in the transaction that has locked them. One who is erased already gets no second event.
 *
 * @returns when they were erased first
 */
export async function eraseLocked(
  customer: Customer,
  { erasedAt, isInLedger }: { readonly erasedAt: Date; readonly isInLedger: boolean },
  { claims, newsletter, sessions, erasures, events }: ErasureStores,
  deps: Pick<EraseNowDeps, 'newId' | 'now'>,
): Promise<Date> {
  const { id: customerId } = customer
  if (customer.state !== 'deleted') {
    // Every kind of name there is but the number; a new kind is freed here, too.
    const subscribed = (await newsletter.of(customerId)).map(newsletterClaim)
    const imported = (await sessions.importedTokens(customerId)).map(importedTokenClaim)
    const { usernameKey, emailKey, externalId, referralCode, slug } = customer
    const named = [
      ...[usernameKey, emailKey].flatMap((key) => (key === null ? [] : [loginClaim(key)])),
      ...(externalId === null ? [] : [externalIdClaim(externalId)]),
      ...(referralCode === null ? [] : [referralClaim(referralCode)]),
    ]
    await claims.release(customerId, [...named, slugClaim(slug), ...subscribed, ...imported])
    await erasures.empty(customerId)
    const event = { id: deps.newId(), customerId, occurredAt: deps.now(), facts: {}, personal: null }
    await events.append({ ...event, type: 'customer.erased' })
  }
  return erasures.note(customerId, erasedAt, isInLedger)
}
