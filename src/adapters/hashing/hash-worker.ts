import { constants, getPriority, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { hashSync, type Options } from '@node-rs/argon2'

/** What one hash costs whoever makes it, and whoever guesses at it. */
export interface HashCost {
  memoryKib: number
  passes: number
  parallelism: number
}

/** The answer to one message. Passwords come as bare strings and are answered in the order they came. */
export interface Hashed {
  phc: string
  /** By the clock on the wall, from taking the password up to having its hash. */
  milliseconds: number
  /** This thread's processor time since its last answer; the sum is right, one figure may be a scheduler tick off. */
  cpuMilliseconds: number
}

/**
 * Lets everything else on the machine run first: a hash takes milliseconds anyway, an answer should not.
 * On Linux alone priority belongs to a thread; elsewhere this would slow the whole server, so there it does nothing.
 */
function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(0, Math.min(constants.priority.PRIORITY_LOW, getPriority(0) + constants.priority.PRIORITY_BELOW_NORMAL))
  } catch {
    // A sandbox may forbid it. Hashing at full priority is better than no hashing.
  }
}

/** Processor time of this thread; by the clock on the wall where Node cannot tell. */
function threadMilliseconds(): number {
  if (!('threadCpuUsage' in process)) return performance.now()
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

const { memoryKib, passes, parallelism }: HashCost = workerData
// 2 is argon2id; version 19, a random salt of 16 bytes and 32 bytes of hash are the package's own defaults.
const options: Options = { algorithm: 2, memoryCost: memoryKib, timeCost: passes, parallelism }

giveWay()
// The first hash of a thread takes several times as long as the others; this one nobody waits for.
hashSync('', options)
let accounted = threadMilliseconds()

parentPort?.on('message', (password: string) => {
  const began = performance.now()
  const phc = hashSync(password, options)
  const milliseconds = performance.now() - began
  const cpuMilliseconds = threadMilliseconds() - accounted
  accounted += cpuMilliseconds
  parentPort?.postMessage({ phc, milliseconds, cpuMilliseconds } satisfies Hashed)
})
