const windowSeconds = 10
// One more than the window: the second under way is counted in and not yet read.
const slotCount = windowSeconds + 1

/** How often something happened, a second, over the last ten whole seconds: no timers, and no memory of each time. */
export class RecentRate {
  readonly #now: () => number
  readonly #counts: number[] = Array<number>(slotCount).fill(0)
  /** The second each slot counts; a slot of long ago counts nothing. */
  readonly #seconds: number[] = Array<number>(slotCount).fill(Number.NEGATIVE_INFINITY)

  /** @param now  a clock that never goes back, in milliseconds */
  constructor(now: () => number) {
    this.#now = now
  }

  /** It happened once more. */
  count(): void {
    const second = Math.floor(this.#now() / 1000)
    const slot = second % slotCount
    if (this.#seconds[slot] !== second) [this.#seconds[slot], this.#counts[slot]] = [second, 0]
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1
  }

  /** Times a second; in the first ten seconds of all too low, since the seconds before count as empty. */
  perSecond(): number {
    const current = Math.floor(this.#now() / 1000)
    const within = this.#counts.filter((_count, slot) => {
      const second = this.#seconds[slot] ?? current
      return second < current && second >= current - windowSeconds
    })
    return within.reduce((sum, count) => sum + count, 0) / windowSeconds
  }
}
