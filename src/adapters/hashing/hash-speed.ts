import { createHashPool } from './hash-pool.ts'
import type { HashCost } from './hash-worker.ts'

export interface HashSpeed {
  /** Of all workers together, by the clock on the wall; what the machine is doing besides lowers it. */
  hashesPerSecond: number
  /** Processor time of one hash, which other work hardly changes. */
  millisecondsPerHash: number
}

/**
 * Measures how many hashes a second this machine makes, with real hashes in threads of its own that end with it.
 * It uses the whole width given for the whole time, so beside a serving process it takes from that one's hashing.
 *
 * @param options       as the server hashes: the cost of one hash, and how many workers at a time
 * @param milliseconds  how long to measure, after every worker has warmed up; a second gives two good digits
 * @throws Trouble `internal` when hashing does not work on this machine, with the cause attached
 */
export async function measureHashSpeed(
  options: HashCost & { workers: number },
  { milliseconds }: { milliseconds: number },
): Promise<HashSpeed> {
  const pool = createHashPool({ ...options, deadlineMilliseconds: Number.POSITIVE_INFINITY })
  const hash = () => pool.hash('correct horse battery staple', 'sign_in')
  // Three for each worker: one in work, one at hand, one waiting.
  const callers = Array.from({ length: options.workers * 3 })
  try {
    await Promise.all(callers.map(hash))
    const before = pool.figures()
    const began = performance.now()
    const hashUntilTheEnd = async () => {
      do await hash()
      while (performance.now() - began < milliseconds)
    }
    await Promise.all(callers.map(hashUntilTheEnd))
    const seconds = (performance.now() - began) / 1000
    const after = pool.figures()
    const hashes = after.hashed - before.hashed
    return { hashesPerSecond: hashes / seconds, millisecondsPerHash: (after.cpuMilliseconds - before.cpuMilliseconds) / hashes }
  } finally {
    await pool.close()
  }
}
