import { type Bearer, signInRequest } from './load.ts'
import { nthCustomer, registrationRequest } from './registration-request.ts'
import { type WireAnswer, WireClient } from './wire-client.ts'

const clients = 4

/** Registers so many people and signs them in, over the wire. @throws Error with the answer that was another */
export async function registerBearers(port: number, run: string, count: number): Promise<readonly Bearer[]> {
  const bearers: Bearer[] = []
  let begun = 0
  const work = async () => {
    const client = await WireClient.connect(port)
    if (!client) throw new Error('nobody listens there')
    while (begun < count) {
      begun += 1
      bearers.push(await registerBearer(client, nthCustomer(run, begun)))
    }
    client.close()
  }
  await Promise.all(Array.from({ length: clients }, work))
  return bearers
}

async function registerBearer(client: WireClient, customer: Readonly<Record<string, unknown>>): Promise<Bearer> {
  const email = String(customer['email'])
  expect(201, await client.ask(registrationRequest(customer)))
  const { access } = JSON.parse(expect(200, await client.ask(signInRequest(email))).body) as { access: string }
  const claims = JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString()) as { user_id: number }
  return { email, number: claims.user_id, access }
}

function expect(status: number, answer: WireAnswer | undefined): WireAnswer {
  if (answer?.status !== status) throw new Error(`expected ${status} and got ${answer?.status} ${answer?.body}`)
  return answer
}
