import { sql } from 'kysely'
import type { OwnDataLookUp, OwnSession } from '../core/disclosure/own-data.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import type { Asking } from './transaction.ts'

interface OfCustomer {
  readonly customerId: string
  readonly tenantId: string
}

export const subscriptionColumns = ['email', 'subscribed_at as subscribedAt'] as const
export const purchaseColumns = [
  'reference',
  'product',
  'units',
  'purchased_at as purchasedAt',
  'recorded_at as recordedAt',
] as const
export const redemptionColumns = ['reference', 'voucher', 'redeemed_at as redeemedAt', 'recorded_at as recordedAt'] as const

const subscriptions = statement(({ customerId, tenantId }: OfCustomer) =>
  database
    .selectFrom('newsletter_subscription')
    .select(subscriptionColumns)
    .where('customer_id', '=', customerId)
    .where('tenant_id', '=', tenantId)
    .orderBy('subscribed_at'),
)

const sessions = statement(({ customerId, tenantId }: OfCustomer) =>
  database
    .selectFrom('session')
    .select([
      'id',
      sql`case when number is null then 'tokens' else 'storefront' end`.as('kind'),
      'browser',
      'started_at as startedAt',
      sql`case when number is null then refreshed_at end`.as('lastUsedAt'),
      'expires_at as expiresAt',
      'ended_at as endedAt',
      sql`ended_at is null and expires_at > now()`.as('isOpen'),
    ])
    .where('customer_id', '=', customerId)
    .where('tenant_id', '=', tenantId)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .$castTo<OwnSession>(),
)

const devices = statement(({ customerId, tenantId }: OfCustomer) =>
  database
    .selectFrom('device')
    .select([sql<string>`encode(digest, 'hex')`.as('id'), 'added_at as addedAt'])
    .where('customer_id', '=', customerId)
    .where('tenant_id', '=', tenantId)
    .orderBy('added_at', 'desc'),
)

const purchases = statement(({ customerId, tenantId }: OfCustomer) =>
  database
    .selectFrom('purchase')
    .select(purchaseColumns)
    .where('customer_id', '=', customerId)
    .where('tenant_id', '=', tenantId)
    .orderBy('purchased_at'),
)

const redemptions = statement(({ customerId, tenantId }: OfCustomer) =>
  database
    .selectFrom('voucher_redemption')
    .select(redemptionColumns)
    .where('customer_id', '=', customerId)
    .where('tenant_id', '=', tenantId)
    .orderBy('redeemed_at'),
)

const messages = statement(({ customerId, tenantId }: OfCustomer) =>
  database
    .selectFrom('delivery')
    .select(['channel', 'purpose', 'state', 'finished_at as finishedAt'])
    .where('customer_id', '=', customerId)
    .where('tenant_id', '=', tenantId)
    .orderBy('id'),
)

const events = statement(({ customerId, tenantId }: OfCustomer) =>
  database
    .selectFrom('event')
    .select(['type', 'occurred_at as occurredAt'])
    .where('customer_id', '=', customerId)
    .where('tenant_id', '=', tenantId)
    .orderBy('id'),
)

/** What customers of one tenant may know is kept of them. */
export const ownDataLookUp = (session: Asking, tenantId: string): OwnDataLookUp => ({
  newsletterOf: (customerId) => session.run(subscriptions({ customerId, tenantId })),
  sessionsOf: (customerId) => session.run(sessions({ customerId, tenantId })),
  devicesOf: (customerId) => session.run(devices({ customerId, tenantId })),
  purchasesOf: (customerId) => session.run(purchases({ customerId, tenantId })),
  redemptionsOf: (customerId) => session.run(redemptions({ customerId, tenantId })),
  messagesOf: (customerId) => session.run(messages({ customerId, tenantId })),
  eventsOf: (customerId) => session.run(events({ customerId, tenantId })),
})
