import { randomUUID } from 'node:crypto'
import { nthCustomer, registrationRequest } from './registration-request.ts'
import { headerOf, type WireAnswer, WireClient } from './wire-client.ts'

/** One registration with its Idempotency-Key, asked for until it has an answer that stays. */
export interface Keyed {
  readonly email: string
  readonly request: Buffer
  /** The same person's registration without the key. */
  readonly withoutKey: Buffer
  tries: number
  /** What the first 201 said. */
  body: string | undefined
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

/** Clients that register new people and ask again for what got no answer. */
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
  readonly #open: Keyed[] = []
  #made = 0

  /** How many still have no answer. */
  get open(): number {
    return this.#open.length
  }

  /** So many clients at once, each until its connection breaks or `goesOn` says no. */
  async run(port: number, clients: number, goesOn: () => boolean, makesNew = true): Promise<void> {
    const work = async () => {
      const client = await WireClient.connect(port)
      if (!client) return
      while (goesOn()) {
        const keyed = this.#nextDue() ?? (makesNew ? this.#newOne() : undefined)
        if (keyed) {
          if (!(await this.#ask(keyed, client))) break
        } else await new Promise((resolve) => setTimeout(resolve, 50))
      }
      client.close()
    }
    await Promise.all(Array.from({ length: clients }, work))
  }

  /** Asks once more for each of these, which must bring the first answer, byte for byte. */
  async repeat(port: number, clients: number, some: readonly Keyed[]): Promise<void> {
    await overClients(port, clients, some, async (keyed, client) => this.#settle(keyed, await client.ask(keyed.request)))
  }

  #nextDue(): Keyed | undefined {
    const now = performance.now()
    const at = this.#open.findIndex(({ dueAt }) => dueAt <= now)
    return at < 0 ? undefined : this.#open.splice(at, 1)[0]
  }

  #newOne(): Keyed {
    this.#made += 1
    const customer = nthCustomer('kill', this.#made)
    return {
      email: `kill.${this.#made}@example.com`,
      request: registrationRequest(customer, { idempotencyKey: randomUUID() }),
      withoutKey: registrationRequest(customer),
      tries: 0,
      body: undefined,
      dueAt: 0,
    }
  }

  /** @returns false when the connection broke */
  async #ask(keyed: Keyed, client: WireClient): Promise<boolean> {
    keyed.tries += 1
    if (keyed.tries > 1) this.figures.retries += 1
    const answer = await client.ask(keyed.request)
    if (answer) this.#settle(keyed, answer)
    else {
      this.figures.unanswered += 1
      this.#open.push(keyed)
    }
    return answer !== undefined
  }

  #settle(keyed: Keyed, answer: WireAnswer | undefined): void {
    const retryAfter = answer && headerOf(answer, 'retry-after')
    if (answer?.status === 201) this.#acknowledge(keyed, answer.body)
    else if (keyed.body === undefined && (answer?.status === 409 || answer?.status === 503) && retryAfter !== undefined) {
      this.figures.toldToWait += 1
      keyed.dueAt = performance.now() + Number(retryAfter) * 1000
      this.#open.push(keyed)
    } else {
      this.figures.endedOtherwise += 1
      if (this.figures.examples.length < 5) this.figures.examples.push(`${answer?.head.split('\r\n')[0]} ${answer?.body}`)
    }
  }

  #acknowledge(keyed: Keyed, body: string): void {
    if (keyed.body === undefined) {
      keyed.body = body
      this.acknowledged.push(keyed)
      this.figures.acknowledged += 1
    } else if (keyed.body !== body) this.figures.answersDiffering += 1
  }
}

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
