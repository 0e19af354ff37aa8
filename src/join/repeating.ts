/** Work that is done again and again beside the requests. */
export interface Repeated {
  /** The pause after a run that left nothing to do. */
  readonly everyMilliseconds: number
  /** @returns whether there is more to do at once */
  work(): Promise<boolean>
  /** Told of a run that failed; the next one tries again after the pause. */
  onError(error: unknown): void
}

/**
 * Does the work over and over, one run after the other.
 *
 * @returns how to end it, after the run under way
 */
export function startRepeating({ everyMilliseconds, work, onError }: Repeated): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let ended = false
  const run = async (): Promise<void> => {
    const isMore = await work().catch((error: unknown) => {
      onError(error)
      return false
    })
    if (ended) return
    timer = setTimeout(
      () => {
        running = run()
      },
      isMore ? 0 : everyMilliseconds,
    )
    timer.unref()
  }
  let running = run()
  return async () => {
    ended = true
    clearTimeout(timer)
    await running
  }
}
