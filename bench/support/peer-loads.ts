import { availableParallelism } from 'node:os'
import { registerBearers } from './bearers.ts'
import type { Bearer, Load } from './load.ts'
import type { Peer } from './peer.ts'
import { freePort } from './server-process.ts'
import { WireClient } from './wire-client.ts'

/** A service with customers who are signed in. */
export interface PreparedPeer {
  readonly peer: Peer
  readonly bearers: readonly Bearer[]
}

export type PeerLoads = Readonly<Record<'registrations' | 'signIns' | 'reads', Load>>

const customers = 128
// More than any core hashes.
const registrationsPerSecond = 200 * availableParallelism()

/** Starts the service for the first time, and has customers register and sign in. */
export async function preparePeer(peer: Peer): Promise<PreparedPeer> {
  const port = await freePort()
  const nobody = peer.api.profile({ email: '', number: 1, access: '' })
  const server = await peer.start(port, async () => (await statusOf(port, nobody)) !== undefined)
  const bearers = await registerBearers(port, 'bearer', customers, peer.api).finally(() => server.stop())
  return { peer, bearers }
}

/** Whether one of them is shown their profile now. */
export async function showsProfile(port: number, { peer, bearers: [first] }: PreparedPeer): Promise<boolean> {
  return first !== undefined && (await statusOf(port, peer.api.profile(first))) === 200
}

/** @returns nothing when nobody answers, or that the service is not ready */
async function statusOf(port: number, request: Uint8Array): Promise<number | undefined> {
  const client = await WireClient.connect(port)
  const answer = await client?.ask(request)
  client?.close()
  return answer?.status === 503 ? undefined : answer?.status
}

const runs = { count: 0 }

/** What is asked for during so many seconds, as this service takes it; the people who register are new. */
export function loadsOf({ peer: { api }, bearers }: PreparedPeer, seconds: number): PeerLoads {
  runs.count += 1
  const people = Array.from({ length: seconds * registrationsPerSecond }, (_, n) => api.registration(`r${runs.count}`, n))
  return {
    registrations: asked(people, api.registeredStatus),
    signIns: asked(bearers.map(({ email }) => api.signIn(email))),
    reads: asked(bearers.map(api.profile)),
  }
}

const asked = (requests: readonly Buffer[], status = 200): Load => ({ kind: 'requests', requests: requests.map(String), status })
