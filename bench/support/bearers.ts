import type { Bearer } from './load.ts'
import { nthCustomer } from './registration-request.ts'
import { customersApi, type WireApi } from './wire-api.ts'
import { type WireAnswer, WireClient } from './wire-client.ts'

const clients = 4

/** Registers so many people and signs them in, over the wire. @throws Error with the answer that was another */
export async function registerBearers(port: number, run: string, count: number, api = customersApi): Promise<readonly Bearer[]> {
  const bearers: Bearer[] = []
  let begun = 0
  const work = async () => {
    const client = await WireClient.connect(port)
    if (!client) throw new Error('nobody listens there')
    while (begun < count) {
      begun += 1
      bearers.push(await registerBearer(client, run, begun, api))
    }
    client.close()
  }
  await Promise.all(Array.from({ length: clients }, work))
  return bearers
}

async function registerBearer(client: WireClient, run: string, n: number, api: WireApi): Promise<Bearer> {
  const email = String(nthCustomer(run, n)['email'])
  expect(api.registeredStatus, await client.ask(api.registration(run, n)))
  return api.bearerOf(email, expect(200, await client.ask(api.signIn(email))))
}

function expect(status: number, answer: WireAnswer | undefined): WireAnswer {
  if (answer?.status !== status) throw new Error(`expected ${status} and got ${answer?.status} ${answer?.body}`)
  return answer
}
