import { type Channel, type Purpose, secondsWorthTrying } from './delivery.ts'
import type { CustomerEvent } from './event.ts'

/** A message that nobody tries to deliver any more, with its event. */
export interface GivenUpDelivery {
  readonly id: string
  readonly customerId: string
  readonly channel: Channel
  readonly purpose: Purpose
  /** A short code that names nobody. */
  readonly failure: string | null
  readonly event: Pick<CustomerEvent, 'id' | 'type' | 'occurredAt'> & {
    readonly position: number
    /** Without it there is nobody to write to. */
    readonly hasPersonal: boolean
  }
}

/** Why a message is sent again, or is not. */
export type ReplayVerdict =
  | 'sendable'
  /** The customer was erased, or what is personal of the event was removed after its time. */
  | 'nobody_known'
  /** Its link works no more, or what it says need not be so any more. */
  | 'out_of_date'
  /** The customer has none of the shop's apps. */
  | 'no_device'

export interface ReplayedDelivery extends GivenUpDelivery {
  readonly verdict: ReplayVerdict
}

export interface ReplayStore {
  /** Those given up whose events are behind the place, in the order of the events. */
  givenUp(behind: ReplayPlace, channel: Channel | undefined, limit: number): Promise<readonly GivenUpDelivery[]>
  /**
   * Has them tried again, under the same ids, so a mail has the Message-ID it had. What is no longer given up stays as it is.
   *
   * @returns how many are waiting again
   */
  sendAgain(deliveries: readonly AgainUntil[]): Promise<number>
}

/** In the order of events, and of the messages of one event. */
export interface ReplayPlace {
  readonly position: number
  /** The last message of the event at this position that was looked at; `undefined`: none of them is looked at. */
  readonly deliveryId: string | undefined
}

export interface AgainUntil extends Pick<GivenUpDelivery, 'customerId' | 'id'> {
  readonly givesUpAt: Date
}

export interface ReplayWish {
  readonly since: number
  readonly channel: Channel | undefined
  readonly isDryRun: boolean
}

export interface ReplayDeps {
  readonly store: ReplayStore
  now(): Date
}

const atOnce = 500

/**
 * Looks at every message that was given up and whose event is behind a position, and has those tried again that are still worth
 * sending. A customer may get a message twice of which the mail server said that it refused it, and took it all the same.
 *
 * @returns what was looked at, in the order of events
 */
export async function replayDeliveries(wish: ReplayWish, { store, now }: ReplayDeps): Promise<readonly ReplayedDelivery[]> {
  const looked: ReplayedDelivery[] = []
  for (let place: ReplayPlace = { position: wish.since, deliveryId: undefined }; ; ) {
    const found = await store.givenUp(place, wish.channel, atOnce)
    const judged = found.map((delivery) => ({ ...delivery, verdict: verdictOn(delivery, now()) }))
    looked.push(...judged)
    const sendable = judged.filter(({ verdict }) => verdict === 'sendable')
    if (!wish.isDryRun && sendable.length > 0) await store.sendAgain(sendable.map((delivery) => againUntil(delivery, now())))
    const last = found.at(-1)
    if (!last || found.length < atOnce) return looked
    place = { position: last.event.position, deliveryId: last.id }
  }
}

/** Days after its event within which a notice is still true and of use; of others, what is said or linked to lasts no longer. */
const noticesLastDays: Readonly<Partial<Record<Purpose, number>>> = {
  welcome: 30,
  closed_account: 30,
  new_address: 30,
  email_change_undone: 30,
  password_changed: 30,
  email_changed: 7, // so long its link takes the change back
}

const millisecondsPerDay = 86_400_000

/** Until when the message is true and its links work. What was planned may have been taken back: it is told once, or not at all. */
const trueUntil = ({ purpose, event }: GivenUpDelivery): number => {
  const days = noticesLastDays[purpose]
  if (days !== undefined) return event.occurredAt.getTime() + days * millisecondsPerDay
  return purpose === 'deletion_planned' ? 0 : event.occurredAt.getTime() + secondsWorthTrying(purpose) * 1000
}

function verdictOn(delivery: GivenUpDelivery, now: Date): ReplayVerdict {
  if (!delivery.event.hasPersonal) return 'nobody_known'
  if (delivery.failure === 'no_device') return 'no_device'
  return trueUntil(delivery) > now.getTime() ? 'sendable' : 'out_of_date'
}

/** As long as it would have been tried at first, and no longer than it is true. */
function againUntil(delivery: GivenUpDelivery, now: Date): AgainUntil {
  const { id, customerId, purpose } = delivery
  const worthTrying = now.getTime() + secondsWorthTrying(purpose) * 1000
  return { id, customerId, givesUpAt: new Date(Math.min(worthTrying, trueUntil(delivery))) }
}
