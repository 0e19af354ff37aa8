import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { nthPerson, surfaceInTurn } from './surfaces/all.ts'
import type { Call, Person, Session, Surface } from './surfaces/surface.ts'
import { type WireAnswer, WireClient } from './wire-client.ts'

/** One registration with its Idempotency-Key, asked for until it has an answer that stays. */
export interface Keyed {
  readonly surface: Surface
  readonly person: Person
  readonly idempotencyKey: string
  tries: number
  /** What the first success said. */
  body: string | undefined
  /** What began with it, where something does. */
  session: Session | undefined
  dueAt: number
}

/** What happened to all of them together. */
export interface KeyedFigures {
  acknowledged: number
  /** Requests that got no answer, because the server was killed. */
  unanswered: number
  /** Requests sent again. */
  retries: number
  /** 409 and 503, which say when to come back. */
  toldToWait: number
  /** Answers that should never come, with the first few of them. */
  endedOtherwise: number
  readonly examples: string[]
  /** Repeated requests whose answer was another than the first one. */
  answersDiffering: number
}

/** How a request ended: with an answer, with one that says to come back later, or with none. */
export type Ending = 'answered' | 'later' | 'unanswered'

const mostExamples = 5
const betweenTriesMilliseconds = 200

/** New people who register, over all contracts in turn, and ask again for what got no answer. */
export class KeyedRegistrations {
  readonly figures: KeyedFigures = {
    acknowledged: 0,
    unanswered: 0,
    retries: 0,
    toldToWait: 0,
    endedOtherwise: 0,
    examples: [],
    answersDiffering: 0,
  }
  readonly acknowledged: Keyed[] = []
  readonly #run: string
  readonly #open: Keyed[] = []
  #made = 0

  /** @param run  a word of its own for each run on one database */
  constructor(run: string) {
    this.#run = run
  }

  /** How many still have no answer. */
  get open(): number {
    return this.#open.length
  }

  /** Asks again for one that is due. @returns nothing when none is */
  async askDue(client: WireClient): Promise<Ending | undefined> {
    const now = performance.now()
    const at = this.#open.findIndex(({ dueAt }) => dueAt <= now)
    const [due] = at < 0 ? [] : this.#open.splice(at, 1)
    return due && this.#ask(due, client)
  }

  /** Asks again for all that are open, each when it is due, and gives up after so long. */
  async askUntilAnswered(port: number, clients: number, patienceMilliseconds: number): Promise<void> {
    const givenUpAt = performance.now() + patienceMilliseconds
    while (this.#open.length > 0 && performance.now() < givenUpAt) {
      await overClients(port, clients, [...this.#open], async (_open, client) => void (await this.askDue(client)))
      await sleep(betweenTriesMilliseconds)
    }
  }

  /** Registers somebody new. */
  async askNew(client: WireClient): Promise<Ending> {
    this.#made += 1
    const made: Keyed = {
      surface: surfaceInTurn(this.#made),
      person: nthPerson(this.#run, this.#made),
      idempotencyKey: randomUUID(),
      tries: 0,
      body: undefined,
      session: undefined,
      dueAt: 0,
    }
    return this.#ask(made, client)
  }

  /** Asks once more for each of these, which must bring the first answer, byte for byte. */
  async repeat(port: number, clients: number, some: readonly Keyed[]): Promise<void> {
    await overClients(port, clients, some, async (keyed, client) => {
      const call = callOf(keyed)
      this.#settle(keyed, call, await client.ask(call.request))
    })
  }

  async #ask(keyed: Keyed, client: WireClient): Promise<Ending> {
    keyed.tries += 1
    if (keyed.tries > 1) this.figures.retries += 1
    const call = callOf(keyed)
    const answer = await client.ask(call.request)
    if (answer) return this.#settle(keyed, call, answer)
    this.figures.unanswered += 1
    this.#open.push(keyed)
    return 'unanswered'
  }

  #settle(keyed: Keyed, { read }: Call<Session | undefined>, answer: WireAnswer | undefined): Ending {
    const reading = answer ? read(answer) : ({ kind: 'other' } as const)
    if (answer && reading.kind === 'done') this.#acknowledge(keyed, answer.body, reading.value)
    else if (reading.kind === 'later' && keyed.body === undefined) {
      this.figures.toldToWait += 1
      keyed.dueAt = performance.now() + reading.seconds * 1000
      this.#open.push(keyed)
      return 'later'
    } else {
      this.figures.endedOtherwise += 1
      const example = `${keyed.surface.name}, registration: ${answer?.head.split('\r\n')[0]} ${answer?.body}`
      if (this.figures.examples.length < mostExamples) this.figures.examples.push(example)
    }
    return 'answered'
  }

  #acknowledge(keyed: Keyed, body: string, session: Session | undefined): void {
    if (keyed.body === undefined) {
      keyed.body = body
      keyed.session = session
      this.acknowledged.push(keyed)
      this.figures.acknowledged += 1
    } else if (keyed.body !== body) this.figures.answersDiffering += 1
  }
}

const callOf = ({ surface, person, idempotencyKey }: Keyed): Call<Session | undefined> => surface.register(person, idempotencyKey)

/** Does something for each of many, shared out among clients. */
export async function overClients<Item>(
  port: number,
  clients: number,
  items: readonly Item[],
  work: (item: Item, client: WireClient) => Promise<void>,
): Promise<void> {
  const left = items.values()
  const workThrough = async () => {
    const client = await WireClient.connect(port)
    if (!client) throw new Error(`nobody listens on port ${port}`)
    for (const item of left) await work(item, client)
    client.close()
  }
  await Promise.all(Array.from({ length: clients }, workThrough))
}
