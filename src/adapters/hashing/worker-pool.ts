import { Worker } from 'node:worker_threads'
import type { HashLane } from '../../core/credentials/hashing.ts'
import { Trouble } from '../../violations/trouble.ts'
import { Admission, type AdmissionFigures, type Ticket } from './admission.ts'
import type { Answer, TaskGroup } from './worker-thread.ts'

export interface WorkerPoolOptions {
  /** Of the threads, for whoever looks at them from outside; Linux shows 15 characters. */
  name: string
  /** The script of a worker. */
  workerUrl: URL
  /** What each worker is told before its first task. */
  workerData?: unknown
  /** Threads, and so tasks at the same time. */
  workers: number
  /** How long after it was asked for an outcome is still worth having. */
  deadlineMilliseconds: number
  /** What one task is thought to take before the first has been measured. */
  firstGuessMilliseconds: number
  /** Told of each task done how long it had waited to begin; called on the server's own thread, so let it be quick. */
  onWaited?: ((milliseconds: number, lane: HashLane) => void) | undefined
}

/** Counters run from the start of the pool. */
export interface WorkerPoolFigures extends AdmissionFigures {
  busyWorkers: number
  /** Tasks worked out, such as hashes to be stored or to be compared. */
  done: number
  /** Workers that ended without being asked to; each was replaced. */
  crashed: number
  /** Processor time of all tasks together. */
  cpuMilliseconds: number
}

/** What a worker is asked. */
interface Task {
  readonly kind: string
}

interface Job {
  readonly task: Task
  readonly resolve: (answer: Answer) => void
  readonly reject: (trouble: Trouble) => void
}

/** What a worker is given at once and answers at once. */
type Group = readonly Ticket<Job>[]

/** Where one worker works; the place outlives it. Its groups are answered in order, so the first is the one in work. */
interface Place {
  isStarted: boolean
  worker?: Worker | undefined
  readonly given: Group[]
  /** Which job of the group in work has begun. */
  readonly begun: TaskGroup['begun']
}

/** Two: the next group is there when one is done, so a worker does not idle while the event loop is busy. */
const groupsPerWorker = 2

// Each answer that comes alone wakes the server's thread, which finds its caches overwritten by the hashes: one at a time a
// registration costs twice as much beside its hash (docs/decisions/0041). More than eight gains nothing.
const largestGroup = 8

/** What a task may wait for others of its group; foreign hashes take longer than that and are given one by one. */
const groupMilliseconds = 150

/** A group is half of what waits for its worker: where few wait, each is answered when it is done. */
const groupShare = 1 / 2

/** A task leaves next to nothing behind; with Node's own 16 MB a thread only keeps more of it before it cleans up. */
const resourceLimits = { maxYoungGenerationSizeMb: 2 }

/** A worker that never answered points at a broken installation; replacing it at once would only spin. */
const pauseAfterBarrenWorkerMilliseconds = 1000

/** The script beside the module at `from`, in the sources and in the build alike; its name is given without an ending. */
export const workerScript = (name: string, from: string): URL => new URL(from.endsWith('.ts') ? `${name}.ts` : `${name}.js`, from)

/**
 * Threads that do what takes long, hashing above all, behind one admission. The first is started by `start`, or when the first task comes, and
 * another whenever a task waits behind one in work: an idle thread costs 20 MB.
 *
 * A task whose worker crashes rejects with Trouble `internal` (its cause attached) and is not tried again: what felled
 * one worker would fell the next, and the caller can repeat. All others that the worker was given keep place and deadline.
 *
 * @typeParam Asked     the tasks its workers know, told apart by their kind
 * @typeParam Outcomes  what comes of a task, by its kind
 */
export class WorkerPool<Asked extends Task, Outcomes extends Readonly<Record<Asked['kind'], unknown>>> {
  readonly #options: WorkerPoolOptions
  readonly #admission: Admission<Job>
  readonly #unsettled = new Set<Promise<unknown>>()
  readonly #counted = { done: 0, crashed: 0, cpuMilliseconds: 0 }
  readonly #places: readonly Place[]
  #state: 'open' | 'closing' | 'closed' = 'open'

