import { type Ending, type Keyed, overClients } from './keyed-registrations.ts'
import type { Reading } from './surfaces/surface.ts'
import { type Action, begin, newVisitor, possibleFor, type VisitNotes, type Visitor } from './visitor.ts'
import type { WireClient } from './wire-client.ts'

/** What registered customers did, and what should never have become of it. */
export interface VisitFigures extends Record<Action, number> {
  unanswered: number
  toldToWait: number
  /** After a refresh whose answer was lost: the token is used up, and the session lives. */
  signedInAgain: number
  /** Sessions that were no good any more. */
  signedOut: number
  /** Profiles that are neither what was acknowledged last nor what got no answer since. */
  changesLost: number
  otherAnswers: number
  readonly examples: string[]
}

// Of those who registered last, so that most of what they did is fresh when something is killed.
const recent = 400
const mostExamples = 5

/** Customers who sign in, refresh their tokens, change their last names, read their profiles and ask for new passwords. */
export class Visits {
  readonly figures: VisitFigures = {
    signIns: 0,
    refreshes: 0,
    changes: 0,
    reads: 0,
    resetsAsked: 0,
    unanswered: 0,
    toldToWait: 0,
    signedInAgain: 0,
    signedOut: 0,
    changesLost: 0,
    otherAnswers: 0,
    examples: [],
  }
  /** Addresses for which a new password was asked, and that was acknowledged. */
  readonly resetsAskedFor: string[] = []
  readonly #customers: readonly Keyed[]
  readonly #visitors = new Map<Keyed, Visitor>()
  readonly #notes: VisitNotes
  #namesGiven = 0

  /** @param customers  those who are registered, growing */
  constructor(customers: readonly Keyed[]) {
    this.#customers = customers
    this.#notes = {
      newLastName: () => `Byron ${++this.#namesGiven}`,
      resetIsAsked: (email) => void this.resetsAskedFor.push(email),
      changeIsLost: (visitor, lastName) => {
        this.figures.changesLost += 1
        this.#exemplify(visitor, `"${lastName}" is none of ${[...visitor.lastNames].join(', ')}`)
      },
    }
  }

  /** Lets one of the customers do one thing. @returns nothing when there is nobody to do anything */
  async visit(client: WireClient): Promise<Ending | undefined> {
    const { length } = this.#customers
    const customer = this.#customers[length - 1 - Math.floor(Math.random() * Math.min(length, recent))]
    const visitor = customer && this.#visitorOf(customer)
    const possible = visitor && !visitor.isBusy ? possibleFor(visitor) : []
    const action = possible[Math.floor(Math.random() * possible.length)]
    if (!visitor || action === undefined) return undefined
    visitor.isBusy = true
    const reading = await this.#do(action, visitor, client)
    visitor.isBusy = false
    if (reading === undefined) return 'unanswered'
    return reading.kind === 'later' ? 'later' : 'answered'
  }

  /**
   * After something was killed: reads the profiles of everybody whose refresh got no answer, and of some others who are signed
   * in, and refreshes their tokens.
   */
  async look(port: number, clients: number, some: number): Promise<void> {
    const signedIn = [...this.#visitors.values()].filter(({ session }) => session !== undefined)
    const open = signedIn.filter(({ refreshIsOpen }) => refreshIsOpen)
    const others = signedIn.filter(({ refreshIsOpen }) => !refreshIsOpen).toSorted(() => Math.random() - 0.5)
    await overClients(port, clients, [...open, ...others.slice(0, some)], async (visitor, client) => {
      await this.#do('reads', visitor, client)
      if (visitor.refreshIsOpen) await this.#refreshAgain(visitor, client)
      else if (visitor.session?.refresh !== undefined) await this.#do('refreshes', visitor, client)
    })
  }

  /** A token that is used up was the lost answer's; then the session has to be there still, and its customer signs in anew. */
  async #refreshAgain(visitor: Visitor, client: WireClient): Promise<void> {
    const refreshing = begin.refreshes(visitor, this.#notes)
    const answer = refreshing && (await client.ask(refreshing.request))
    const reading = answer && refreshing.settle(answer)
    if (reading?.kind === 'refused') {
      await this.#do('reads', visitor, client)
      if (visitor.session) this.figures.signedInAgain += 1
      await this.#do('signIns', visitor, client)
    } else if (reading?.kind !== 'done') this.#noteOther(reading, visitor, `refresh without an answer: ${answer?.body}`)
  }

  #visitorOf(customer: Keyed): Visitor {
    const visitor = this.#visitors.get(customer) ?? newVisitor(customer)
    this.#visitors.set(customer, visitor)
    return visitor
  }

  /** @returns nothing without an answer */
  async #do(action: Action, visitor: Visitor, client: WireClient): Promise<Reading<unknown> | undefined> {
    const visit = begin[action](visitor, this.#notes)
    if (!visit) return { kind: 'other' }
    const answer = await client.ask(visit.request)
    const reading = answer && visit.settle(answer)
    if (reading?.kind === 'done') this.figures[action] += 1
    else this.#noteOther(reading, visitor, `${action}: ${answer?.head.split('\r\n')[0]} ${answer?.body}`)
    return reading
  }

  #noteOther(reading: Reading<unknown> | undefined, visitor: Visitor, example: string): void {
    if (reading === undefined) this.figures.unanswered += 1
    else if (reading.kind === 'later') this.figures.toldToWait += 1
    else {
      if (reading.kind === 'refused') visitor.session = undefined
      this.figures[reading.kind === 'refused' ? 'signedOut' : 'otherAnswers'] += 1
      this.#exemplify(visitor, example)
    }
  }

  #exemplify({ customer }: Visitor, example: string): void {
    if (this.figures.examples.length < mostExamples) this.figures.examples.push(`${customer.surface.name}, ${example}`)
  }
}
