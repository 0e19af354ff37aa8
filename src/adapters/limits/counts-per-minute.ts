import { LRUCache } from 'lru-cache'
import type { Taken } from '../../core/tenants/storefront.ts'

const windowMilliseconds = 60_000
// Subjects counted lately; one that is forgotten begins anew.
const rememberedSubjects = 10_000

interface Window {
  readonly endsAt: number
  readonly used: number
}

/**
 * Counts in this process, in windows of a minute that begin with the first count of a subject: for what is not worth a
 * write to the database each time.
 *
 * @param now  a clock that never goes back, in milliseconds
 */
export class CountsPerMinute {
  readonly #now: () => number
  readonly #windows = new LRUCache<string, Window>({ max: rememberedSubjects })

  constructor(now: () => number) {
    this.#now = now
  }

  /** Counts all of the units, or none of them when the limit would be passed. */
  take(subject: string, units: number, limit: number): Taken {
    const now = this.#now()
    const begun = this.#windows.get(subject)
    const { endsAt, used } = begun && begun.endsAt > now ? begun : { endsAt: now + windowMilliseconds, used: 0 }
    const isWithin = used + units <= limit
    if (isWithin) this.#windows.set(subject, { endsAt, used: used + units })
    // The clock has fractions, so what was added may come out as a little more.
    const millisecondsLeft = Math.min(endsAt - now, windowMilliseconds)
    return { isWithin, remaining: limit - used - (isWithin ? units : 0), secondsLeft: millisecondsLeft / 1000 }
  }
}
