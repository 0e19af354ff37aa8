import { workerData } from 'node:worker_threads'
import { hashSync, type Options } from '@node-rs/argon2'
import { verifyStored } from './stored-password.ts'
import { answerTasks, giveWay } from './worker-thread.ts'

/** What one hash costs whoever makes it, and whoever guesses at it. */
export interface HashCost {
  memoryKib: number
  passes: number
  parallelism: number
}

/** What comes of a task, by its kind: a PHC string, or whether the password is the right one. */
export interface HashOutcomes {
  hash: string
  verify: boolean
}

/** One message to a worker. */
export type HashTask =
  | { readonly kind: 'hash'; readonly password: string }
  | { readonly kind: 'verify'; readonly password: string; readonly hash: string }

const { memoryKib, passes, parallelism }: HashCost = workerData
// 2 is argon2id; version 19, a random salt of 16 bytes and 32 bytes of hash are the package's own defaults.
const options: Options = { algorithm: 2, memoryCost: memoryKib, timeCost: passes, parallelism }

giveWay()
// The first hash of a thread takes several times as long as the others; this one nobody waits for.
hashSync('', options)
answerTasks((task: HashTask) =>
  task.kind === 'hash' ? hashSync(task.password, options) : verifyStored(task.password, task.hash),
)
