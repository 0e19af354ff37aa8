import { Trouble } from '../../violations/trouble.ts'

/** At most `count` tries of one subject in a window of `windowSeconds`. */
export interface Limit {
  readonly name: string
  readonly count: number
  readonly windowSeconds: number
}

/** A limit and whom it counts: a client's network, an account's canonical key. */
export interface Try {
  readonly limit: Limit
  readonly subject: string
}

export interface LimitStore {
  /** Counts one try each, at database time and for all nodes together; answers how many there are now, and how long the window lasts. */
  count(tries: readonly Try[]): Promise<readonly { used: number; remainingSeconds: number }[]>
}

/** The part of the store that works inside the transaction of what was tried. */
export interface ForgivingStore {
  /** Begins these counts again, since what was tried has worked. Waits for nobody. */
  forget(tries: readonly Try[]): Promise<void>
}

/**
 * Counts, then checks: of any number of tries sent at once no more than the limit get through.
 *
 * @throws Trouble `too_many_requests`
 */
export async function enforceLimits(tries: readonly Try[], store: LimitStore): Promise<void> {
  if (tries.length === 0) return
  const counted = await store.count(tries)
  const over = counted.filter(({ used }, index) => used > (tries[index]?.limit.count ?? 0))
  if (over.length === 0) return
  const retryAfterSeconds = Math.max(1, ...over.map(({ remainingSeconds }) => Math.ceil(remainingSeconds)))
  throw new Trouble({ code: 'too_many_requests', retryAfterSeconds })
}
