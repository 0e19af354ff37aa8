import { sql } from 'kysely'
import type { NewsletterStore, NewsletterSubscription } from '../core/consents/newsletter.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import type { Session } from './transaction.ts'

interface OfCustomer {
  readonly customerId: string
  readonly tenantId: string
}

const subscribedKeys = statement(({ customerId, tenantId }: OfCustomer) =>
  database
    .selectFrom('newsletter_subscription')
    .select('email_key as emailKey')
    .where('customer_id', '=', customerId)
    .where('tenant_id', '=', tenantId),
)

const insertSubscription = statement((subscription: NewsletterSubscription & OfCustomer) =>
  database.insertInto('newsletter_subscription').values({
    customer_id: subscription.customerId,
    email_key: subscription.emailKey,
    tenant_id: subscription.tenantId,
    email: subscription.email,
    subscribed_at: sql<Date>`now()`,
  }),
)

const deleteSubscription = statement(({ customerId, tenantId, emailKey }: OfCustomer & { emailKey: string }) =>
  database
    .deleteFrom('newsletter_subscription')
    .where('customer_id', '=', customerId)
    .where('email_key', '=', emailKey)
    .where('tenant_id', '=', tenantId),
)

const markCustomer = statement(({ customerId, tenantId, isSubscribed }: OfCustomer & { isSubscribed: boolean }) =>
  database
    .updateTable('customer')
    .set({ subscribed_to_newsletter: isSubscribed })
    .where('id', '=', customerId)
    .where('tenant_id', '=', tenantId),
)

const markOf = statement(({ customerId, tenantId }: OfCustomer) =>
  database
    .selectFrom('customer')
    .select('subscribed_to_newsletter as isSubscribed')
    .where('id', '=', customerId)
    .where('tenant_id', '=', tenantId),
)

/** Who of one tenant gets the newsletter. */
export const newsletterStore = (session: Session, tenantId: string): NewsletterStore => ({
  async of(customerId) {
    const rows = await session.run(subscribedKeys({ customerId, tenantId }))
    return rows.map(({ emailKey }) => emailKey)
  },
  async add(subscription) {
    session.send(insertSubscription({ ...subscription, tenantId }))
  },
  async remove(customerId, emailKey) {
    session.send(deleteSubscription({ customerId, tenantId, emailKey }))
  },
  async setMark(customerId, isSubscribed) {
    session.send(markCustomer({ customerId, tenantId, isSubscribed }))
  },
  async isMarked(customerId) {
    const [row] = await session.run(markOf({ customerId, tenantId }))
    return row?.isSubscribed ?? false
  },
})
