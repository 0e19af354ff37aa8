import { setTimeout as sleep } from 'node:timers/promises'
import { familyMilliseconds, measuresCpu } from './cpu-time.ts'
import { type DrivenSlice, driveSlice } from './drive-slice.ts'
import type { Driver } from './driver.ts'
import type { DriverSlice } from './driver-process.ts'
import type { Load } from './load.ts'
import { type PacedAnswer, pace } from './paced.ts'
import { loadsOf, type PeerLoads, type PreparedPeer, showsProfile } from './peer-loads.ts'
import { familyMegabytes } from './server-figures.ts'
import { freePort } from './server-process.ts'

/** What one visit measured. The service is started for it, has the machine to itself, and is stopped. */
export interface Visit {
  readonly startMilliseconds: number
  readonly idleMegabytes: number
  readonly loadedMegabytes: number
  readonly registrations: DriverSlice
  /** Of service and database, for each registration, less that of one bare hash. */
  readonly cpuBeyondHash: number
  readonly cpuMillisecondsPerHash: number
  readonly signIns: DriverSlice
  readonly reads: DriverSlice
  readonly stormReads: readonly PacedAnswer[]
  readonly stormSignIns: DriverSlice
}

export interface VisitOptions {
  readonly seconds: number
  readonly driver: Driver
  /** Of the database server that all work on. */
  readonly postmasterPid: number
}

export const clients = 64
export const stormers = 256
export const readsPerSecond = 25
export const restMilliseconds = 3_000
// The engines compile what they have seen often, and a server in service has seen it all.
export const warmUpMilliseconds = 2_000
const stormGrowsMilliseconds = 1_000

interface Driving extends VisitOptions {
  readonly port: number
  readonly pid: number
}

/** Starts the service, measures everything, and stops it. */
export async function visit(prepared: PreparedPeer, options: VisitOptions): Promise<Visit> {
  const port = await freePort()
  const { peer } = prepared
  const server = await peer.start(port, () => showsProfile(port, prepared))
  try {
    await sleep(restMilliseconds)
    const { startMilliseconds, pid } = server
    const idleMegabytes = familyMegabytes(pid)
    const driving = { ...options, port, pid }
    const milliseconds = options.seconds * 1000
    for (const load of Object.values(loadsOf(prepared, warmUpMilliseconds / 1000))) await drive(driving, load, warmUpMilliseconds)
    const loads = loadsOf(prepared, options.seconds + 1)
    const before = await peer.measureBareHash(milliseconds)
    const registrations = await drive(driving, loads.registrations, milliseconds)
    const after = await peer.measureBareHash(milliseconds)
    const cpuMillisecondsPerHash = (before.cpuMillisecondsPerHash + after.cpuMillisecondsPerHash) / 2
    return {
      startMilliseconds,
      idleMegabytes,
      registrations: registrations.slice,
      cpuBeyondHash: registrations.cpuMilliseconds / registrations.slice.done - cpuMillisecondsPerHash,
      cpuMillisecondsPerHash,
      signIns: (await drive(driving, loads.signIns, milliseconds)).slice,
      reads: (await drive(driving, loads.reads, milliseconds)).slice,
      ...(await readInStorm(driving, loads, milliseconds)),
      loadedMegabytes: familyMegabytes(pid),
    }
  } finally {
    await server.stop()
  }
}

function drive({ driver, port, pid, postmasterPid }: Driving, load: Load, milliseconds: number): Promise<DrivenSlice> {
  const readCpu = () => (measuresCpu ? familyMilliseconds(pid) + familyMilliseconds(postmasterPid) : Number.NaN)
  return driveSlice(driver, { port, clients, load }, milliseconds, readCpu)
}

/** Reads at an even pace while others sign in as fast as they are answered, to the answer of the last of them. */
async function readInStorm({ driver, port }: Driving, loads: PeerLoads, milliseconds: number) {
  await driver.start({ port, clients: stormers, load: loads.signIns })
  await sleep(stormGrowsMilliseconds)
  const reading = pace(port, readsPerSecond, loads.reads)
  await driver.mark()
  await sleep(milliseconds)
  const stormSignIns = await driver.mark()
  const stormReads = await reading.stop()
  await driver.stop()
  return { stormReads, stormSignIns }
}
