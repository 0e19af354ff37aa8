import type { Values } from './filled.ts'
import { makePerson } from './person.ts'

const mostPeople = 24

/** Where they register, and as whose customers. */
export interface PeopleOptions {
  readonly port: number
  /** A word of its own for each run on one database. */
  readonly run: string
  readonly storefrontKey: string
  /** Whether each has to come from an address of their own, because addresses are counted. */
  readonly haveAddresses: boolean
}

/**
 * Customers to send requests for. Many requests end a session, an account or a link, so from time to time somebody new takes
 * the place of who was there longest.
 */
export class People {
  readonly #options: PeopleOptions
  readonly #values: Values[] = []
  #made = 0

  constructor(options: PeopleOptions) {
    this.#options = options
  }

  /** One of them, at random, with somebody else to try for. */
  some(): Values {
    const one = this.#any()
    const other = this.#any()
    return { ...one, other: other['id'] ?? '', otherNumber: other['number'] ?? '', otherAccess: other['access'] ?? '' }
  }

  async fill(): Promise<void> {
    while (this.#values.length < mostPeople) await this.renew()
  }

  async renew(): Promise<void> {
    this.#made += 1
    const { port, run, storefrontKey, haveAddresses } = this.#options
    const address = `10.${(this.#made >> 16) & 255}.${(this.#made >> 8) & 255}.${this.#made & 255}`
    const headers = haveAddresses ? [`x-forwarded-for: ${address}`] : []
    this.#values.push(await makePerson(port, `${run}.${this.#made}`, { headers, storefrontKey }))
    if (this.#values.length > mostPeople) this.#values.shift()
  }

  #any(): Values {
    return this.#values[Math.floor(Math.random() * this.#values.length)] ?? {}
  }
}
