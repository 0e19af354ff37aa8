import type { WaitingCustomer } from '../../core/migration/store-batch.ts'

interface Looking {
  readonly isAhead: boolean
  /** The next customers behind a row. */
  look(after: number): Promise<readonly WaitingCustomer[]>
}

/**
 * Has the next batch fetched while the one before it is being stored. What that one stores is not seen by whoever looks
 * meanwhile, so it is remembered here. A batch that has to be taken a second time is fetched anew.
 */
export class BatchesAhead {
  readonly #looking: Looking
  #fetched: { readonly after: number; readonly waiting: Promise<readonly WaitingCustomer[]> } | undefined
  #takenBefore: ReadonlyMap<string, WaitingCustomer> = new Map()

  constructor(looking: Looking) {
    this.#looking = looking
  }

  async take(after: number): Promise<readonly WaitingCustomer[]> {
    const fetched = this.#fetched?.after === after ? this.#fetched.waiting : undefined
    this.#fetched = undefined
    const waiting = await (fetched ?? this.#looking.look(after))
    const last = waiting.at(-1)
    if (last && this.#looking.isAhead) this.#fetch(last.ordinal)
    return fetched ? waiting.map((customer) => this.#withTakenBefore(customer)) : waiting
  }

  /** Those whom a batch has stored, while the next one was being fetched. */
  noteTaken(taken: readonly WaitingCustomer[]): void {
    this.#takenBefore = new Map(taken.flatMap((customer) => calledAs(customer).map((name) => [name, customer] as const)))
  }

  #fetch(after: number): void {
    const waiting = this.#looking.look(after)
    waiting.catch(() => {}) // whoever takes it is told
    this.#fetched = { after, waiting }
  }

  #withTakenBefore(customer: WaitingCustomer): WaitingCustomer {
    if (customer.known) return customer
    const before = calledAs(customer)
      .map((name) => this.#takenBefore.get(name))
      .find((one) => one !== undefined)
    return before ? { ...customer, known: { emailKey: before.names.emailKey } } : customer
  }
}

/** What tells that a customer came before: what the other system calls them, and the id that Patron itself gave. */
const calledAs = ({ key, names: { id } }: WaitingCustomer): readonly string[] => [
  `key ${key}`,
  ...(id === null ? [] : [`id ${id}`]),
]
