import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Bearer, requestsOf } from './load.ts'
import { PersistentClient } from './persistent-client.ts'
import { duplicateAnswer, nthCustomer, registrationRequest } from './registration-request.ts'
import { Count, endingOf, shown, type Tally } from './tally.ts'

/** What was seen of a server for a while. */
export interface Seen {
  readonly registrations: Tally
  readonly reads: Tally
  /** Every status the health checks were answered with; 0: no answer. */
  readonly liveness: readonly number[]
  readonly readiness: readonly number[]
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
  /** The nth registration, which 201 answers when all is well. Without it customers of the Django contract. */
  requestOf?(n: number): Buffer
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
const retrying = 16

class Notes {
  readonly registrations = new Count()
  readonly reads = new Count()
  readonly liveness = new Set<number>()
  readonly readiness = new Set<number>()
  slowestReadinessMilliseconds = 0

  seen(): Seen {
    const { slowestReadinessMilliseconds } = this
    return {
      registrations: this.registrations.tally(),
      reads: this.reads.tally(),
      liveness: [...this.liveness].toSorted(),
      readiness: [...this.readiness].toSorted(),
      slowestReadinessMilliseconds,
    }
  }
}

/** Every other one with a key, so that both ways are seen. */
const ofDjango = (run: string) => (n: number) =>
  registrationRequest(nthCustomer(run, n), n % 2 === 0 ? { idempotencyKey: randomUUID() } : {})

/** Begins at once. */
export function startWatch(options: WatchOptions): Watch {
  const { port, run, clients, pauseMilliseconds = usualPauseMilliseconds, requestOf = ofDjango(run), bearers = [] } = options
  let notes = new Notes()
  let lastBadAt = Number.NEGATIVE_INFINITY
  let goesOn = true
  let made = 0
  const examples: string[] = []
  const shed: Buffer[] = []
  const ask = async (client: PersistentClient, request: Uint8Array, wanted: number, countIn: 'registrations' | 'reads') => {
    const began = performance.now()
    const answer = await client.ask(request)
    const ending = endingOf(answer, wanted)
    notes[countIn].note(ending, performance.now() - began)
    if (ending !== 'done') lastBadAt = performance.now()
    if (ending === 'other' && examples.length < 5) examples.push(shown(answer))
    return ending
  }
  const register = async (client: PersistentClient) => {
    made += 1
    const request = requestOf(made)
    if ((await ask(client, request, 201, 'registrations')) === 'shed') shed.push(request)
  }
  const reading = requestsOf({ kind: 'profile reads', bearers })
  const read = (client: PersistentClient) => ask(client, reading.next(), reading.status, 'reads')
  const check = async (client: PersistentClient) => {
    notes.liveness.add((await client.ask(getRequest('/healthz')))?.status ?? 0)
    const began = performance.now()
    const ready = (await client.ask(getRequest('/readyz')))?.status ?? 0
    notes.readiness.add(ready)
    if (ready !== 200) lastBadAt = performance.now()
    notes.slowestReadinessMilliseconds = Math.max(notes.slowestReadinessMilliseconds, performance.now() - began)
  }
  const repeating = async (work: (client: PersistentClient) => Promise<unknown>, milliseconds: number) => {
    const client = new PersistentClient(port, patienceMilliseconds)
    while (goesOn) {
      await work(client)
      await sleep(milliseconds)
    }
    client.close()
  }
  const working = [
    ...Array.from({ length: clients }, () => repeating(register, pauseMilliseconds)),
    ...Array.from({ length: bearers.length > 0 ? readers : 0 }, () => repeating(read, pauseMilliseconds)),
    repeating(check, betweenChecksMilliseconds),
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
      const left = shed.values()
      const unsettled: string[] = []
      const settle = async () => {
        for (const request of left) {
          const end = await endOf(request, port)
          if (end !== undefined) unsettled.push(end)
        }
      }
      await Promise.all(Array.from({ length: retrying }, settle))
      return unsettled
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
    const isToWait = answer?.status === 409 || answer?.status === 503
    if (isRegistered || !isToWait || performance.now() > deadline) {
      client.close()
      return isRegistered ? undefined : shown(answer)
    }
    await sleep(500)
  }
}

/** One GET without a body, whole. */
export const getRequest = (path: string): Buffer => Buffer.from(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`)
