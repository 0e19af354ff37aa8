import { sql } from 'kysely'
import type { Channel } from '../core/outbox/delivery.ts'
import type { Feed, FeedEvent, NewDelivery } from '../core/outbox/seal-events.ts'
import type { Engine } from './engine.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import { asRelay, type Session } from './transaction.ts'

// Locks, and so writes, only when there is something to seal: an idle server is not to keep the disk busy.
const lockFeed = statement(
  () => sql<{ announcedSince: Date }>`
    select announced_since as "announcedSince" from event_feed
    where exists (select from event where position is null) for update skip locked`,
)

const unsealedEvents = statement(
  ({ limit }: { limit: number }) => sql<FeedEvent>`
    select id, customer_id as "customerId", tenant_id as "tenantId", type, occurred_at as "occurredAt", facts
    from event where position is null order by id limit ${limit}`,
)

interface Ordered {
  readonly customerIds: readonly string[]
  readonly ids: readonly string[]
}

// An erasure under way is waited for here, and one that comes after takes away what follows from the event with it.
const positionEvents = statement(
  ({ customerIds, ids }: Ordered) => sql<{ id: string; isWhole: boolean }>`
    update event set position = event_feed.last_position + sealed.nth
    from event_feed, unnest(${customerIds}::uuid[], ${ids}::uuid[]) with ordinality as sealed (customer_id, id, nth)
    where event.customer_id = sealed.customer_id and event.id = sealed.id
    returning event.id, event.personal is not null as "isWhole"`,
)

const advanceFeed = statement(({ count }: { count: number }) =>
  database.updateTable('event_feed').set((feed) => ({ last_position: sql`${feed.ref('last_position')} + ${count}::integer` })),
)

const insertDelivery = statement(
  (delivery: NewDelivery) => sql`
    insert into delivery (customer_id, id, tenant_id, event_id, channel, purpose, state, next_at, gives_up_at)
    values (${delivery.customerId}, ${delivery.id}, ${delivery.tenantId}, ${delivery.eventId}, ${delivery.channel},
      ${delivery.purpose}, 'waiting', now(), ${delivery.givesUpAt})`,
)

const feedIn = (session: Session, announcedSince: Date): Feed => ({
  announcedSince,
  unsealed: (limit) => session.run(unsealedEvents({ limit })),
  async seal(events) {
    const order = { customerIds: events.map(({ customerId }) => customerId), ids: events.map(({ id }) => id) }
    const sealed = await session.run(positionEvents(order))
    session.send(advanceFeed({ count: events.length }))
    return new Set(sealed.filter(({ isWhole }) => isWhole).map(({ id }) => id))
  },
  async plan(deliveries) {
    for (const delivery of deliveries) session.send(insertDelivery(delivery))
  },
})

/** The feed of all tenants' events, for one sealer at a time. */
export const feedOf = (engine: Engine) => ({
  /** @returns `undefined`, without the work, when there is nothing to seal or another sealer is at it */
  withFeed: <Result>(work: (feed: Feed) => Promise<Result>): Promise<Result | undefined> =>
    asRelay(engine, async (session) => {
      const [feed] = await session.run(lockFeed({}))
      return feed && work(feedIn(session, feed.announcedSince))
    }),
})

const lag = statement(
  () => sql<{ seconds: number }>`
    select greatest(0, extract(epoch from now() - occurred_at))::float8 as seconds from event
    where position is null order by id limit 1`,
)

// Enough to see that something is wrong; counting further would only take longer.
const mostCounted = 100_000
const waiting = statement(
  () => sql<{ channel: Channel; count: number }>`
    select channel, count(*)::integer as count
    from (select channel from delivery where state = 'waiting' limit ${sql.lit(mostCounted)}) as counted group by channel`,
)

/** How far behind what follows from events is. */
export interface OutboxFigures {
  /** The age of the oldest event without a position; 0 when all have theirs. */
  readonly lagSeconds: number
  readonly waiting: Readonly<Record<Channel, number>>
}

/** @throws Trouble `unavailable` when the database cannot be reached */
export const outboxFigures = (engine: Engine): Promise<OutboxFigures> =>
  asRelay(engine, async (session) => {
    const [oldest] = await session.run(lag({}))
    const counted = Object.fromEntries((await session.run(waiting({}))).map(({ channel, count }) => [channel, count]))
    return { lagSeconds: oldest?.seconds ?? 0, waiting: { mail: 0, push: 0, ...counted } }
  })
