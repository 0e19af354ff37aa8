import { LRUCache } from 'lru-cache'

// Networks that were refused lately; who is forgotten is answered at once, and no more.
const rememberedNetworks = 10_000

// Refusing takes up to a quarter of a millisecond, so no network has more than a quarter of the server's thread refuse it.
const atOncePerSecond = 1_000

// Long enough that a client which asks again at once does so twice a second and not a thousand times.
const longestDelayMilliseconds = 500

/** What a network was told: when to come back, and how often it may hear so at once until then. */
interface Told {
  readonly welcomeAt: number
  leftAtOnce: number
}

/**
 * How long a refusal is held back. Whoever is told when to come back is told at once, and so is everybody of a crowd, whose only
 * address may be a shop's back end. Beyond what a crowd comes to, it is clients that come back before they were told to; they
 * are told late. Otherwise a few of them keep the server busy refusing, and everybody else waits.
 *
 * @param now  a clock that never goes back, in milliseconds
 */
export class RepeatedRefusals {
  readonly #now: () => number
  readonly #told = new LRUCache<string, Told>({ max: rememberedNetworks })

  constructor(now: () => number) {
    this.#now = now
  }

  /** @returns the milliseconds by which to hold back this refusal, which says to come back after so many seconds */
  delayOf(clientNetwork: string, retryAfterSeconds: number): number {
    const now = this.#now()
    const told = this.#told.get(clientNetwork)
    if (!told || told.welcomeAt <= now) {
      const leftAtOnce = atOncePerSecond * retryAfterSeconds - 1
      this.#told.set(clientNetwork, { welcomeAt: now + retryAfterSeconds * 1000, leftAtOnce })
      return 0
    }
    told.leftAtOnce -= 1
    return told.leftAtOnce >= 0 ? 0 : Math.min(told.welcomeAt - now, longestDelayMilliseconds)
  }
}
