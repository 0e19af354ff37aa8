import { sql } from 'kysely'
import type { EventType } from '../core/outbox/event.ts'
import type { FeedEntry, FeedReader } from '../core/outbox/read-feed.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import type { Asking } from './transaction.ts'

interface Part {
  readonly tenantId: string
  readonly position: number
  readonly types: readonly EventType[] | null
  readonly limit: number
}

const entries = ({ tenantId, types, limit }: Omit<Part, 'position'>) =>
  database
    .selectFrom('event')
    .select([
      sql<number>`position::float8`.as('position'),
      'id',
      'customer_id as customerId',
      'type',
      'occurred_at as occurredAt',
      'facts',
    ])
    .where('tenant_id', '=', tenantId)
    .where('position', 'is not', null)
    .where(sql<boolean>`(${types}::text[] is null or type = any(${types}::text[]))`)
    .limit(limit)
    .$castTo<FeedEntry>()

const behindPosition = statement((part: Part) => entries(part).where('position', '>', part.position).orderBy('event.position'))

const newestEntries = statement((part: Omit<Part, 'position'>) => entries(part).orderBy('event.position', 'desc'))

/** The events of one tenant in the order of their commits. */
export const feedReader = (session: Asking, tenantId: string): FeedReader => ({
  behind: (position, { limit, types = null }) => session.run(behindPosition({ tenantId, position, types, limit })),
  async newest({ limit, types = null }) {
    return (await session.run(newestEntries({ tenantId, types, limit }))).toReversed()
  },
})
