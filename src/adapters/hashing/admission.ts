import type { HashLane } from '../../core/credentials/hashing.ts'
import { Trouble } from '../../violations/trouble.ts'

/** Turns per round while every lane has work. Import lives on what the others leave, and its one in 17 keeps it moving. */
const turnsPerRound: Readonly<Record<HashLane, number>> = { sign_in: 8, registration: 8, import: 1 }

/** How much one hash moves the running average: 20 hashes later, nine tenths of it is new. */
const newestShare = 0.1

// The rest is for what cannot be foreseen: a machine that slows down, turns that other lanes take, and storing what follows.
// Without it a full queue ends just past the deadline, where people are refused after they have waited for a second.
const foreseenShare = 0.7

// From the headers of a request to its hash, with a body that comes at once and the look-ups between: some ten milliseconds.
const keptPlaceShare = 0.1

export interface AdmissionOptions<Job> {
  /** How many hashes are worked on at the same time. */
  workers: number
  /** How long after it was asked for a hash is still worth having. */
  deadlineMilliseconds: number
  /** What one hash is thought to take before the first has been measured. */
  firstGuessMilliseconds: number
  /** A clock that never goes back, in milliseconds. */
  now: () => number
  /** Told of a job that was let in and whose deadline then passed before its turn. */
  refuse: (job: Job, trouble: Trouble) => void
}

export interface AdmissionFigures {
  waiting: Record<HashLane, number>
  averageMilliseconds: number
  refused: number
}

/** A job with its place: what `next` hands out and `putBack` takes again. */
export interface Ticket<Job> {
  readonly job: Job
  readonly lane: HashLane
  /** On the clock of the options, as is `worthlessAfter`. */
  readonly askedAt: number
  readonly worthlessAfter: number
}

interface Lane<Job> {
  readonly turns: number
  readonly waiting: Ticket<Job>[]
  /** Until when a place is kept for each of those who were let in and have not asked for their hash yet; oldest first. */
  readonly kept: number[]
  /** Rounds this lane has used up; the lane that has used least is next. */
  used: number
}

/** Who may wait for a hash, and whose turn it is: no threads, no timers. */
export class Admission<Job> {
  readonly #options: AdmissionOptions<Job>
  readonly #lanes: Readonly<Record<HashLane, Lane<Job>>>
  #running = 0
  #round = 0
  #refused = 0
  #averageMilliseconds: number

  constructor(options: AdmissionOptions<Job>) {
    const lane = (turns: number): Lane<Job> => ({ turns, waiting: [], kept: [], used: 0 })
    this.#options = options
    this.#lanes = {
      sign_in: lane(turnsPerRound.sign_in),
      registration: lane(turnsPerRound.registration),
      import: lane(turnsPerRound.import),
    }
    this.#averageMilliseconds = options.firstGuessMilliseconds
  }

  /**
   * Returns when a hash asked for now would be done within seven tenths of the deadline, as far as can be foreseen, and keeps
   * a place for it for a tenth of the deadline. Whoever finds nobody waiting or working is let in whatever the average says,
   * so one slow spell cannot shut the door for good.
   *
   * @throws Trouble `busy`, whose `retryAfterSeconds` is the time this lane needs to come to the end of its queue
   */
  admit(name: HashLane): void {
    const lane = this.#lanes[name]
    this.#refuseUnlessInTime(lane)
    lane.kept.push(this.#options.now() + this.#options.deadlineMilliseconds * keptPlaceShare)
  }

  /**
   * Puts the job at the end of its lane, at a place that was kept if there is one.
   *
   * @throws Trouble `busy`, as `admit` does
   */
  enter(job: Job, name: HashLane): void {
    const lane = this.#lanes[name]
    lane.kept.shift()
    this.#refuseUnlessInTime(lane)
    // A lane that had no work saved up no turns by that.
    if (lane.waiting.length === 0) lane.used = Math.max(lane.used, this.#round)
    const askedAt = this.#options.now()
    lane.waiting.push({ job, lane: name, askedAt, worthlessAfter: askedAt + this.#options.deadlineMilliseconds })
  }

  /**
   * The next job to work on, if any, and from now on counted as running; those that would begin too late are refused first.
   *
   * @param ahead  jobs that its worker does first
   */
  next(ahead = 0): Ticket<Job> | undefined {
    this.#refuseLate(ahead)
    const lane = this.#every.filter(({ waiting }) => waiting.length > 0).sort((one, other) => one.used - other.used)[0]
    const ticket = lane?.waiting.shift()
    if (!lane || !ticket) return undefined
    this.#round = lane.used
    lane.used += 1 / lane.turns
    this.#running += 1
    return ticket
  }

  /** A running job has its hash, after so many milliseconds of work; without a figure it ended otherwise. */
  finished(milliseconds?: number): void {
    this.#running -= 1
    if (milliseconds !== undefined) this.#averageMilliseconds += (milliseconds - this.#averageMilliseconds) * newestShare
  }

  /** A job handed out was not begun after all: it is the first of its lane again, with the deadline it had. */
  putBack(ticket: Ticket<Job>): void {
    this.#running -= 1
    this.#lanes[ticket.lane].waiting.unshift(ticket)
  }

  /** Jobs waiting per lane, the running average of one hash, and how many were refused since the start. */
  figures(): AdmissionFigures {
    const { sign_in, registration, import: bulk } = this.#lanes
    const waiting = { sign_in: sign_in.waiting.length, registration: registration.waiting.length, import: bulk.waiting.length }
    return { waiting, averageMilliseconds: this.#averageMilliseconds, refused: this.#refused }
  }

  get #every(): Lane<Job>[] {
    return Object.values(this.#lanes)
  }

  #refuseUnlessInTime(lane: Lane<Job>): void {
    if (this.#running === 0 && this.#every.every(({ waiting }) => waiting.length === 0)) return
    const milliseconds = this.#doneInMilliseconds(lane)
    if (milliseconds > this.#options.deadlineMilliseconds * foreseenShare) throw this.#busy(milliseconds)
  }

  /**
   * How long a job at the end of this lane would take: those in work, those ahead of it or about to be, and itself.
   * Lanes with work are taken to stay busy, so what is let in holds when more comes to the others.
   */
  #doneInMilliseconds(lane: Lane<Job>): number {
    const busy = this.#every.filter((other) => other === lane || other.waiting.length > 0)
    const share = lane.turns / busy.reduce((turns, other) => turns + other.turns, 0)
    const ahead = (lane.waiting.length + this.#keptPlaces(lane) + 1) / share - 1
    return ((this.#running + ahead) / this.#options.workers + 1) * this.#averageMilliseconds
  }

  #keptPlaces({ kept }: Lane<Job>): number {
    const now = this.#options.now()
    while (kept[0] !== undefined && kept[0] < now) kept.shift()
    return kept.length
  }

  #refuseLate(ahead: number): void {
    const begins = this.#options.now() + ahead * this.#averageMilliseconds
    for (const lane of this.#every) {
      // One deadline for all: the first of a lane is the first to be late.
      while (lane.waiting[0] && lane.waiting[0].worthlessAfter < begins) {
        const late = lane.waiting.shift()
        if (late) this.#options.refuse(late.job, this.#busy(this.#doneInMilliseconds(lane)))
      }
    }
  }

  #busy(milliseconds: number): Trouble {
    this.#refused += 1
    return new Trouble({ code: 'busy', retryAfterSeconds: Math.max(1, Math.ceil(milliseconds / 1000)) })
  }
}
