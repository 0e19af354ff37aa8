import { type Channel, type DeliveryState, type Purpose, secondsToNextTry } from './delivery.ts'
import type { CustomerEvent } from './event.ts'

/** A message whose time has come, leased to this process. */
export interface DueDelivery {
  readonly id: string
  readonly customerId: string
  readonly tenantId: string
  readonly channel: Channel
  readonly purpose: Purpose
  /** This one included. */
  readonly attempts: number
  /** It was worth sending until a moment ago. */
  readonly isTooLate: boolean
  readonly event: Pick<CustomerEvent, 'type' | 'facts' | 'personal'>
}

/** How a channel took a message. A failure is a short code that names nobody. */
export type Taken =
  | { readonly result: 'delivered' }
  /** Nobody will ever take it. */
  | { readonly result: 'refused'; readonly failure: string }
  /** Another try may do, though none before the other side wants one. */
  | { readonly result: 'failed'; readonly failure: string; readonly retryAfterSeconds?: number }

/** What becomes of a message after a try. */
export type Outcome =
  | { readonly state: 'delivered' }
  | { readonly state: 'given_up'; readonly failure: string }
  | { readonly state: 'waiting'; readonly failure: string; readonly retryInSeconds: number }

export interface DeliveryStore {
  /** Takes messages that are due, for a minute: until then nobody else gets them, and after it anybody. */
  lease(channel: Channel, limit: number): Promise<readonly DueDelivery[]>
  /**
   * Ends the lease. A message whose next try would come too late is given up.
   *
   * @returns what the message is now; `undefined` when the lease was over, or the customer was erased meanwhile
   */
  note(due: DueDelivery, outcome: Outcome): Promise<DeliveryState | undefined>
}

export interface DeliverDeps {
  readonly channel: Channel
  readonly store: DeliveryStore
  /** Messages under way at the same time. */
  readonly atOnce: number
  /** Ends by itself well within a lease. What it throws counts as failed. */
  handOver(due: DueDelivery): Promise<Taken>
  random(): number
  /** Told of each try once it was noted. */
  onNoted(due: DueDelivery, state: DeliveryState, failure: string | undefined): void
  /** Told of what was thrown on the way; the message is tried again. */
  onError(error: unknown): void
}

/** The messages of one channel under way. */
export interface Deliveries {
  /**
   * Begins with what is due, as many as there is room for; waits for room but not for any one message, so a stuck one holds
   * nothing up.
   *
   * @returns whether more may be due
   */
  begin(): Promise<boolean>
  /** Resolves once nothing is under way. */
  settled(): Promise<void>
  /** From now on nothing begins. */
  end(): void
}

/** Delivers what is due at least once each, and exactly once while no process is killed and the database stays. */
export function createDeliveries(deps: DeliverDeps): Deliveries {
  const underWay = new Set<Promise<void>>()
  let isEnded = false
  const begin = (due: DueDelivery) => {
    const delivering = deliver(due, deps)
      .catch(deps.onError)
      .finally(() => underWay.delete(delivering))
    underWay.add(delivering)
  }
  return {
    async begin() {
      if (underWay.size >= deps.atOnce) await Promise.race(underWay)
      if (isEnded) return false
      const room = deps.atOnce - underWay.size
      const due = await deps.store.lease(deps.channel, room)
      for (const delivery of due) begin(delivery)
      return due.length === room
    },
    async settled() {
      await Promise.all(underWay)
    },
    end() {
      isEnded = true
    },
  }
}

async function deliver(due: DueDelivery, deps: DeliverDeps): Promise<void> {
  const outcome = await attempt(due, deps)
  const state = await deps.store.note(due, outcome)
  if (state) deps.onNoted(due, state, outcome.state === 'delivered' ? undefined : outcome.failure)
}

async function attempt(due: DueDelivery, { handOver, random, onError }: DeliverDeps): Promise<Outcome> {
  if (due.event.personal === null) return { state: 'given_up', failure: 'erased' }
  if (due.isTooLate) return { state: 'given_up', failure: 'too_late' }
  const taken = await handOver(due).catch((error: unknown): Taken => {
    onError(error)
    return { result: 'failed', failure: 'internal' }
  })
  if (taken.result === 'delivered') return { state: 'delivered' }
  if (taken.result === 'refused') return { state: 'given_up', failure: taken.failure }
  const retryInSeconds = secondsToNextTry(due.attempts, random(), taken.retryAfterSeconds)
  return { state: 'waiting', failure: taken.failure, retryInSeconds }
}
