import { constants, getPriority, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'

/** Tasks that a worker is given at once and answers together, in their order. */
export interface TaskGroup<Task = unknown> {
  tasks: readonly Task[]
  /** One shared number: which of the tasks the worker has begun, for whoever has to know when it crashes. */
  begun: Int32Array<SharedArrayBuffer>
}

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

/** Answers each group of tasks that comes to this thread with what comes of them, in the order they came. */
export function answerTasks<Task>(work: (task: Task) => unknown): void {
  let accounted = threadMilliseconds()
  const answerTo = (task: Task): Answer => {
    const began = performance.now()
    const outcome = work(task)
    const milliseconds = performance.now() - began
    const cpuMilliseconds = threadMilliseconds() - accounted
    accounted += cpuMilliseconds
    return { outcome, milliseconds, cpuMilliseconds }
  }
  parentPort?.on('message', ({ tasks, begun }: TaskGroup<Task>) => {
    const answers = tasks.map((task, index) => {
      Atomics.store(begun, 0, index)
      return answerTo(task)
    })
    Atomics.store(begun, 0, 0) // should the next group fell the thread while it is taken in
    parentPort?.postMessage(answers)
  })
}

/** Processor time of this thread; by the clock on the wall where Node cannot tell. */
function threadMilliseconds(): number {
  if (!('threadCpuUsage' in process)) return performance.now()
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
