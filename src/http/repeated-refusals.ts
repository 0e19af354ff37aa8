import { LRUCache } from 'lru-cache'

// Networks that were refused lately; who is forgotten is answered at once, and no more.
const rememberedNetworks = 10_000

// Long enough that a client which asks again at once does so once a second and not a thousand times.
const longestDelayMilliseconds = 1_000

/**
 * How long a refusal is held back. Whoever is told when to come back is told at once; whoever comes back before that is
 * told late. Otherwise a few clients that ask again at once keep the server busy refusing them, and everybody else waits.
 *
 * @param now  a clock that never goes back, in milliseconds
 */
export class RepeatedRefusals {
  readonly #now: () => number
  readonly #welcomeAt = new LRUCache<string, number>({ max: rememberedNetworks })

  constructor(now: () => number) {
    this.#now = now
  }

  /** @returns the milliseconds by which to hold back this refusal, which says to come back after so many seconds */
  delayOf(clientNetwork: string, retryAfterSeconds: number): number {
    const now = this.#now()
    const early = (this.#welcomeAt.get(clientNetwork) ?? now) - now
    if (early > 0) return Math.min(early, longestDelayMilliseconds)
    this.#welcomeAt.set(clientNetwork, now + retryAfterSeconds * 1000)
    return 0
  }
}
