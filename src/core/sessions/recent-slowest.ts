// Enough that one of them is slow when some are; a sign-in a second forgets an outage within half a minute.
const remembered = 20

/** The slowest of the last few. */
export class RecentSlowest {
  #last: number[] = []

  note(milliseconds: number): void {
    this.#last = [...this.#last, milliseconds].slice(-remembered)
  }

  /** 0 where nothing was noted yet. */
  get milliseconds(): number {
    return Math.max(0, ...this.#last)
  }
}
