import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { HashCost } from '../../src/adapters/hashing/hash-worker.ts'
import type { BareHashes } from './bare-hash-worker.ts'
import { sum } from './statistics.ts'

/** What the machine does when it does nothing but hash. */
export interface BareHashRate {
  readonly hashesPerSecond: number
  readonly cpuMillisecondsPerHash: number
}

export interface BareHashing {
  /** Hashes on every thread for so long; between slices the threads wait and cost nothing. */
  measure(milliseconds: number): Promise<BareHashRate>
  close(): Promise<void>
}

/** Starts threads that only hash: no queue, no messages between two hashes. */
export function startBareHashing(cost: HashCost, threads: number): BareHashing {
  const workerUrl = new URL('./bare-hash-worker.ts', import.meta.url)
  const workers = Array.from({ length: threads }, () => new Worker(workerUrl, { workerData: cost }))
  return {
    async measure(milliseconds) {
      const done = workers.map(async (worker) => {
        const answer = once(worker, 'message')
        worker.postMessage(milliseconds)
        const [hashed] = await answer
        return hashed as BareHashes
      })
      return rateOf(await Promise.all(done))
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

/** What so many did beside each other. */
export const rateOf = (slices: readonly BareHashes[]): BareHashRate => ({
  hashesPerSecond: sum(slices.map((slice) => (slice.hashes / slice.milliseconds) * 1000)),
  cpuMillisecondsPerHash: sum(slices.map((slice) => slice.cpuMilliseconds)) / sum(slices.map(({ hashes }) => hashes)),
})
