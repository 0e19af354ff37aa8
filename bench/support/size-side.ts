import { fileURLToPath } from 'node:url'
import { type SigningKey, signedHeaders } from '../../test/support/singula.ts'
import { registerBearers } from './bearers.ts'
import { type BenchDatabase, startDatabase } from './bench-database.ts'
import { jsonRequest } from './json-request.ts'
import type { Bearer, Load } from './load.ts'
import { bulkEmail, fillWithCustomers, readWritten, type Written } from './many-customers.ts'
import { runCommand } from './run-command.ts'
import { benchSettings, freePort, type ServerProcess, startServer } from './server-process.ts'
import { customersApi } from './wire-api.ts'
import { WireClient } from './wire-client.ts'

// Quick hashes: the usual ones take so long that a look-up several times slower would not show beside them.
export const quickHashes = { PATRON_HASH_MEMORY_KIB: '1024', PATRON_HASH_PASSES: '1' }

/** An installation with so many customers, and a server on it. */
export interface SizeSide {
  readonly customers: number
  readonly database: BenchDatabase
  readonly server: ServerProcess
  /** As the server wrote the first customer. */
  readonly written: Written
  readonly fillMilliseconds: number
  readonly bearers: readonly Bearer[]
  readonly serviceKey: string
  readonly signingKey: SigningKey
}

const bin = fileURLToPath(new URL('../../bin/patron.js', import.meta.url))
// So many that hardly one is read twice in a slice, as it is with a crowd.
const drawn = 1_000

const start = async ({ settings }: BenchDatabase): Promise<ServerProcess> =>
  startServer({ settings: { ...settings, ...quickHashes }, port: await freePort() })

/** The first customer registers with the server; the others are added as that one was written. */
export async function prepareSide(customers: number): Promise<SizeSide> {
  const database = await startDatabase('postgresql')
  const first = await start(database)
  await registerBearers(first.port, 'first', 1)
  await first.stop()
  const written = await database.examine(readWritten)
  const { milliseconds: fillMilliseconds } = await fillWithCustomers({ database, written, customers, present: 1 })
  const server = await start(database)
  const bearers = await signInSome(server.port, customers)
  const makeKey = (...options: string[]) => makeKeyWith(database, options)
  const signingKey = { id: 'bench', secret: await makeKey('--kind', 'hmac', '--id', 'bench') }
  const serviceKey = await makeKey('--kind', 'service')
  return { customers, database, server, written, fillMilliseconds, bearers, serviceKey, signingKey }
}

async function makeKeyWith({ settings }: BenchDatabase, options: readonly string[]): Promise<string> {
  const given = [bin, 'keys', 'create', '--name', 'bench', ...options]
  const environment = { ...benchSettings, ...settings }
  return (await runCommand({ command: process.execPath, arguments: given, environment })).trim()
}

const anyEmail = (customers: number): string => bulkEmail(1 + Math.floor(Math.random() * customers))

async function signInSome(port: number, customers: number): Promise<readonly Bearer[]> {
  const client = await WireClient.connect(port)
  const bearers: Bearer[] = []
  for (let n = 0; n < Math.min(drawn, customers); n += 1) {
    const email = anyEmail(customers)
    const answer = await client?.ask(customersApi.signIn(email))
    if (answer?.status !== 200) throw new Error(`${email} could not sign in: ${answer?.status} ${answer?.body}`)
    bearers.push(customersApi.bearerOf(email, answer))
  }
  client?.close()
  return bearers
}

export const callKinds = ['Registration', 'Sign-in', 'Profile read', 'Look-up by e-mail', 'Locate by e-mail'] as const
export type CallKind = (typeof callKinds)[number]

const runs = { count: 0 }
const locatePath = '/apis/customers/v1/customer/search'

/** Requests of one kind, each about another customer drawn at random; who registers is new. */
export function sizeLoad(kind: CallKind, side: SizeSide, registrations: number): Load {
  runs.count += 1
  const { customers, bearers, serviceKey, signingKey } = side
  const some = (request: (email: string) => Buffer): Load => {
    const requests = Array.from({ length: drawn }, () => String(request(anyEmail(customers))))
    return { kind: 'requests', requests, status: 200 }
  }
  if (kind === 'Registration') return { kind: 'registrations', run: `r${runs.count}`, prepared: registrations }
  if (kind === 'Profile read') return { kind: 'profile reads', bearers }
  if (kind === 'Sign-in') return some(customersApi.signIn)
  if (kind === 'Look-up by e-mail') return some((email) => lookUpRequest(email, serviceKey))
  const further = Object.entries(signedHeaders(signingKey, 'POST', locatePath)).map(([name, value]) => `${name}: ${value}`)
  return some((email) => jsonRequest(locatePath, JSON.stringify({ email }), { further }))
}

function lookUpRequest(email: string, key: string): Buffer {
  const target = `/patron/v1/customers?email=${encodeURIComponent(email)}`
  return Buffer.from(`GET ${target} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${key}\r\n\r\n`)
}
