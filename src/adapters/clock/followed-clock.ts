export interface FollowedClock {
  now(): Date
  /** Looks at the other clock again, since two clocks do not run quite alike. */
  follow(): Promise<void>
}

// Of an answer that took longer than that nobody knows well enough to which moment it belongs.
const longestLookMilliseconds = 1_000

/**
 * The time of another clock: the database's, which all servers of an installation have in common. From one look at it to the
 * next the time is added that this process has run, which no change of the machine's clock touches. So servers whose clocks
 * are wrong, or are set while they run, give out and accept the same tokens as the others.
 *
 * @param read  what the other clock says now
 * @param elapsed  milliseconds of a clock that only runs on
 */
export async function followClock(read: () => Promise<Date>, elapsed = () => performance.now()): Promise<FollowedClock> {
  const look = async () => {
    const before = elapsed()
    const time = await read()
    const after = elapsed()
    return { took: after - before, offset: time.getTime() - (before + after) / 2 }
  }
  let { offset } = await look()
  return {
    now: () => new Date(offset + elapsed()),
    async follow() {
      const seen = await look()
      if (seen.took <= longestLookMilliseconds) offset = seen.offset
    },
  }
}
