import { channelNames } from '../core/outbox/delivery.ts'
import { type EventType, eventTypes } from '../core/outbox/event.ts'
import type { FeedEntry, FeedWish } from '../core/outbox/read-feed.ts'
import type { ReplayedDelivery, ReplayWish } from '../core/outbox/replay-deliveries.ts'
import type { AsJson } from './as-json.ts'
import { propertiesOf, readWhole, readWord } from './given.ts'
import { readTenantName } from './key-arguments.ts'
import type { ControlCommands } from './socket-server.ts'

/** What these commands ask of the core, of one tenant. */
export interface EventServices {
  readFeed(wish: FeedWish): Promise<readonly FeedEntry[]>
  replay(wish: ReplayWish): Promise<readonly ReplayedDelivery[]>
}

export interface EventCommandsDeps {
  /** Of the installation's own tenant where none is named. @throws an error that says that there is no such tenant */
  servicesOf(tenant: string | undefined): Promise<EventServices>
}

export type EventCommand = Extract<keyof ControlCommands, `events/${string}`>
export type ShownEvent = AsJson<FeedEntry>
export type ShownReplay = AsJson<ReplayedDelivery>

const lastPosition = Number.MAX_SAFE_INTEGER

/** What can be done with events, here or by a server that runs. */
export const eventCommands = ({ servicesOf }: EventCommandsDeps) =>
  ({
    'events/read': async (given) => {
      const wished = propertiesOf(given)
      const limit = readWhole(wished, 'limit', { least: 1, most: 1000, fallback: 10, what: '--last' })
      const wish = {
        since: wished['since'] === undefined ? undefined : readSince(given),
        limit,
        types: readTypes(wished['type']),
      }
      return (await servicesOf(readTenantName(given))).readFeed(wish)
    },
    'events/replay': async (given) => {
      const wished = propertiesOf(given)
      const wish = {
        since: readSince(given),
        channel: readWord(wished, 'channel', channelNames),
        isDryRun: wished['send'] !== true,
      }
      return (await servicesOf(readTenantName(given))).replay(wish)
    },
  }) satisfies Pick<ControlCommands, EventCommand>

const readSince = (given: unknown): number =>
  readWhole(propertiesOf(given), 'since', { least: 0, most: lastPosition, what: '--since takes a position' })

/** With or without what all of them begin with. */
function readTypes(given: unknown): readonly EventType[] | undefined {
  if (given === undefined) return undefined
  if (!Array.isArray(given) || given.length === 0) throw new Error('--type takes types of events.')
  return given.map((text) => {
    const type = eventTypes.find((known) => known === text || known === `customer.${text}`)
    if (type === undefined) throw new Error(`${text} is no type of event. There are: ${eventTypes.join(', ')}.`)
    return type
  })
}
