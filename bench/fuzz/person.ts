import { setTimeout as sleep } from 'node:timers/promises'
import { jsonRequest } from '../support/json-request.ts'
import { headerOf, type WireAnswer, WireClient } from '../support/wire-client.ts'
import type { Values } from './filled.ts'
import { forgedFrom } from './forged-tokens.ts'
import { password } from './seeds/people.ts'

interface Sending {
  /** Of every request, a line each. */
  readonly headers: readonly string[]
  readonly storefrontKey: string
}

type Send = (method: string, path: string, body: unknown, headers?: readonly string[]) => Promise<string>

/**
 * Registers somebody: signed in by two contracts, with a mailbox that was changed, a password that was forgotten, an address
 * and a request about their data.
 *
 * @throws Error with the answer, when anything of that is refused
 */
export async function makePerson(port: number, name: string, { headers: shared, storefrontKey }: Sending): Promise<Values> {
  const client = await WireClient.connect(port)
  if (!client) throw new Error('the server takes no connection')
  const send: Send = async (method, path, body, headers = []) => {
    const request = jsonRequest(path, JSON.stringify(body), { further: [...shared, ...headers] })
    const bytes = method === 'POST' ? request : Buffer.from(request.toString().replace('POST', method))
    for (;;) {
      const answer = await client.ask(bytes)
      if (answer === undefined || !isBusy(answer)) return answered(answer)
      await sleep(Number(headerOf(answer, 'retry-after') ?? 1) * 1000)
    }
  }
  try {
    const ofDjango = await registerOverDjango(send, name)
    const ofStorefront = await signInToStorefront(send, `${name}@example.com`, storefrontKey)
    return { email: `${name}@example.com`, ...ofDjango, ...ofStorefront }
  } finally {
    client.close()
  }
}

async function registerOverDjango(send: Send, name: string): Promise<Values> {
  const before = `${name}@before.example`
  const person = { email: before, first_name: name, last_name: 'Fuzz', password, password2: password }
  await send('POST', '/api/v1/customers/', person)
  const tokens = JSON.parse(await send('POST', '/auth/token/', { email: before, password }))
  const { access, refresh } = tokens as Record<'access' | 'refresh', string>
  const claims = JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString())
  const { sub: id, user_id: number } = claims as { sub: string; user_id: number }
  await send('PUT', `/api/v1/customers/${number}/`, { email: `${name}@example.com` }, [`authorization: Bearer ${access}`])
  return { id, number: String(number), access, refresh, ...forgedFrom(access) }
}

async function signInToStorefront(send: Send, email: string, key: string): Promise<Values> {
  const ask = (query: string, ...headers: readonly string[]) =>
    send('POST', '/api/graphql', { query }, [`x-storefront-key: ${key}`, ...headers])
  await ask(`mutation { createForgotPassword(input: { email: "${email}" }) { clientMutationId } }`)
  const signedIn = await ask(
    `mutation { createCustomerLogin(input: { email: "${email}", password: "${password}" }) { customerLogin { token } } }`,
  )
  const bearer = /"token":"([^"]+)"/.exec(signedIn)?.[1] ?? ''
  const book = 'firstName: "A", lastName: "B", city: "C", address1: "D", country: "GB", postcode: "1"'
  const own = await ask(
    `mutation { createAddUpdateCustomerAddress(input: { ${book} }) { addUpdateCustomerAddress { _id: addressId } }
      createGdprRequest(input: { type: "update", message: "Please" }) { gdprRequest { _id } } }`,
    `authorization: Bearer ${bearer}`,
  )
  const [address = '', dataRequest = ''] = [...own.matchAll(/"_id":(\d+)/g)].map(([, number]) => number ?? '')
  return { bearer, address, dataRequest }
}

/** GraphQL says so in an answer that is 200 by its status. */
const isBusy = ({ status, body }: WireAnswer): boolean => status === 503 || body.includes('"SERVICE_UNAVAILABLE"')

function answered(answer: WireAnswer | undefined): string {
  if (answer && answer.status >= 200 && answer.status < 300 && !answer.body.includes('"errors"')) return answer.body
  throw new Error(`somebody for the fuzz could not be made: ${answer?.status} ${answer?.body}`)
}
