import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { registerBearers } from './support/bearers.ts'
import { enginesCalled, startDatabase } from './support/bench-database.ts'
import { type Driver, startDriver } from './support/driver.ts'
import type { DriverSlice } from './support/driver-process.ts'
import type { Bearer } from './support/load.ts'
import { describeMachine } from './support/machine.ts'
import { type Column, markdownTable } from './support/markdown-table.ts'
import { writeResults } from './support/results.ts'
import { readEventLoopDelay } from './support/server-figures.ts'
import { freePort, type ServerProcess, startServer } from './support/server-process.ts'
import { median, percentile, sum } from './support/statistics.ts'
import { wholeNumbers } from './support/whole-numbers.ts'

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    readers: { type: 'string', default: '8,64' },
    storm: { type: 'string', default: '256' },
    engine: { type: 'string' },
  },
})
const [seconds = 5] = wholeNumbers('--seconds', options.seconds)
const [rounds = 5] = wholeNumbers('--rounds', options.rounds)
const widths = wholeNumbers('--readers', options.readers)
const [storm = 256] = wholeNumbers('--storm', options.storm)

const settleMilliseconds = 2_000
const customers = 256

interface Slice {
  readonly database: string
  readonly readers: number
  readonly stormers: number
  readonly reads: DriverSlice
  readonly signIns: DriverSlice | undefined
  readonly eventLoopDelayMilliseconds: number
}

interface Drivers {
  readonly reading: Driver
  readonly signingIn: Driver
}

/** One slice of reads, in quiet or while others sign in. */
async function measure(
  { server, bearers, database }: { server: ServerProcess; bearers: readonly Bearer[]; database: string },
  { readers, stormers }: { readers: number; stormers: number },
  { reading, signingIn }: Drivers,
): Promise<Slice> {
  const { port } = server
  const emails = bearers.map(({ email }) => email)
  if (stormers > 0) await signingIn.start({ port, clients: stormers, load: { kind: 'sign-ins', emails } })
  await reading.start({ port, clients: readers, load: { kind: 'profile reads', bearers } })
  await sleep(settleMilliseconds)
  await readEventLoopDelay(port)
  await Promise.all([reading.mark(), signingIn.mark()])
  await sleep(seconds * 1000)
  const [reads, signIns] = await Promise.all([reading.mark(), signingIn.mark()])
  const eventLoopDelayMilliseconds = await readEventLoopDelay(port)
  await Promise.all([reading.stop(), stormers > 0 && signingIn.stop()])
  return { database, readers, stormers, reads, signIns: stormers > 0 ? signIns : undefined, eventLoopDelayMilliseconds }
}

const right = (title: string): Column => ({ title, alignment: 'right' })
const columns: readonly Column[] = [
  { title: 'Database', alignment: 'left' },
  ...[
    'Readers',
    'Signing in',
    'Reads/s',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'Errors',
    'Event loop p99 ms',
    'Sign-ins/s',
    'Told to wait',
  ].map(right),
]

function rowOf(group: readonly Slice[]): readonly string[] {
  const middle = (of: (slice: Slice) => number) => median(group.map(of))
  const latency = (share: number) => middle(({ reads }) => percentile(reads.latencies, share)).toFixed(1)
  const [first] = group
  return [
    first?.database ?? '',
    String(first?.readers),
    String(first?.stormers),
    middle(({ reads }) => (reads.done / reads.milliseconds) * 1000).toFixed(0),
    latency(0.5),
    latency(0.95),
    latency(0.99),
    String(sum(group.map(({ reads, signIns }) => reads.failed + reads.busy + (signIns?.failed ?? 0)))),
    middle((slice) => slice.eventLoopDelayMilliseconds).toFixed(1),
    middle(({ signIns }) => (signIns ? (signIns.done / signIns.milliseconds) * 1000 : 0)).toFixed(0),
    String(sum(group.map(({ signIns }) => signIns?.busy ?? 0))),
  ]
}

const drivers: Drivers = { reading: startDriver(), signingIn: startDriver() }
const slices: Slice[] = []
try {
  for (const engine of enginesCalled(options.engine)) {
    const database = await startDatabase(engine)
    const server = await startServer({ settings: database.settings, port: await freePort() })
    try {
      const bearers = await registerBearers(server.port, 'bearer', customers)
      const about = { server, bearers, database: database.name }
      await measure(about, { readers: 64, stormers: storm }, drivers) // to warm up
      for (let round = 0; round < rounds; round += 1) {
        for (const readers of widths) {
          for (const stormers of [0, storm]) slices.push(await measure(about, { readers, stormers }, drivers))
        }
      }
    } finally {
      await server.stop()
      await database.close()
    }
  }
} finally {
  drivers.reading.close()
  drivers.signingIn.close()
}
const groups = Map.groupBy(slices, ({ database, readers, stormers }) => `${database} ${readers} ${stormers}`)
const table = markdownTable(columns, [...groups.values()].map(rowOf))
const machine = describeMachine([...new Set(slices.map(({ database }) => database))])
const method = `Made by \`npm run bench:storm\`. Readers ask for their profile (\`GET /api/v1/customers/{id}/\`) again and again, in quiet and
while others sign in (\`POST /auth/token/\`, right passwords) as fast as they are answered, after a 503 when its Retry-After is
over. Slices of ${seconds} s in turn, medians of ${rounds} rounds, sums of errors and of 503. Both drivers, the server, its hash threads and the
database share the machine's cores, so part of what slows the reads is the drivers.`
writeResults('Reads in a sign-in storm', `${machine}\n\n${table}\n\n${method}`)
if (slices.some(({ reads, signIns }) => reads.failed + (signIns?.failed ?? 0) > 0)) process.exitCode = 1
