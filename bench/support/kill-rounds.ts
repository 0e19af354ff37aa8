import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchDatabase } from './bench-database.ts'
import { type Keyed, overClients } from './keyed-registrations.ts'
import { type ServerProcess, startServer } from './server-process.ts'
import { nthPerson } from './surfaces/all.ts'
import { django } from './surfaces/django.ts'
import type { Traffic } from './traffic.ts'
import { type Faults, findFaults } from './wholeness.ts'
import { WireClient } from './wire-client.ts'

/** A server on its database, those who use it, and what was seen of it. */
export interface Trial {
  readonly database: BenchDatabase
  readonly settings: Readonly<Record<string, string>>
  readonly port: number
  readonly clients: number
  /** Registrations between one kill and the next, at least. */
  readonly perKill: number
  readonly traffic: Traffic
  readonly seen: Seen
}

export interface Seen {
  serverKills: number
  databaseKills: number
  /** From starting the killed server to a sign-in that works. */
  slowestServerMilliseconds: number
  /** From the database's first connection to a sign-in that works. */
  slowestDatabaseMilliseconds: number
  /** Of any request, from the database's end to its return. */
  slowestAnswerMilliseconds: number
  /** While the database was away; the server was there all the time. */
  unansweredBesides: number
  registeredTwice: number
  faults: Faults
}

export const nothingSeen = (): Seen => ({
  serverKills: 0,
  databaseKills: 0,
  slowestServerMilliseconds: 0,
  slowestDatabaseMilliseconds: 0,
  slowestAnswerMilliseconds: 0,
  unansweredBesides: 0,
  registeredTwice: 0,
  faults: { lost: 0, doubled: 0, torn: 0, eventsMissing: 0 },
})

/** How much later the kill comes, at random. */
export const mostLaterMilliseconds = 1_000
const patienceMilliseconds = 120_000
const askedWithoutKey = 3
const lookedAt = 30
const betweenLooksMilliseconds = 20

/** Whoever looks whether signing in works. */
const prober = nthPerson('prober', 1)

/** Starts the server for the first time. */
export async function begin({ settings, port }: Trial): Promise<ServerProcess> {
  const server = await startServer({ settings, port })
  await overClients(port, 1, [django.register(prober)], async ({ request, read }, client) => {
    const answer = await client.ask(request)
    if (!answer || read(answer).kind !== 'done') throw new Error(`nobody can register: ${answer?.status} ${answer?.body}`)
  })
  return server
}

/** Lets the clients work, kills the server at a moment nobody chose, starts it again, and looks. */
export async function killServer(trial: Trial, server: ServerProcess): Promise<ServerProcess> {
  const { settings, port, clients, traffic, seen } = trial
  const before = traffic.registrations.acknowledged.length
  let isKilled = false
  const working = traffic.run(port, clients, () => !isKilled)
  await someAreRegistered(trial)
  await server.kill()
  isKilled = true
  seen.serverKills += 1
  await working
  const began = performance.now()
  const restarted = await startServer({ settings, port })
  await signInWorks(port)
  seen.slowestServerMilliseconds = Math.max(seen.slowestServerMilliseconds, performance.now() - began)
  await check(trial, traffic.registrations.acknowledged.slice(before))
  return restarted
}

/** The same with the database; the server stays, and the clients go on asking it until the database is back. */
export async function killDatabase(trial: Trial, crash: () => Promise<void>): Promise<void> {
  const { port, clients, traffic, seen } = trial
  const before = traffic.registrations.acknowledged.length
  let isBack = false
  const working = traffic.run(port, clients, () => !isBack)
  await someAreRegistered(trial)
  const unanswered = traffic.unanswered
  traffic.takeSlowest()
  await crash()
  seen.databaseKills += 1
  const began = performance.now()
  await signInWorks(port)
  seen.slowestDatabaseMilliseconds = Math.max(seen.slowestDatabaseMilliseconds, performance.now() - began)
  isBack = true
  await working
  seen.slowestAnswerMilliseconds = Math.max(seen.slowestAnswerMilliseconds, traffic.takeSlowest())
  seen.unansweredBesides += traffic.unanswered - unanswered
  await check(trial, traffic.registrations.acknowledged.slice(before))
}

async function someAreRegistered({ traffic, perKill }: Trial): Promise<void> {
  const { acknowledged } = traffic.registrations
  const enough = acknowledged.length + perKill
  const givenUpAt = performance.now() + patienceMilliseconds
  while (acknowledged.length < enough) {
    if (performance.now() > givenUpAt) throw new Error('hardly anybody can register any more')
    await sleep(betweenLooksMilliseconds)
  }
  await sleep(Math.random() * mostLaterMilliseconds)
}

async function signInWorks(port: number): Promise<void> {
  const call = django.signIn?.(prober)
  const givenUpAt = performance.now() + patienceMilliseconds
  while (call && performance.now() < givenUpAt) {
    const client = await WireClient.connect(port)
    const answer = await client?.ask(call.request)
    client?.close()
    if (answer && call.read(answer).kind === 'done') return
    await sleep(betweenLooksMilliseconds)
  }
  throw new Error('nobody can sign in any more')
}

/** At once after the restart: everything acknowledged is there, whole and once, says the same again, and nobody is signed out. */
async function check(trial: Trial, recent: readonly Keyed[]): Promise<void> {
  const { database, port, clients, traffic, seen } = trial
  if (database.engine === 'postgresql') await findFaultsNow(trial)
  await traffic.registrations.repeat(port, clients, recent)
  const some = recent.toSorted(() => Math.random() - 0.5).slice(0, askedWithoutKey)
  await overClients(port, 1, some, async ({ surface, person }, client) => {
    const call = surface.register(person)
    const answer = await client.ask(call.request)
    if (!answer || call.read(answer).kind !== 'taken') seen.registeredTwice += 1
  })
  await traffic.visits.look(port, clients, lookedAt)
}

/** Of each kind of fault the most that were ever there at once. */
export async function findFaultsNow({ database, traffic, seen }: Trial): Promise<void> {
  const addresses = traffic.registrations.acknowledged.map(({ person }) => person.email)
  const now = await database.examine((query) => findFaults(query, addresses))
  const { faults: worst } = seen
  seen.faults = {
    lost: Math.max(worst.lost, now.lost),
    doubled: Math.max(worst.doubled, now.doubled),
    torn: Math.max(worst.torn, now.torn),
    eventsMissing: Math.max(worst.eventsMissing, now.eventsMissing),
  }
}
