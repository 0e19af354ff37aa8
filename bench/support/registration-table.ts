import type { HashCost } from '../../src/adapters/hashing/hash-worker.ts'
import type { BareHashRate } from './bare-hash.ts'
import type { CpuTime } from './cpu-time.ts'
import type { DriverSlice } from './driver-process.ts'
import { type Column, markdownTable } from './markdown-table.ts'
import { median, percentile, sum } from './statistics.ts'

/** One slice of serving, and what the machine hashed around it. */
export interface MeasuredSlice {
  readonly database: string
  readonly clients: number
  readonly load: DriverSlice
  /** Of server and database during the slice; absent where the system does not tell. */
  readonly cpu: CpuTime | undefined
  readonly bare: BareHashRate
}

const column = (title: string, alignment: Column['alignment'] = 'right'): Column => ({ title, alignment })
const columns = [
  column('Database', 'left'),
  column('Clients'),
  column('Registrations/s'),
  column('Bare hashes/s'),
  column('Ratio'),
  column('p50 ms'),
  column('p95 ms'),
  column('p99 ms'),
  column('503'),
  column('Errors'),
  column('CPU beyond the hash, ms'),
  column('Server, hash threads'),
  column('Server, main thread'),
  column('Server, other threads'),
  column('PostgreSQL'),
  column('Bare hash'),
  column('Driver'),
]

/** A row for each database and number of clients; each figure is the median of its rounds. */
export function registrationTable(slices: readonly MeasuredSlice[], cores: number): string {
  const groups = Map.groupBy(slices, ({ database, clients }) => `${database} ${clients}`)
  return markdownTable(
    columns,
    [...groups.values()].map((group) => rowOf(group, cores)),
  )
}

/** The driver's processor time is taken out, as if the clients were on machines of their own. */
function registrationsPerSecond({ load }: MeasuredSlice, cores: number): number {
  return (load.registered / (load.milliseconds - load.cpuMilliseconds / cores)) * 1000
}

function rowOf(slices: readonly MeasuredSlice[], cores: number): string[] {
  const of = (figure: (slice: MeasuredSlice) => number) => median(slices.map(figure))
  const perRegistration = (part: (cpu: CpuTime) => number) =>
    of(({ cpu, load }) => (cpu ? part(cpu) / load.registered : Number.NaN))
  const latency = (share: number) => of(({ load }) => percentile(load.latencies, share)).toFixed(1)
  const beyondHash = ({ cpu, load, bare }: MeasuredSlice) =>
    cpu ? sum(Object.values(cpu)) / load.registered - bare.cpuMillisecondsPerHash : Number.NaN
  const milliseconds = (figure: number) => (Number.isNaN(figure) ? 'not measured' : figure.toFixed(2))
  return [
    slices[0]?.database ?? '',
    String(slices[0]?.clients ?? ''),
    of((slice) => registrationsPerSecond(slice, cores)).toFixed(1),
    of(({ bare }) => bare.hashesPerSecond).toFixed(1),
    of((slice) => registrationsPerSecond(slice, cores) / slice.bare.hashesPerSecond).toFixed(3),
    latency(0.5),
    latency(0.95),
    latency(0.99),
    String(sum(slices.map(({ load }) => load.busy))),
    String(sum(slices.map(({ load }) => load.failed))),
    milliseconds(of(beyondHash)),
    milliseconds(perRegistration(({ hashThreads }) => hashThreads)),
    milliseconds(perRegistration(({ mainThread }) => mainThread)),
    milliseconds(perRegistration(({ otherThreads }) => otherThreads)),
    milliseconds(perRegistration(({ database }) => database)),
    milliseconds(of(({ bare }) => bare.cpuMillisecondsPerHash)),
    milliseconds(of(({ load }) => load.cpuMilliseconds / load.registered)),
  ]
}

export interface Method {
  readonly cost: HashCost
  readonly cores: number
  readonly threads: number
  readonly seconds: number
  readonly rounds: number
}

/** How the figures came about, for whoever doubts them. */
export const registrationMethod = ({ cost, cores, threads, seconds, rounds }: Method): string =>
  `Made by \`npm run bench\`. Every registration goes over HTTP (\`POST /api/v1/customers/\`, another person each time) to one
server process with Argon2id at m = ${cost.memoryKib} KiB, t = ${cost.passes}, p = ${cost.parallelism}, everything else at its default but the limits, which are off.
Each client has a keep-alive connection and asks again as soon as it is answered, after a 503 when its Retry-After is over. Driver, server and database share the
machine's ${cores} cores. Serving slices of ${seconds} s take turns with slices in which nothing runs but the same hash on ${threads} bare
threads, and each is compared with the two around it, so that a machine that slows down slows both; figures are medians of
${rounds} rounds, 503 and errors are sums.

- Registrations/s: registrations / (wall time - the driver's processor time / ${cores} cores). With one client only one hash runs at a time, so one core at most is busy hashing while the bare rate is that of all.
- Ratio: registrations/s to bare hashes/s.
- CPU beyond the hash: processor time of the server process and of every PostgreSQL process during the slice, for each registration, less that of one bare hash. The columns after it are its parts. It is read from /proc, so on Linux only; what the kernel does for them in threads of its own (writing to the disk, for one) is in no column. PGlite runs in the server's main thread.`
