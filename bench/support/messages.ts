import type { Query } from './bench-database.ts'

/** What is wrong with the messages that follow from what was acknowledged; all zero when nothing is. */
export interface MessageFaults {
  /** Due after something acknowledged, and never come. */
  readonly missing: number
  /** Come under an id that is no delivery's, or planned twice for one event. */
  readonly underOtherIds: number
  /** Not in the feed, or a place in it that nobody or more than one has. */
  readonly misplaced: number
}

/** What has to come. Addresses. */
export interface DueMessages {
  /** Each by mail and by push. */
  readonly welcomes: readonly string[]
  readonly resets: readonly string[]
}

interface Delivery {
  readonly id: string
  readonly eventId: string
  readonly kind: string
  readonly state: string
  readonly email: string
}

const deliveriesSql = `
  select delivery.id, delivery.event_id as "eventId", delivery.channel || ' ' || delivery.purpose as kind, delivery.state,
    customer.email
  from delivery join customer on customer.id = delivery.customer_id`

// Positions begin at 1 and have no gaps.
const feedSql = `
  select (count(*) - count(position))::int as unplaced, (count(position) - count(distinct position))::int as shared,
    (coalesce(max(position), 0) - count(position))::int as gaps
  from event`

/** Looks at every message there is. @param received  ids of deliveries that the other sides took, repeated or not */
export async function findMessageFaults(
  query: Query,
  { welcomes, resets }: DueMessages,
  received: readonly string[],
): Promise<MessageFaults> {
  const deliveries = await query<Delivery>(deliveriesSql)
  const [feed] = await query<{ unplaced: number; shared: number; gaps: number }>(feedSql)
  if (!feed) throw new Error('the database did not answer')
  const came = new Set(received)
  const known = new Set(deliveries.map(({ id }) => id))
  const planned = new Set(deliveries.map(({ kind, email }) => `${kind} ${email}`))
  const due = [
    ...welcomes.flatMap((email) => [`mail welcome ${email}`, `push welcome ${email}`]),
    ...resets.map((email) => `mail password_reset ${email}`),
  ]
  const perEvent = new Set(deliveries.map(({ eventId, kind }) => `${kind} ${eventId}`))
  return {
    missing:
      due.filter((message) => !planned.has(message)).length +
      deliveries.filter(({ id, state }) => state !== 'delivered' || !came.has(id)).length,
    underOtherIds: [...came].filter((id) => !known.has(id)).length + deliveries.length - perEvent.size,
    misplaced: feed.unplaced + feed.shared + feed.gaps,
  }
}
