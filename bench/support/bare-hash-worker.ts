import { constants, getPriority, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { hashSync } from '@node-rs/argon2'
import type { HashCost } from '../../src/adapters/hashing/hash-worker.ts'

/** What one thread did in one slice. */
export interface BareHashes {
  readonly hashes: number
  readonly milliseconds: number
  readonly cpuMilliseconds: number
}

const { memoryKib, passes, parallelism }: HashCost = workerData
const options = { algorithm: 2, memoryCost: memoryKib, timeCost: passes, parallelism }

// As the threads of the pool do, so that whatever else the machine is doing takes as much from the one as from the other.
if (process.platform === 'linux') {
  setPriority(0, Math.min(constants.priority.PRIORITY_LOW, getPriority(0) + constants.priority.PRIORITY_BELOW_NORMAL))
}
hashSync('the first hash of a thread takes longer', options)

function cpuMilliseconds(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

parentPort?.on('message', (milliseconds: number) => {
  const [began, cpuBegan] = [performance.now(), cpuMilliseconds()]
  let hashes = 0
  for (; performance.now() - began < milliseconds; hashes += 1) hashSync('Kv7#mQ2$wZ9p', options)
  const done: BareHashes = { hashes, milliseconds: performance.now() - began, cpuMilliseconds: cpuMilliseconds() - cpuBegan }
  parentPort?.postMessage(done)
})
