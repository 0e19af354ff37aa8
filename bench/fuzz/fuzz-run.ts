import { setTimeout as sleep } from 'node:timers/promises'
import { type Asked, askAlone, hangMilliseconds, received } from './ask-alone.ts'
import { type Values, wireBytes } from './filled.ts'
import { type Found, sortOf } from './found.ts'
import { fuzzedRequest } from './fuzzed-request.ts'
import { judge } from './judge.ts'
import { People } from './people.ts'
import { type Outcome, Pipeline } from './pipeline.ts'
import type { SentRequest } from './request.ts'
import { count, newTally, type Tally } from './tally.ts'

/** The requests of these numbers, and where they go. */
export interface Task {
  readonly port: number
  readonly seed: number
  /** From the first to below the last, every so many. */
  readonly first: number
  readonly last: number
  readonly step: number
  readonly connections: number
  readonly hasLimits: boolean
}

// Requests under way over one connection.
const pipelined = 3
const requestsPerPerson = 150
const longestKept = 20_000
// More of one sort show nothing more.
const mostOfASort = 3

/** Where the clients of a run with limits are: so few that some of them try too often. */
const addressFor = (number: number): string => `198.18.0.${number & 63}`

/** Sends requests over many connections, judges each answer, and counts. */
export class FuzzRun {
  readonly #task: Task
  readonly #people: People
  readonly #onFound: (found: Found) => void
  readonly #tally = newTally()
  readonly #told = new Map<string, number>()
  #values: Values
  #next: number
  #peopleDue = 0

  constructor(task: Task, values: Values, onFound: (found: Found) => void) {
    this.#task = task
    this.#values = values
    this.#onFound = onFound
    this.#next = task.first
    const { port, seed, first, hasLimits } = task
    const storefrontKey = values['storefrontKey'] ?? ''
    this.#people = new People({ port, run: `f${seed}-${first}`, storefrontKey, haveAddresses: hasLimits })
  }

  /** What is filled in from now on. */
  give(values: Values): void {
    this.#values = values
  }

  async send(): Promise<Tally> {
    await this.#people.fill()
    await Promise.all([this.#keepRenewing(), ...Array.from({ length: this.#task.connections }, () => this.#keepAsking())])
    return this.#tally
  }

  #take(): { number: number; request: SentRequest } | undefined {
    const { seed, last, step, hasLimits } = this.#task
    if (this.#next >= last) return undefined
    const number = this.#next
    this.#next += step
    this.#peopleDue += 1 / requestsPerPerson
    const request = fuzzedRequest(seed, number)
    if (!hasLimits || request.headers.some(([name]) => name === 'x-forwarded-for')) return { number, request }
    return { number, request: { ...request, headers: [...request.headers, ['x-forwarded-for', addressFor(number)]] } }
  }

  #settle(number: number, request: SentRequest, { sent, outcome, verdict }: Asked): void {
    count(this.#tally, request, outcome, verdict)
    if (!verdict) return
    const { seed, hasLimits } = this.#task
    const kept = { sent: sent.toString('latin1', 0, longestKept), received: received(outcome) }
    const found: Found = { seed, number, hasLimits, verdict, request, ...kept }
    const times = (this.#told.get(sortOf(found)) ?? 0) + 1
    this.#told.set(sortOf(found), times)
    if (times <= mostOfASort) this.#onFound(found)
  }

  /** One connection, and another as soon as it ends. */
  async #keepAsking(): Promise<void> {
    const { port } = this.#task
    let open = Pipeline.connect(port, hangMilliseconds)
    /** The answer, over as many connections as it takes for the request to be read. */
    async function ask(sent: Buffer, isBodiless: boolean): Promise<Outcome> {
      const used = open
      const connection = await used
      const outcome = await connection.ask(sent, isBodiless)
      if (!connection.isOpen && open === used) open = Pipeline.connect(port, hangMilliseconds)
      return outcome.kind === 'unread' ? ask(sent, isBodiless) : outcome
    }
    const askOne = async (request: SentRequest): Promise<Asked> => {
      const values = { ...this.#values, ...this.#people.some() }
      if (request.framing === 'own') return askAlone(port, request, values)
      const sent = wireBytes(request, values)
      const outcome = await ask(sent, request.method === 'HEAD')
      return { sent, outcome, verdict: judge(request, sent, outcome) }
    }
    const work = async () => {
      for (let given = this.#take(); given; given = this.#take())
        this.#settle(given.number, given.request, await askOne(given.request))
    }
    await Promise.all(Array.from({ length: pipelined }, work))
    const connection = await open
    connection.close()
  }

  async #keepRenewing(): Promise<void> {
    while (this.#next < this.#task.last) {
      if (this.#peopleDue >= 1) {
        this.#peopleDue -= 1
        await this.#people.renew()
      } else await sleep(5)
    }
  }
}
