import type { Channel, PlannedDelivery } from './delivery.ts'
import type { CustomerEvent } from './event.ts'
import { planDeliveries } from './plan-deliveries.ts'

/** An event as the feed has it. */
export type FeedEvent = Omit<CustomerEvent, 'personal'> & { readonly tenantId: string }

/** A message to be stored. */
export interface NewDelivery extends PlannedDelivery {
  readonly id: string
  readonly eventId: string
  readonly customerId: string
  readonly tenantId: string
}

export interface Feed {
  /** Events from before this were there when nobody told customers of events, and are not told of now. */
  readonly announcedSince: Date
  /** Committed events without a position, oldest first. */
  unsealed(limit: number): Promise<readonly FeedEvent[]>
  /**
   * Gives the events the next positions, in this order.
   *
   * @returns the ids of those that still hold what is personal; the others' customers were erased
   */
  seal(events: readonly FeedEvent[]): Promise<ReadonlySet<string>>
  /** Waits for nobody. */
  plan(deliveries: readonly NewDelivery[]): Promise<void>
}

export interface SealDeps {
  /**
   * Runs the work in one transaction that holds the feed, so that one sealer works at a time.
   *
   * @returns `undefined`, without the work, when there is nothing to seal or another sealer is at it
   */
  withFeed<Result>(work: (feed: Feed) => Promise<Result>): Promise<Result | undefined>
  readonly channels: readonly Channel[]
  newId(): string
}

// 200: a tenth of a second's work, so that a node that has waited for the feed soon has its turn.
const eventsAtOnce = 200

/**
 * Gives committed events their positions and stores the messages that follow from them, all or nothing.
 *
 * Positions have no gaps and only grow, and an event that is committed later gets a later one: whoever has read the feed up
 * to a position has missed nothing before it.
 *
 * @returns whether there is more to seal
 */
export async function sealEvents({ withFeed, channels, newId }: SealDeps): Promise<boolean> {
  const sealed = await withFeed(async (feed) => {
    const events = await feed.unsealed(eventsAtOnce)
    const whole = await feed.seal(events)
    const told = events.filter(({ id, occurredAt }) => whole.has(id) && occurredAt >= feed.announcedSince)
    await feed.plan(
      told.flatMap((event) => {
        const { id: eventId, customerId, tenantId } = event
        return planDeliveries(event, channels).map((planned) => ({ ...planned, id: newId(), eventId, customerId, tenantId }))
      }),
    )
    return events.length
  })
  return sealed === eventsAtOnce
}
