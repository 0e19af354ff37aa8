import { constants, getPriority, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'

/** The answer to one task. */
export interface Answer<Outcome = unknown> {
  outcome: Outcome
  /** By the clock on the wall, from taking the task up to having its outcome. */
  milliseconds: number
  /** This thread's processor time since its last answer; the sum is right, one figure may be a scheduler tick off. */
  cpuMilliseconds: number
}

/**
 * Lets everything else on the machine run first: a task takes milliseconds anyway, an answer should not.
 * On Linux alone priority belongs to a thread; elsewhere this would slow the whole server, so there it does nothing.
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(0, Math.min(constants.priority.PRIORITY_LOW, getPriority(0) + constants.priority.PRIORITY_BELOW_NORMAL))
  } catch {
    // A sandbox may forbid it. Working at full priority is better than not working.
  }
}

/** Answers each message to this thread with what comes of it, in the order they came. */
export function answerTasks<Task>(work: (task: Task) => unknown): void {
  let accounted = threadMilliseconds()
  parentPort?.on('message', (task: Task) => {
    const began = performance.now()
    const outcome = work(task)
    const milliseconds = performance.now() - began
    const cpuMilliseconds = threadMilliseconds() - accounted
    accounted += cpuMilliseconds
    parentPort?.postMessage({ outcome, milliseconds, cpuMilliseconds } satisfies Answer)
  })
}

/** Processor time of this thread; by the clock on the wall where Node cannot tell. */
function threadMilliseconds(): number {
  if (!('threadCpuUsage' in process)) return performance.now()
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
