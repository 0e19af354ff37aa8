import { sql } from 'kysely'
import type { EventCount, EventCounts } from '../core/statistics/read-statistics.ts'
import { feedReader } from './feed-reader.ts'
import { statement } from './statement.ts'
import type { Asking } from './transaction.ts'

interface From {
  readonly tenantId: string
  readonly position: number
}

const firstFrom = statement(
  ({ tenantId, position }: From) => sql<{ position: number; occurredAt: Date }>`
    select position::float8 as position, occurred_at as "occurredAt" from event
    where tenant_id = ${tenantId} and position >= ${position}::bigint order by event.position limit 1`,
)

const countedByHour = statement(
  ({ tenantId, position, since }: From & { since: Date }) => sql<EventCount>`
    select date_trunc('hour', occurred_at, 'UTC') as hour, type, count(*)::integer as count from event
    where tenant_id = ${tenantId} and position >= ${position}::bigint and occurred_at >= ${since}
    group by 1, 2`,
)

/** How many events of one tenant there were. */
export const eventCounts = (session: Asking, tenantId: string): EventCounts => ({
  async firstFrom(position) {
    const [first] = await session.run(firstFrom({ tenantId, position }))
    return first
  },
  async last() {
    const [last] = await feedReader(session, tenantId).newest({ limit: 1, types: undefined })
    return last?.position ?? 0
  },
  byHour: (position, since) => session.run(countedByHour({ tenantId, position, since })),
})
