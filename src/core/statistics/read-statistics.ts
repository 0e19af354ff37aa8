import type { EventType } from '../outbox/event.ts'
import { type TallyKind, type TallyLookUp, tallyKinds } from './tally.ts'

/** How many events of a type there were within an hour. */
export interface EventCount {
  readonly hour: Date
  readonly type: EventType
  readonly count: number
}

export interface EventCounts {
  /** The first event of the tenant at this position of the feed or behind it. */
  firstFrom(position: number): Promise<{ readonly position: number; readonly occurredAt: Date } | undefined>
  /** The last position there is. */
  last(): Promise<number>
  /** Of the events that stand at this position or behind it and happened since, by hour and type. */
  byHour(position: number, since: Date): Promise<readonly EventCount[]>
}

export interface StatisticsWish {
  readonly days: number
  readonly by: 'hour' | 'day'
}

/** What happened in one hour or day, UTC. */
export type Period = { readonly [Kind in TallyKind]: number } & {
  readonly from: Date
  readonly registrations: number
  /** By type, those that there were. */
  readonly events: Readonly<Partial<Record<EventType, number>>>
}

export interface StatisticsDeps {
  readonly events: EventCounts
  readonly tallies: TallyLookUp
  now(): Date
}

const hourMilliseconds = 3_600_000
const dayMilliseconds = 24 * hourMilliseconds
/** Events are stored in nearly the order in which they happen: clocks differ, and a transaction takes its time. */
const slackMilliseconds = hourMilliseconds

/**
 * Tells what happened in the last days, the one under way included, in whole hours or days of UTC, oldest first and with the
 * empty ones. Registrations and events are those that are stored; sign-ins and refusals are what servers have counted, of which a
 * crash loses a minute.
 */
export async function readStatistics({ days, by }: StatisticsWish, deps: StatisticsDeps): Promise<readonly Period[]> {
  const now = deps.now().getTime()
  const length = by === 'day' ? dayMilliseconds : hourMilliseconds
  const since = new Date(startOf(now, dayMilliseconds) - (days - 1) * dayMilliseconds)
  const position = await firstPosition(new Date(since.getTime() - slackMilliseconds), deps.events)
  const [events, tallies] = await Promise.all([deps.events.byHour(position, since), deps.tallies.since(since)])
  const periods = new Map<number, Counting>()
  for (let from = since.getTime(); from <= now; from += length) periods.set(from, emptyPeriod(from))
  const at = ({ hour }: { readonly hour: Date }) => periods.get(startOf(hour.getTime(), length))
  for (const tally of tallies) add(at(tally)?.tallies, tally.kind, tally.count)
  for (const event of events) add(at(event)?.events, event.type, event.count)
  return [...periods.values()].map(periodOf)
}

const startOf = (time: number, length: number): number => Math.floor(time / length) * length

interface Counting {
  readonly from: Date
  readonly tallies: Record<string, number>
  readonly events: Partial<Record<EventType, number>>
}

const emptyPeriod = (from: number): Counting => ({
  from: new Date(from),
  tallies: Object.fromEntries(tallyKinds.map((kind) => [kind, 0])),
  events: {},
})

function add(counts: Record<string, number> | undefined, name: string, count: number): void {
  if (counts) counts[name] = (counts[name] ?? 0) + count
}

const periodOf = ({ from, tallies, events }: Counting): Period => ({
  ...(tallies as Record<TallyKind, number>),
  from,
  registrations: events['customer.registered'] ?? 0,
  events,
})

/** Where events since then begin: halved again and again, since only positions are indexed (docs/decisions/0048-retention.md). */
async function firstPosition(since: Date, events: Pick<EventCounts, 'firstFrom' | 'last'>): Promise<number> {
  let low = 0
  let high = (await events.last()) + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const found = await events.firstFrom(middle)
    if (!found || found.occurredAt >= since) high = middle
    else low = found.position + 1
  }
  return low
}
