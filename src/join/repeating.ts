import type { Logger } from 'pino'

/** Work that is done again and again beside the requests. */
export interface Repeated {
  /** For the log: `sealing events`, for instance. */
  readonly what: string
  /** The pause after a run that left nothing to do. */
  readonly everyMilliseconds: number
  /** Before the first run; none unless told otherwise. */
  readonly beginsAfterMilliseconds?: number
  /** @returns whether there is more to do at once */
  work(): Promise<boolean>
}

/**
 * Does the work over and over, one run after the other. A run that fails is told once, and once that the work goes on again:
 * while the database is away it fails with every try.
 *
 * @returns how to end it, after the run under way
 */
export function startRepeating(repeated: Repeated, logger: Pick<Logger, 'info' | 'warn'>): () => Promise<void> {
  const { what, everyMilliseconds, beginsAfterMilliseconds = 0, work } = repeated
  let isFailing = false
  let hasEnded = false
  let running: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout
  const runAfter = (milliseconds: number) => {
    timer = setTimeout(() => {
      running = run()
    }, milliseconds)
    timer.unref()
  }
  const run = async (): Promise<void> => {
    const isMore = await tryOnce()
    if (!hasEnded) runAfter(isMore ? 0 : everyMilliseconds)
  }
  const tryOnce = async (): Promise<boolean> => {
    try {
      const isMore = await work()
      if (isFailing) logger.info(`${what} works again`)
      isFailing = false
      return isMore
    } catch (error) {
      if (!isFailing) logger.warn({ err: error }, `${what} does not work; it is tried again`)
      isFailing = true
      return false
    }
  }
  runAfter(beginsAfterMilliseconds)
  return async () => {
    hasEnded = true
    clearTimeout(timer)
    await running
  }
}