  constructor(options: WorkerPoolOptions) {
    this.#options = options
    this.#places = Array.from({ length: options.workers }, () => ({
      isStarted: false,
      given: [],
      begun: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
    }))
    this.#admission = new Admission<Job>({
      workers: options.workers,
      deadlineMilliseconds: options.deadlineMilliseconds,
      firstGuessMilliseconds: options.firstGuessMilliseconds,
      now: () => performance.now(),
      refuse: (job, trouble) => job.reject(trouble),
    })
  }

  get isStarted(): boolean {
    return this.#places.some((place) => place.isStarted)
  }

  /** Starts the first thread, unless it was done before, and returns at once; tasks may come before it is up. */
  start(): void {
    if (!this.isStarted) this.#startAnother()
  }

  admit(lane: HashLane): void {
    this.#refuseUnlessOpen()
    this.#admission.admit(lane)
  }

  /** Throws as `PasswordHashing.hash` does. */
  async ask<Kind extends Asked['kind']>(task: Extract<Asked, { kind: Kind }>, lane: HashLane): Promise<Answer<Outcomes[Kind]>> {
    this.#refuseUnlessOpen()
    const { promise, resolve, reject } = Promise.withResolvers<Answer<Outcomes[Kind]>>()
    // A worker answers a task with the outcome of its kind.
    const answered = (answer: Answer) => resolve(answer as Answer<Outcomes[Kind]>)
    this.#admission.enter({ task, resolve: answered, reject }, lane)
    this.#unsettled.add(promise)
    this.start()
    this.#giveOut()
    if (this.#places.some(({ given }) => given.length > 1)) this.#startAnother()
    try {
      return await promise
    } finally {
      this.#unsettled.delete(promise)
    }
  }

  /** Refuses what comes from now on, finishes what was let in (the deadline bounds that), then ends the threads. */
  async close(): Promise<void> {
    if (this.#state === 'open') this.#state = 'closing'
    await Promise.allSettled(this.#unsettled)
    this.#state = 'closed'
    await Promise.all(this.#places.map(({ worker }) => worker?.terminate()))
  }

  figures(): WorkerPoolFigures {
    const busyWorkers = this.#places.filter(({ given }) => given.length > 0).length
    return { ...this.#admission.figures(), ...this.#counted, busyWorkers }
  }

  #refuseUnlessOpen(): void {
    if (this.#state !== 'open') throw new Trouble({ code: 'busy', retryAfterSeconds: 1 })
  }

  /** Every idle worker gets a group before any gets its second. */
  #giveOut(): void {
    for (let held = 0; held < groupsPerWorker; held += 1) {
      for (const place of this.#places) {
        if (!place.worker || place.given.length > held) continue
        const group = this.#nextGroup(place)
        if (group.length === 0) return
        place.given.push(group)
        const tasks = group.map(({ job }) => job.task)
        place.worker.postMessage({ tasks, begun: place.begun } satisfies TaskGroup)
      }
    }
  }

  #nextGroup({ given }: Place): Group {
    const { waiting, averageMilliseconds } = this.#admission.figures()
    const share = (groupShare * (waiting.sign_in + waiting.registration + waiting.import)) / this.#places.length
    const size = Math.max(1, Math.min(largestGroup, share, groupMilliseconds / averageMilliseconds))
    const ahead = given.flat().length
    const group: Ticket<Job>[] = []
    while (group.length + 1 <= size) {
      const ticket = this.#admission.next(ahead + group.length)
      if (!ticket) break
      group.push(ticket)
    }
    return group
  }

  #startAnother(): void {
    const place = this.#places.find(({ isStarted }) => !isStarted)
    if (!place) return
    place.isStarted = true
    this.#startWorker(place)
  }

  #startWorker(place: Place): void {
    if (this.#state === 'closed') return
    const { name, workerUrl, workerData } = this.#options
    // execArgv: what is loaded into the server with --import or --inspect has no business where the passwords are.
    const worker = new Worker(workerUrl, { name, workerData, execArgv: [], resourceLimits })
    let [barren, cause]: [boolean, unknown] = [true, undefined]
    worker.on('message', (answers: readonly Answer[]) => {
      barren = false
      this.#answer(place, answers)
    })
    worker.on('error', (error) => {
      cause = error
    })
    worker.on('exit', () => {
      place.worker = undefined
      if (this.#state === 'closed') return
      this.#lose(place, cause)
      setTimeout(() => this.#startWorker(place), barren ? pauseAfterBarrenWorkerMilliseconds : 0)
    })
    place.worker = worker
    this.#giveOut()
  }

  #answer(place: Place, answers: readonly Answer[]): void {
    const group = place.given.shift() ?? []
    for (const { milliseconds, cpuMilliseconds } of answers) {
      this.#admission.finished(milliseconds)
      this.#counted.done += 1
      this.#counted.cpuMilliseconds += cpuMilliseconds
    }
    this.#giveOut() // first the next tasks, then what is done with these
    const { onWaited } = this.#options
    let sinceBegun = answers.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
    const answeredAt = performance.now()
    for (const [index, answer] of answers.entries()) {
      const ticket = group[index]
      if (!ticket) continue
      onWaited?.(Math.max(0, answeredAt - sinceBegun - ticket.askedAt), ticket.lane)
      sinceBegun -= answer.milliseconds
      ticket.job.resolve(answer)
    }
  }

  /** The worker is gone: the job it was at fails, all others of its groups go back to the front of their lanes. */
  #lose(place: Place, cause: unknown): void {
    const begun = place.given[0]?.[Atomics.exchange(place.begun, 0, 0)]
    const untouched = place.given
      .splice(0)
      .flat()
      .filter((ticket) => ticket !== begun)
    for (const ticket of untouched.reverse()) this.#admission.putBack(ticket)
    this.#counted.crashed += 1
    if (!begun) return
    this.#admission.finished()
    begun.job.reject(new Trouble({ code: 'internal' }, { cause }))
  }
}
