import type { HashCost } from '../../src/adapters/hashing/hash-worker.ts'
import type { BareHashRate } from './bare-hash.ts'
import type { CpuTime } from './cpu-time.ts'
import { doneWithoutDriver } from './done-without-driver.ts'
import type { DriverSlice } from './driver-process.ts'
import type { LoadKind } from './load.ts'
import { type Column, markdownTable } from './markdown-table.ts'
import { median, percentile, sum } from './statistics.ts'

/** One slice of serving, and what the machine hashed around it. */
export interface MeasuredSlice {
  readonly database: string
  readonly kind: LoadKind
  readonly clients: number
  readonly driven: DriverSlice
  /** Of server and database during the slice; absent where the system does not tell. */
  readonly cpu: CpuTime | undefined
  readonly bare: BareHashRate
  /** Of the server's event loop, 99 times in a hundred no more. */
  readonly eventLoopDelayMilliseconds: number
}

/** How a figure is read off a group of like slices, and whether it says something about hashing. */
interface Figure extends Column {
  readonly ofHashing: boolean
  read(group: readonly MeasuredSlice[], cores: number): string
}

const figure = (title: string, read: Figure['read'], ofHashing = false): Figure => ({
  title,
  read,
  ofHashing,
  alignment: 'right',
})
const ofHashing = (title: string, read: Figure['read']): Figure => figure(title, read, true)

const middle = (group: readonly MeasuredSlice[], of: (slice: MeasuredSlice) => number): number => median(group.map(of))
const total = (group: readonly MeasuredSlice[], of: (slice: MeasuredSlice) => number): string => String(sum(group.map(of)))
const milliseconds = (value: number): string => (Number.isNaN(value) ? 'not measured' : value.toFixed(2))

const latency = (share: number): Figure =>
  figure(`p${share * 100} ms`, (group) => middle(group, ({ driven }) => percentile(driven.latencies, share)).toFixed(1))

const cpuOf = (title: string, part: (cpu: CpuTime) => number, aboutHashing = false): Figure =>
  figure(
    title,
    (group) => milliseconds(middle(group, ({ cpu, driven }) => (cpu ? part(cpu) / driven.done : Number.NaN))),
    aboutHashing,
  )

const donePerSecond = ({ driven }: MeasuredSlice, cores: number): number => doneWithoutDriver(driven, cores)

const beyondHash = ({ cpu, driven, bare, kind }: MeasuredSlice): number => {
  if (!cpu) return Number.NaN
  return sum(Object.values(cpu)) / driven.done - (kind === 'profile reads' ? 0 : bare.cpuMillisecondsPerHash)
}

const figures: readonly Figure[] = [
  { ...figure('Database', (group) => group[0]?.database ?? ''), alignment: 'left' },
  figure('Clients', (group) => String(group[0]?.clients ?? '')),
  figure('Done/s', (group, cores) => middle(group, (slice) => donePerSecond(slice, cores)).toFixed(1)),
  ofHashing('Bare hashes/s', (group) => middle(group, ({ bare }) => bare.hashesPerSecond).toFixed(1)),
  ofHashing('Ratio', (group, cores) =>
    middle(group, (slice) => donePerSecond(slice, cores) / slice.bare.hashesPerSecond).toFixed(3),
  ),
  latency(0.5),
  latency(0.95),
  latency(0.99),
  figure('Event loop p99 ms', (group) =>
    middle(group, ({ eventLoopDelayMilliseconds }) => eventLoopDelayMilliseconds).toFixed(1),
  ),
  figure('503', (group) => total(group, ({ driven }) => driven.busy)),
  figure('Errors', (group) => total(group, ({ driven }) => driven.failed)),
  figure('CPU beyond the hash, ms', (group) => milliseconds(middle(group, beyondHash))),
  cpuOf('Server, hash threads', ({ hashThreads }) => hashThreads, true),
  cpuOf('Server, main thread', ({ mainThread }) => mainThread),
  cpuOf('Server, other threads', ({ otherThreads }) => otherThreads),
  cpuOf('PostgreSQL', ({ database }) => database),
  ofHashing('Bare hash', (group) => milliseconds(middle(group, ({ bare }) => bare.cpuMillisecondsPerHash))),
  figure('Driver', (group) => milliseconds(middle(group, ({ driven }) => driven.cpuMilliseconds / driven.done))),
]

/** A row for each database and number of clients; each figure is the median of its rounds. */
export function throughputTable(slices: readonly MeasuredSlice[], cores: number): string {
  const hashes = slices.some(({ kind }) => kind !== 'profile reads')
  const shown = figures.filter((candidate) => hashes || !candidate.ofHashing)
  const groups = Map.groupBy(slices, ({ database, clients }) => `${database} ${clients}`)
  return markdownTable(
    shown,
    [...groups.values()].map((group) => shown.map(({ read }) => read(group, cores))),
  )
}

export interface Method {
  readonly cost: HashCost
  readonly cores: number
  readonly threads: number
  readonly seconds: number
  readonly rounds: number
}

/** How the figures came about, for whoever doubts them. */
export const throughputMethod = ({ cost, cores, threads, seconds, rounds }: Method): string =>
  `Made by \`npm run bench\`, over HTTP to one server process: registrations are \`POST /api/v1/customers/\`, another person each
time; sign-ins \`POST /auth/token/\` with the right password, reads \`GET /api/v1/customers/{id}/\` with an access token, of 256
customers in turn. Argon2id at m = ${cost.memoryKib} KiB, t = ${cost.passes}, p = ${cost.parallelism}, everything else at its default but the limits and the log line
of each request, which are off. Each client has a keep-alive connection and asks again as soon as it is answered, after a 503
when its Retry-After is over. Driver, server and database share the machine's ${cores} cores. Serving slices of ${seconds} s take turns with
slices in which nothing runs but the same hash on ${threads} bare threads, and each is compared with the two around it, so that a
machine that slows down slows both; figures are medians of ${rounds} rounds, 503 and errors are sums.

- Done/s: requests answered as hoped / (wall time - the driver's processor time / ${cores} cores). With one client only one hash runs at a time, so one core at most is busy hashing while the bare rate is that of all.
- Ratio: done/s to bare hashes/s.
- Event loop p99: how late the server's main thread was, 99 times in a hundred no more.
- CPU beyond the hash: processor time of the server process and of every PostgreSQL process during the slice, for each request, less that of one bare hash where the request hashes. The columns after it are its parts. It is read from /proc, so on Linux only; what the kernel does for them in threads of its own (writing to the disk, for one) is in no column. PGlite runs in the server's main thread.`
