export interface ReadBehind {
  /** Asks the database and shows what it says; may take as long as it takes, and may fail. */
  refresh(): Promise<void>
  readonly freshMilliseconds: number
  /** A clock that never goes back, in milliseconds. */
  readonly now: () => number
}

/**
 * Reads behind the reader, no more often than is fresh: whoever reads the metrics sees what was last read and never waits for
 * the database, least of all when it is away.
 *
 * @returns what to call at each reading
 */
export function readBehind({ refresh, freshMilliseconds, now }: ReadBehind): () => void {
  let readAgainAt = Number.NEGATIVE_INFINITY
  return () => {
    if (now() < readAgainAt) return
    readAgainAt = now() + freshMilliseconds
    refresh().catch(() => {
      readAgainAt = now() // that the database is away is told by others; the next reader asks again
    })
  }
}
