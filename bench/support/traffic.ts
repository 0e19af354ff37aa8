import { setTimeout as sleep } from 'node:timers/promises'
import { type Ending, KeyedRegistrations } from './keyed-registrations.ts'
import { Visits } from './visits.ts'
import { WireClient } from './wire-client.ts'

// Whoever is told to come back later waits a moment before doing anything else, or an outage of a second would be thousands
// of requests.
const pauseMilliseconds = 250

/** Clients of all contracts who register new people, and the people, who sign in and do what customers do. */
export class Traffic {
  readonly registrations: KeyedRegistrations
  readonly visits: Visits
  #slowestMilliseconds = 0

  /** @param run  a word of its own for each run on one database */
  constructor(run: string) {
    this.registrations = new KeyedRegistrations(run)
    this.visits = new Visits(this.registrations.acknowledged)
  }

  /** Requests that got no answer so far. */
  get unanswered(): number {
    return this.registrations.figures.unanswered + this.visits.figures.unanswered
  }

  /** How long the slowest answer since the last call took. */
  takeSlowest(): number {
    const taken = this.#slowestMilliseconds
    this.#slowestMilliseconds = 0
    return taken
  }

  /** So many clients at once, each until its connection breaks or `goesOn` says no. */
  async run(port: number, clients: number, goesOn: () => boolean): Promise<void> {
    const work = async () => {
      const client = await WireClient.connect(port)
      if (!client) return
      for (let ending: Ending = 'answered'; ending !== 'unanswered' && goesOn(); ) {
        const began = performance.now()
        ending = await this.#step(client)
        this.#slowestMilliseconds = Math.max(this.#slowestMilliseconds, performance.now() - began)
        if (ending === 'later') await sleep(pauseMilliseconds)
      }
      client.close()
    }
    await Promise.all(Array.from({ length: clients }, work))
  }

  async #step(client: WireClient): Promise<Ending> {
    const { registrations, visits } = this
    const asked = await registrations.askDue(client)
    if (asked) return asked
    return (Math.random() < 0.5 ? await visits.visit(client) : undefined) ?? registrations.askNew(client)
  }
}
