import { constants, getPriority, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { hashSync, type Options } from '@node-rs/argon2'
import { verifyStored } from './stored-password.ts'

/** What one hash costs whoever makes it, and whoever guesses at it. */
export interface HashCost {
  memoryKib: number
  passes: number
  parallelism: number
}

/** What comes of a task, by its kind: a PHC string, or whether the password is the right one. */
export interface Outcomes {
  hash: string
  verify: boolean
}

export type TaskKind = keyof Outcomes

/** One message to a worker. Tasks are answered in the order they came. */
export type Task =
  | { readonly kind: 'hash'; readonly password: string }
  | { readonly kind: 'verify'; readonly password: string; readonly hash: string }

/** The answer to one message. */
export interface Answer<Kind extends TaskKind = TaskKind> {
  outcome: Outcomes[Kind]
  /** By the clock on the wall, from taking the task up to having its outcome. */
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

const work = (task: Task) => (task.kind === 'hash' ? hashSync(task.password, options) : verifyStored(task.password, task.hash))

parentPort?.on('message', (task: Task) => {
  const began = performance.now()
  const outcome = work(task)
  const milliseconds = performance.now() - began
  const cpuMilliseconds = threadMilliseconds() - accounted
  accounted += cpuMilliseconds
  parentPort?.postMessage({ outcome, milliseconds, cpuMilliseconds } satisfies Answer)
})
