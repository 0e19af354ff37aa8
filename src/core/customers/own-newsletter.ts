import type { NewsletterStore } from '../consents/newsletter.ts'
import { type ClaimStore, newsletterClaim } from './claim.ts'
import type { Customer } from './customer.ts'

export interface OwnNewsletterStores {
  readonly claims: Pick<ClaimStore, 'take' | 'release'>
  readonly newsletter: Pick<NewsletterStore, 'add' | 'remove' | 'setMark' | 'isMarked'>
}

/** Whose mailbox it is, and which. */
export type Mailbox = Pick<Customer, 'id' | 'email' | 'emailKey'>

/**
 * Says whether the customer wants the newsletter in their own mailbox, in the transaction that has stored or locked them:
 * mark, subscription and claim together. When somebody else has subscribed the mailbox already, the mark alone is set.
 * What they subscribed besides stays.
 */
export async function setNewsletter(customer: Mailbox, isSubscribed: boolean, stores: OwnNewsletterStores): Promise<void> {
  await stores.newsletter.setMark(customer.id, isSubscribed)
  await (isSubscribed ? join(customer, stores) : leave(customer, stores))
}

/**
 * Lets the newsletter follow the customer to another mailbox, in the transaction that changes it: the old one gets it no
 * more, and the new one does if the customer has the mark.
 */
export async function moveNewsletter(before: Mailbox, after: Mailbox, stores: OwnNewsletterStores): Promise<void> {
  await leave(before, stores)
  if (await stores.newsletter.isMarked(after.id)) await join(after, stores)
}

async function join({ id, email, emailKey }: Mailbox, { claims, newsletter }: OwnNewsletterStores): Promise<void> {
  // Lost to others, or to oneself: then it is subscribed already.
  const lost = await claims.take(id, [newsletterClaim(emailKey)])
  if (!lost) await newsletter.add({ customerId: id, email, emailKey })
}

async function leave({ id, emailKey }: Mailbox, { claims, newsletter }: OwnNewsletterStores): Promise<void> {
  await newsletter.remove(id, emailKey)
  await claims.release(id, [newsletterClaim(emailKey)])
}
