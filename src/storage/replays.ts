import { sql } from 'kysely'
import type { Channel } from '../core/outbox/delivery.ts'
import type { GivenUpDelivery, ReplayStore } from '../core/outbox/replay-deliveries.ts'
import { statement } from './statement.ts'
import type { Asking } from './transaction.ts'

type GivenUpRow = Omit<GivenUpDelivery, 'event'> &
  Omit<GivenUpDelivery['event'], 'id'> & {
    readonly eventId: string
  }

interface Behind {
  readonly tenantId: string
  readonly position: number
  readonly deliveryId: string
  readonly channel: Channel | null
  readonly limit: number
}

const givenUp = statement(
  ({ tenantId, position, deliveryId, channel, limit }: Behind) => sql<GivenUpRow>`
    select delivery.id, delivery.customer_id as "customerId", channel, purpose, failure, event.id as "eventId", event.type,
      event.occurred_at as "occurredAt", event.position::float8 as position, event.personal is not null as "hasPersonal"
    from event join delivery on delivery.customer_id = event.customer_id and delivery.event_id = event.id
    where event.tenant_id = ${tenantId} and delivery.tenant_id = ${tenantId} and state = 'given_up'
      and event.position >= ${position}::bigint and (event.position, delivery.id) > (${position}::bigint, ${deliveryId}::uuid)
      and (${channel}::text is null or channel = ${channel}::text)
    order by event.position, delivery.id limit ${limit}`,
)

interface Again {
  readonly tenantId: string
  readonly customerIds: readonly string[]
  readonly ids: readonly string[]
  readonly ends: readonly Date[]
}

// The tries so far stay counted: whoever still believes to have the lease of one of them is not to be believed.
const sendAgain = statement(
  ({ tenantId, customerIds, ids, ends }: Again) => sql<{ id: string }>`
    update delivery set state = 'waiting', next_at = now(), gives_up_at = again.gives_up_at, finished_at = null, leased_until = null
    from unnest(${customerIds}::uuid[], ${ids}::uuid[], ${ends}::timestamptz[]) as again (customer_id, id, gives_up_at)
    where delivery.customer_id = again.customer_id and delivery.id = again.id and delivery.tenant_id = ${tenantId}
      and state = 'given_up'
    returning delivery.id`,
)

const behindAll = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** The messages of one tenant that were given up. */
export const replayStore = (session: Asking, tenantId: string): ReplayStore => ({
  async givenUp({ position, deliveryId = behindAll }, channel, limit) {
    const rows = await session.run(givenUp({ tenantId, position, deliveryId, channel: channel ?? null, limit }))
    return rows.map(({ eventId, type, occurredAt, position: at, hasPersonal, ...delivery }) => ({
      ...delivery,
      event: { id: eventId, type, occurredAt, position: at, hasPersonal },
    }))
  },
  async sendAgain(deliveries) {
    const customerIds = deliveries.map(({ customerId }) => customerId)
    const ids = deliveries.map(({ id }) => id)
    const ends = deliveries.map(({ givesUpAt }) => givesUpAt)
    return (await session.run(sendAgain({ tenantId, customerIds, ids, ends }))).length
  },
})
