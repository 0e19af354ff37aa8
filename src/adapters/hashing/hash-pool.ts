import { Worker } from 'node:worker_threads'
import type { HashLane, PasswordHashing } from '../../core/credentials/hashing.ts'
import { Trouble } from '../../violations/trouble.ts'
import { Admission, type AdmissionFigures, type Ticket } from './admission.ts'
import type { HashCost, Hashed } from './hash-worker.ts'

export interface HashPoolOptions extends HashCost {
  /** Threads, and so hashes at the same time; more than there are cores gains nothing. */
  workers: number
  /** How long after it was asked for a hash is still worth having. */
  deadlineMilliseconds: number
  /** The script of a worker; ours unless a test brings another. */
  workerUrl?: URL
}

/** Counters run from the start of the pool. */
export interface HashFigures extends AdmissionFigures {
  busyWorkers: number
  hashed: number
  /** Workers that ended without being asked to; each was replaced. */
  crashed: number
  /** Processor time of all hashes together. */
  cpuMilliseconds: number
}

export interface HashPool extends PasswordHashing {
  /** Refuses what comes from now on, finishes what was let in (the deadline bounds that), then ends the threads. */
  close(): Promise<void>
  /** For metrics and the doctor: counts and times, no secrets. */
  figures(): HashFigures
}

interface Job {
  readonly password: string
  readonly resolve: (phc: string) => void
  readonly reject: (trouble: Trouble) => void
}

/** Where one worker works; the place outlives it. Its jobs are answered in order, so the first is the one in work. */
interface Place {
  worker?: Worker | undefined
  readonly given: Ticket<Job>[]
}

/** Two: the next password is there when a hash is done, so a worker does not idle while the event loop is busy. */
const jobsPerWorker = 2

/** A worker that never answered points at a broken installation; replacing it at once would only spin. */
const pauseAfterBarrenWorkerMilliseconds = 1000

/** 12 ms for 19 MiB and two passes on a core of 2026; the first hashes put it right. */
const guessedMillisecondsPerKibPass = 12 / (19_456 * 2)

const ownWorkerUrl = new URL(import.meta.url.endsWith('.ts') ? './hash-worker.ts' : './hash-worker.js', import.meta.url)

/**
 * Starts the worker threads and returns at once; hashes can be asked for before the threads are up.
 *
 * A hash whose worker crashes rejects with Trouble `internal` (its cause attached) and is not tried again: what felled
 * one worker would fell the next, and the caller can repeat. What only waited behind it keeps its place and its deadline.
 *
 * @param options  `memoryKib` in KiB as Argon2 counts, never below OWASP's minimum outside tests (ASVS 11.4.2)
 */
export function createHashPool(options: HashPoolOptions): HashPool {
  return new WorkerPool(options)
}

class WorkerPool implements HashPool {
  readonly #options: HashPoolOptions
  readonly #admission: Admission<Job>
  readonly #places: readonly Place[]
  readonly #unsettled = new Set<Promise<string>>()
  readonly #counted = { hashed: 0, crashed: 0, cpuMilliseconds: 0 }
  #state: 'open' | 'closing' | 'closed' = 'open'

  constructor(options: HashPoolOptions) {
    this.#options = options
    this.#admission = new Admission<Job>({
      workers: options.workers,
      deadlineMilliseconds: options.deadlineMilliseconds,
      firstGuessMilliseconds: options.memoryKib * options.passes * guessedMillisecondsPerKibPass,
      now: () => performance.now(),
      refuse: (job, trouble) => job.reject(trouble),
    })
    this.#places = Array.from({ length: options.workers }, () => ({ given: [] }))
    for (const place of this.#places) this.#start(place)
  }

  admit(lane: HashLane): void {
    this.#refuseUnlessOpen()
    this.#admission.admit(lane)
  }

  async hash(password: string, lane: HashLane): Promise<string> {
    this.#refuseUnlessOpen()
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    this.#admission.enter({ password, resolve, reject }, lane)
    this.#unsettled.add(promise)
    this.#giveOut()
    try {
      return await promise
    } finally {
      this.#unsettled.delete(promise)
    }
  }

  async close(): Promise<void> {
    if (this.#state === 'open') this.#state = 'closing'
    await Promise.allSettled(this.#unsettled)
    this.#state = 'closed'
    await Promise.all(this.#places.map(({ worker }) => worker?.terminate()))
  }

  figures(): HashFigures {
    const busyWorkers = this.#places.filter(({ given }) => given.length > 0).length
    return { ...this.#admission.figures(), ...this.#counted, busyWorkers }
  }

  #refuseUnlessOpen(): void {
    if (this.#state !== 'open') throw new Trouble({ code: 'busy', retryAfterSeconds: 1 })
  }

  /** Every idle worker gets a job before any gets its second. */
  #giveOut(): void {
    for (let held = 0; held < jobsPerWorker; held += 1) {
      for (const place of this.#places) {
        if (!place.worker || place.given.length > held) continue
        const ticket = this.#admission.next()
        if (!ticket) return
        place.given.push(ticket)
        place.worker.postMessage(ticket.job.password)
      }
    }
  }

  #start(place: Place): void {
    if (this.#state === 'closed') return
    const { memoryKib, passes, parallelism, workerUrl = ownWorkerUrl } = this.#options
    const workerData = { memoryKib, passes, parallelism } satisfies HashCost
    // execArgv: what is loaded into the server with --import or --inspect has no business where the passwords are.
    const worker = new Worker(workerUrl, { name: 'patron-hash', workerData, execArgv: [] })
    let [barren, cause]: [boolean, unknown] = [true, undefined]
    worker.on('message', (hashed: Hashed) => {
      barren = false
      this.#answer(place, hashed)
    })
    worker.on('error', (error) => {
      cause = error
    })
    worker.on('exit', () => {
      place.worker = undefined
      if (this.#state === 'closed') return
      this.#lose(place, cause)
      setTimeout(() => this.#start(place), barren ? pauseAfterBarrenWorkerMilliseconds : 0)
    })
    place.worker = worker
    this.#giveOut()
  }

  #answer(place: Place, { phc, milliseconds, cpuMilliseconds }: Hashed): void {
    const ticket = place.given.shift()
    this.#admission.finished(milliseconds)
    this.#counted.hashed += 1
    this.#counted.cpuMilliseconds += cpuMilliseconds
    this.#giveOut() // first the next hash, then what is done with this one
    ticket?.job.resolve(phc)
  }

  /** The worker is gone: the job it was at fails, those behind it go back to the front of their lanes. */
  #lose(place: Place, cause: unknown): void {
    const [begun, ...untouched] = place.given.splice(0)
    for (const ticket of untouched.reverse()) this.#admission.putBack(ticket)
    this.#counted.crashed += 1
    if (!begun) return
    this.#admission.finished()
    begun.job.reject(new Trouble({ code: 'internal' }, { cause }))
  }
}
