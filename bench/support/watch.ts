import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Bearer, requestsOf } from './load.ts'
import { PersistentClient } from './persistent-client.ts'
import { duplicateAnswer, nthCustomer, registrationRequest } from './registration-request.ts'
import { headerOf, type WireAnswer } from './wire-client.ts'

/** How one kind of request was answered. */
export interface Tally {
  /** As it is when all is well. */
  readonly done: number
  /** 503 that says when to come back. */
  readonly shed: number
  /** Everything else, no answer included. */
  readonly other: number
  readonly slowestMilliseconds: number
}

/** What was seen of a server for a while. */
export interface Seen {
  readonly registrations: Tally
  readonly reads: Tally
  /** Every status the health checks were answered with; 0: no answer. */
  readonly liveness: readonly number[]
  readonly readiness: readonly number[]
  readonly slowestLivenessMilliseconds: number
  readonly slowestReadinessMilliseconds: number
}

export interface WatchOptions {
  readonly port: number
  /** A word of its own for each watch on one database. */
  readonly run: string
  /** How many register at the same time. */
  readonly clients: number
  /** Between an answer and the next request of a client. */
  readonly pauseMilliseconds?: number
  /** Who read their profiles meanwhile; nobody, unless told otherwise. */
  readonly bearers?: readonly Bearer[]
}

/** People who go on registering and reading while something happens to the server, and a balancer that looks after it. */
export interface Watch {
  /** What was seen since the last look. */
  look(): Seen
  /** Seconds from an instant to the last answer that is none of a server with which all is well; 0 when there was none. */
  secondsUntilWell(since: number): number
  /**
   * Lets every client have its last answer, and sends again what was shed, which must end as if nothing had been.
   *
   * @returns what did not within a minute
   */
  stop(): Promise<readonly string[]>
  /** The first strange answers. */
  readonly examples: readonly string[]
}

// Longer than anything is promised to take, so that what hangs is counted with its time.
const patienceMilliseconds = 30_000
const usualPauseMilliseconds = 50
const betweenChecksMilliseconds = 200
const readers = 4
const retriedForMilliseconds = 60_000

interface Counted {
  done: number
  shed: number
  other: number
  slowestMilliseconds: number
}

class Notes {
  readonly registrations: Counted = { done: 0, shed: 0, other: 0, slowestMilliseconds: 0 }
  readonly reads: Counted = { done: 0, shed: 0, other: 0, slowestMilliseconds: 0 }
  readonly liveness = new Set<number>()
  readonly readiness = new Set<number>()
  slowestLivenessMilliseconds = 0
  slowestReadinessMilliseconds = 0

  seen(): Seen {
    return { ...this, liveness: [...this.liveness].toSorted(), readiness: [...this.readiness].toSorted() }
  }
}

/** Begins at once. */
export function startWatch({
  port,
  run,
  clients,
  pauseMilliseconds = usualPauseMilliseconds,
  bearers = [],
}: WatchOptions): Watch {
  let notes = new Notes()
  let lastBadAt = Number.NEGATIVE_INFINITY
  let goesOn = true
  let made = 0
  const examples: string[] = []
  const shed: Buffer[] = []

  const isShed = (answer: WireAnswer | undefined) => answer?.status === 503 && headerOf(answer, 'retry-after') !== undefined
  const count = (tally: Counted, answer: WireAnswer | undefined, wanted: number, began: number) => {
    tally.slowestMilliseconds = Math.max(tally.slowestMilliseconds, performance.now() - began)
    if (answer?.status !== wanted) lastBadAt = performance.now()
    if (answer?.status === wanted) tally.done += 1
    else if (isShed(answer)) tally.shed += 1
    else {
      tally.other += 1
      if (examples.length < 5) examples.push(shown(answer))
    }
  }
  const register = async (client: PersistentClient) => {
    made += 1
    // Every other one with a key, so that both ways are seen.
    const head = made % 2 === 0 ? { idempotencyKey: randomUUID() } : {}
    const request = registrationRequest(nthCustomer(run, made), head)
    const began = performance.now()
    const answer = await client.ask(request)
    count(notes.registrations, answer, 201, began)
    if (isShed(answer)) shed.push(request)
  }
  const reading = requestsOf({ kind: 'profile reads', bearers })
  const read = async (client: PersistentClient) => {
    const began = performance.now()
    const answer = await client.ask(reading.next())
    count(notes.reads, answer, reading.status, began)
  }
  const check = async (client: PersistentClient) => {
    const began = performance.now()
    const { status = 0 } = (await client.ask(checkOf('/healthz'))) ?? {}
    const between = performance.now()
    const ready = (await client.ask(checkOf('/readyz'))) ?? { status: 0 }
    if (ready.status !== 200) lastBadAt = performance.now()
    notes.liveness.add(status)
    notes.readiness.add(ready.status)
    notes.slowestLivenessMilliseconds = Math.max(notes.slowestLivenessMilliseconds, between - began)
    notes.slowestReadinessMilliseconds = Math.max(notes.slowestReadinessMilliseconds, performance.now() - between)
  }
  const repeating = async (work: (client: PersistentClient) => Promise<void>, milliseconds: number) => {
    const client = new PersistentClient(port, patienceMilliseconds)
    while (goesOn) {
      await work(client)
      await sleep(milliseconds)
    }
    client.close()
  }
  const each = (count: number, work: (client: PersistentClient) => Promise<void>, milliseconds = pauseMilliseconds) =>
    Array.from({ length: count }, () => repeating(work, milliseconds))
  const working = [
    ...each(clients, register),
    ...each(bearers.length > 0 ? readers : 0, read),
    ...each(1, check, betweenChecksMilliseconds),
  ]
  return {
    examples,
    look() {
      const seen = notes.seen()
      notes = new Notes()
      return seen
    },
    secondsUntilWell: (since) => Math.max(0, lastBadAt - since) / 1000,
    async stop() {
      goesOn = false
      await Promise.all(working)
      const ends = await Promise.all(shed.map((request) => endOf(request, port)))
      return ends.filter((end) => end !== undefined)
    },
  }
}

/** Asks until the answer is that the person is registered, now or before. @returns another answer, if it stays one */
async function endOf(request: Buffer, port: number): Promise<string | undefined> {
  const client = new PersistentClient(port, patienceMilliseconds)
  const deadline = performance.now() + retriedForMilliseconds
  for (;;) {
    const answer = await client.ask(request)
    const isRegistered = answer?.status === 201 || answer?.body === duplicateAnswer
    const isWaiting = answer?.status === 409 || answer?.status === 503
    if (isRegistered || !isWaiting || performance.now() > deadline) {
      client.close()
      return isRegistered ? undefined : shown(answer)
    }
    await sleep(500)
  }
}

const shown = (answer: WireAnswer | undefined): string =>
  answer ? `${answer.head.split('\r\n')[0]} ${answer.body.slice(0, 200)}` : 'no answer'

const checkOf = (path: string): Buffer => Buffer.from(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`)
