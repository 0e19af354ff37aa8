import { setTimeout as sleep } from 'node:timers/promises'
import { type Calm, calmAfter, calmOf, type Probes } from './calm.ts'
import type { Driver } from './driver.ts'
import type { DriverSlice } from './driver-process.ts'
import type { Bearer, Load } from './load.ts'
import { type PacedAnswer, pace } from './paced.ts'

export interface Storming {
  readonly port: number
  readonly crowd: Driver
  readonly bearers: readonly Bearer[]
  /** A word that no load of registrations had before. */
  newRun(): string
}

export type Flooded = 'registrations' | 'sign-ins'

/** A storm, and what those met who had nothing to do with it. */
export interface Storm {
  readonly flooded: Flooded
  /** While it lasted; its `cpuMilliseconds` are those of everything that drove. */
  readonly during: DriverSlice
  /** In milliseconds, of everything the storm sent, answered while it lasted or after. */
  readonly accepted: readonly number[]
  readonly refused: readonly number[]
  readonly failed: number
  readonly reads: readonly PacedAnswer[]
  /** Of the other kind: those who sign in during a storm of registrations, and the other way round. */
  readonly others: readonly PacedAnswer[]
  readonly calmAgainMilliseconds: number
}

export const readsPerSecond = 25
export const othersPerSecond = 5
export const registrationProbesPerSecond = 10
const afterMilliseconds = 4_000

// The engine compiles what it has seen often, and a server in service has seen it all.
export const closedClients = 64
const settleMilliseconds = 500

const registrations = (storming: Storming, prepared = 0): Load => ({ kind: 'registrations', run: storming.newRun(), prepared })
const signIns = ({ bearers }: Storming): Load => ({ kind: 'sign-ins', emails: bearers.map(({ email }) => email) })

function paceReads({ port, bearers }: Storming) {
  return pace(port, readsPerSecond, { kind: 'profile reads', bearers })
}

/** What calm is: nothing but the probes, for so long. */
export async function measureCalm(storming: Storming, milliseconds: number): Promise<Calm> {
  const reading = paceReads(storming)
  const registering = pace(storming.port, registrationProbesPerSecond, registrations(storming))
  await sleep(milliseconds)
  return calmOf({ reads: await reading.stop(), registrations: await registering.stop() })
}

/** What the server takes on when each of so many clients waits for its answer, beside the same readers and sign-ins as a storm. */
export async function measureCapacity(storming: Storming, milliseconds: number): Promise<DriverSlice> {
  const { port, crowd } = storming
  const beside = [paceReads(storming), pace(port, othersPerSecond, signIns(storming))]
  await crowd.start({ port, clients: closedClients, load: registrations(storming, 300 * (milliseconds / 1000)) })
  await sleep(settleMilliseconds)
  const own = process.cpuUsage()
  await crowd.mark()
  await sleep(milliseconds)
  const slice = withOwn(await crowd.mark(), own)
  await crowd.stop()
  for (const paced of beside) await paced.stop()
  return slice
}

export interface StormOptions {
  readonly flooded: Flooded
  readonly perSecond: number
  readonly milliseconds: number
  readonly calm: Calm
}

/** Lets a crowd come that waits for nobody, and looks how long it is felt afterwards. */
export async function measureStorm(storming: Storming, options: StormOptions): Promise<Storm> {
  const { flooded, perSecond, milliseconds, calm } = options
  const { port, crowd } = storming
  const signingUp = flooded === 'registrations'
  const load = signingUp ? registrations(storming, Math.ceil((perSecond * milliseconds) / 900)) : signIns(storming)
  const reading = paceReads(storming)
  const passing = pace(port, othersPerSecond, signingUp ? signIns(storming) : registrations(storming))
  await crowd.offer({ port, perSecond, load })
  const own = process.cpuUsage()
  await sleep(milliseconds)
  const during = withOwn(await crowd.mark(), own)
  const endedAt = performance.now()
  const stopped = crowd.stop()
  const registering = pace(port, registrationProbesPerSecond, registrations(storming))
  await sleep(afterMilliseconds)
  const tail = await stopped
  const probes: Probes = { reads: await reading.stop(), registrations: await registering.stop() }
  const whileItLasted = ({ dueAt }: PacedAnswer) => dueAt < endedAt
  return {
    flooded,
    during,
    accepted: [...during.latencies, ...tail.latencies],
    refused: [...during.busyLatencies, ...tail.busyLatencies],
    failed: during.failed + tail.failed,
    reads: probes.reads.filter(whileItLasted),
    others: (await passing.stop()).filter(whileItLasted),
    calmAgainMilliseconds: calmAfter(endedAt, probes, calm),
  }
}

/** The bench's own process drives, too. */
function withOwn(slice: DriverSlice, began: NodeJS.CpuUsage): DriverSlice {
  const { user, system } = process.cpuUsage(began)
  return { ...slice, cpuMilliseconds: slice.cpuMilliseconds + (user + system) / 1000 }
}
