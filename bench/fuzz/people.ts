import { jsonRequest } from '../support/json-request.ts'
import { type WireAnswer, WireClient } from '../support/wire-client.ts'
import type { Values } from './filled.ts'
import { forgedFrom } from './forged-tokens.ts'
import { password } from './seeds/people.ts'

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
    const client = await WireClient.connect(this.#options.port)
    if (!client) throw new Error('the server takes no connection')
    try {
      this.#values.push(await this.#register(client))
      if (this.#values.length > mostPeople) this.#values.shift()
    } finally {
      client.close()
    }
  }

  #any(): Values {
    return this.#values[Math.floor(Math.random() * this.#values.length)] ?? {}
  }

  /** Registered by one contract, signed in by two, with a mailbox that was changed and a password that was forgotten. */
  async #register(client: WireClient): Promise<Values> {
    this.#made += 1
    const { run, storefrontKey, haveAddresses } = this.#options
    const name = `${run}.${this.#made}`
    const [before, email] = [`${name}@before.example`, `${name}@example.com`]
    const address = `10.${(this.#made >> 16) & 255}.${(this.#made >> 8) & 255}.${this.#made & 255}`
    const shared = haveAddresses ? [`x-forwarded-for: ${address}`] : []
    const send = async (method: string, path: string, body: unknown, further: readonly string[] = []) => {
      const request = jsonRequest(path, JSON.stringify(body), { further: [...shared, ...further] })
      return answered(await client.ask(method === 'POST' ? request : Buffer.from(request.toString().replace('POST', method))))
    }
    const ask = (query: string) => send('POST', '/api/graphql', { query }, [`x-storefront-key: ${storefrontKey}`])

    await send('POST', '/api/v1/customers/', {
      email: before,
      first_name: name,
      last_name: 'Fuzz',
      password,
      password2: password,
    })
    const { access, refresh } = JSON.parse(await send('POST', '/auth/token/', { email: before, password })) as Record<
      string,
      string
    >
    const { sub: id = '', user_id: number } = JSON.parse(
      Buffer.from(access?.split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, string>
    await send('PUT', `/api/v1/customers/${number}/`, { email }, [`authorization: Bearer ${access}`])
    await ask(`mutation { createForgotPassword(input: { email: "${email}" }) { clientMutationId } }`)
    const signedIn = await ask(
      `mutation { createCustomerLogin(input: { email: "${email}", password: "${password}" }) { customerLogin { token } } }`,
    )
    const bearer = /"token":"([^"]+)"/.exec(signedIn)?.[1] ?? ''
    return {
      email,
      id,
      number: String(number),
      access: access ?? '',
      refresh: refresh ?? '',
      bearer,
      ...forgedFrom(access ?? ''),
    }
  }
}

/** @throws Error with the answer, when it is no success */
function answered(answer: WireAnswer | undefined): string {
  if (answer && answer.status >= 200 && answer.status < 300 && !answer.body.includes('"errors"')) return answer.body
  throw new Error(`somebody for the fuzz could not be made: ${answer?.status} ${answer?.body}`)
}
