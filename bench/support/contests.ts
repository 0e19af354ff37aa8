import { setTimeout as sleep } from 'node:timers/promises'
import { password } from './load.ts'
import { wordOf } from './registration-request.ts'
import { spellings } from './spellings.ts'
import { surfaceInTurn, surfaces } from './surfaces/all.ts'
import { django } from './surfaces/django.ts'
import type { Person, Reading, Session, Surface } from './surfaces/surface.ts'
import { WireClient } from './wire-client.ts'

/** Somebody who registers at the same moment as others, over a connection that is already open. */
export interface Rival {
  readonly client: WireClient
  readonly surface: Surface
}

/** What came of contests. */
export interface Tally {
  readonly contests: number
  readonly rivals: number
  /** By the contract's name. */
  readonly wonBy: Map<string, number>
  registered: number
  duplicates: number
  toldToWait: number
  otherAnswers: number
  withoutOneWinner: number
  signInsTried: number
  /** A winner's password that opens nothing, or another one that does. */
  wrongSignIns: number
  longestMilliseconds: number
  readonly examples: string[]
}

export const newTally = (contests: number, rivals: number): Tally => ({
  contests,
  rivals,
  wonBy: new Map(),
  registered: 0,
  duplicates: 0,
  toldToWait: 0,
  otherAnswers: 0,
  withoutOneWinner: 0,
  signInsTried: 0,
  wrongSignIns: 0,
  longestMilliseconds: 0,
  examples: [],
})

const mostExamples = 5
/** A contest of so many is looked at again by signing in. */
const onePersonIn = 10
const wrongPasswords = 3
/** Passwords take longer where they are scored; with this each contract wins now and then. */
export const longestHeadStartMilliseconds = 50

/** Every contract at every server, each as often as the others. @throws Error when nobody listens */
export async function connectRivals(ports: readonly number[], count: number): Promise<readonly Rival[]> {
  const connect = async (n: number): Promise<Rival> => {
    const client = await WireClient.connect(ports[n % ports.length] ?? 0)
    if (!client) throw new Error('nobody listens there')
    return { client, surface: surfaces[Math.floor(n / ports.length) % surfaces.length] ?? django }
  }
  return Promise.all(Array.from({ length: count }, (_, n) => connect(n)))
}

/** One mailbox, in another spelling for each, and with a password of each one's own. */
export async function contestMailbox(number: number, rivals: readonly Rival[], tally: Tally): Promise<void> {
  const mailbox = `race.${number}`
  const emails = spellings(mailbox, rivals.length, (n) => rivals[n]?.surface.addresses ?? django.addresses)
  const people = emails.map((email, n) => ({
    email,
    username: `race-${number}-${n}`,
    firstName: `Ada ${wordOf(number)}`,
    lastName: 'Lovelace',
    password: `${password}-${n}`,
  }))
  const readings = await registerAtOnce(rivals, people, tally, surfaceInTurn(number))
  const winners = readings.flatMap((reading, n) => (reading.kind === 'done' ? [n] : []))
  for (const winner of winners) {
    const { name } = rivals[winner]?.surface ?? django
    tally.wonBy.set(name, (tally.wonBy.get(name) ?? 0) + 1)
  }
  const [winner] = winners
  if (winners.length !== 1 || winner === undefined) tally.withoutOneWinner += 1
  else if (number % onePersonIn === 0) await trySignIns(`${mailbox}@bücher.example`, winner, rivals, tally)
}

/** One name, by as many people, each with a mailbox of their own. */
export const contestName = (number: number, rivals: readonly Rival[], tally: Tally): Promise<unknown> =>
  registerAtOnce(
    rivals,
    rivals.map((_rival, n) => ({
      email: `namesake.${number}.${n}@example.com`,
      username: `namesake-${number}-${n}`,
      firstName: `Ada ${wordOf(number)}`,
      lastName: namesake,
      password,
    })),
    tally,
  )

/** What everybody is called in the contests for a name. */
export const namesake = 'Namesake'

/** @param first  whose rivals begin a moment before the others, who are quicker otherwise */
async function registerAtOnce(
  rivals: readonly Rival[],
  people: readonly Person[],
  tally: Tally,
  first?: Surface,
): Promise<readonly Reading<Session | undefined>[]> {
  const calls = people.map((person, n) => (rivals[n]?.surface ?? django).register(person))
  const laterMilliseconds = Math.random() * longestHeadStartMilliseconds
  const began = performance.now()
  const readings = await Promise.all(
    rivals.map(async ({ client, surface }, n): Promise<Reading<Session | undefined>> => {
      const call = calls[n]
      if (first && surface !== first) await sleep(laterMilliseconds)
      const answer = call && (await client.ask(call.request))
      const reading = answer ? call.read(answer) : ({ kind: 'other' } as const)
      const isUsual = reading.kind === 'done' || reading.kind === 'taken'
      const example = `${surface.name}: ${answer?.head.split('\r\n')[0]} ${answer?.body}`
      if (!isUsual && tally.examples.length < mostExamples) tally.examples.push(example)
      return reading
    }),
  )
  tally.longestMilliseconds = Math.max(tally.longestMilliseconds, performance.now() - began)
  const count = (...kinds: readonly Reading<unknown>['kind'][]) => readings.filter(({ kind }) => kinds.includes(kind)).length
  tally.registered += count('done')
  tally.duplicates += count('taken')
  tally.toldToWait += count('later')
  tally.otherAnswers += count('refused', 'other')
  return readings
}

/** The winner's password opens the account on every surface where one signs in, and those of some others open it on none. */
async function trySignIns(email: string, winner: number, rivals: readonly Rival[], tally: Tally): Promise<void> {
  const others = rivals.map((_rival, n) => n).filter((n) => n !== winner)
  const some = others.toSorted(() => Math.random() - 0.5).slice(0, wrongPasswords)
  for (const { signIn } of surfaces) {
    for (const n of signIn ? [winner, ...some] : []) {
      const call = signIn?.({ email, password: `${password}-${n}` })
      const answer = call && (await rivals[0]?.client.ask(call.request))
      const kind = answer ? call?.read(answer).kind : undefined
      tally.signInsTried += 1
      if (kind !== (n === winner ? 'done' : 'refused')) tally.wrongSignIns += 1
    }
  }
}
