import { constants } from 'node:os'

const cleanups = new Set<() => void>()
const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function cleanUp(): void {
  for (const clean of cleanups) clean()
  cleanups.clear()
}

/** Whoever else listens to the signal decides when to end; alone, we end the process, which cleans up. */
function onInterruption(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal])
}

/**
 * Runs `clean` when this process ends, be it by itself, by an error or by SIGINT, SIGTERM or SIGHUP.
 *
 * @param clean  synchronous, for nothing else runs at that time
 * @returns forgets it again, to be called when the work is done earlier
 */
export function atExit(clean: () => void): () => void {
  if (cleanups.size === 0) {
    process.once('exit', cleanUp)
    for (const signal of interruptions) process.on(signal, onInterruption)
  }
  cleanups.add(clean)
  return () => {
    if (!cleanups.delete(clean) || cleanups.size > 0) return
    process.off('exit', cleanUp)
    for (const signal of interruptions) process.off(signal, onInterruption)
  }
}
