import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type BenchDatabase, startDatabase } from './support/bench-database.ts'
import { cpuBetween, measuresCpu, readCpuTime } from './support/cpu-time.ts'
import { type Driver, startDriver } from './support/driver.ts'
import type { DriverSlice } from './support/driver-process.ts'
import { describeMachine } from './support/machine.ts'
import { type Column, markdownTable } from './support/markdown-table.ts'
import { writeResults } from './support/results.ts'
import { readEventLoopDelay, residentMegabytes } from './support/server-figures.ts'
import { freePort, type ServerProcess, startServer } from './support/server-process.ts'
import { median, percentile, sum } from './support/statistics.ts'
import { makeTenants, settingsBytes } from './support/tenants.ts'
import { wholeNumbers } from './support/whole-numbers.ts'

const { values: options } = parseArgs({
  options: {
    tenants: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '5' },
    clients: { type: 'string', default: '8' },
    starts: { type: 'string', default: '5' },
  },
})
const [tenants = 10_000] = wholeNumbers('--tenants', options.tenants)
const [seconds = 10] = wholeNumbers('--seconds', options.seconds)
const [rounds = 5] = wholeNumbers('--rounds', options.rounds)
const [clients = 8] = wholeNumbers('--clients', options.clients)
const [starts = 5] = wholeNumbers('--starts', options.starts)

// What a start leaves for afterwards is done by then.
const restMilliseconds = 2_000
const idleMilliseconds = 5_000
const settleMilliseconds = 500
const preparedPerSecond = 400

/** An installation with so many tenants, and what was measured of it. */
interface Side {
  readonly tenants: number
  readonly database: BenchDatabase
  readonly hosts: readonly string[]
  readonly startSeconds: number[]
  readonly idleMegabytes: number[]
  /** Of server and database, per second of the wall. */
  readonly idleCpuMilliseconds: number[]
  readonly slices: { readonly driven: DriverSlice; readonly eventLoopDelayMilliseconds: number }[]
}

const start = async ({ database }: Side): Promise<ServerProcess> =>
  startServer({ settings: database.settings, port: await freePort() })

/** The first start makes the tables. */
async function prepare(count: number): Promise<Side> {
  const database = await startDatabase('postgresql')
  const side = { tenants: count, database, startSeconds: [], idleMegabytes: [], idleCpuMilliseconds: [], slices: [] }
  await (await start({ ...side, hosts: [] })).stop()
  return { ...side, hosts: await makeTenants(database, count) }
}

/** Starts a server and leaves it alone, with nothing else running. */
async function measureIdle(side: Side): Promise<void> {
  const server = await start(side)
  const readCpu = () => (measuresCpu ? readCpuTime(server.pid, side.database.postmasterPid) : undefined)
  await sleep(restMilliseconds)
  const before = readCpu()
  await sleep(idleMilliseconds)
  const after = readCpu()
  side.startSeconds.push(server.startMilliseconds / 1000)
  side.idleMegabytes.push(residentMegabytes(server.pid))
  if (before && after) side.idleCpuMilliseconds.push(sum(Object.values(cpuBetween(before, after))) / (idleMilliseconds / 1000))
  await server.stop()
}

const runs = { count: 0 }

interface Serving {
  readonly side: Side
  readonly server: ServerProcess
}

async function measureLoad({ side, server: { port } }: Serving, driver: Driver): Promise<void> {
  runs.count += 1
  const run = `r${runs.count}`
  const load = { kind: 'registrations', run, prepared: (seconds + 1) * preparedPerSecond, hosts: side.hosts } as const
  await driver.start({ port, clients, load })
  await sleep(settleMilliseconds)
  await readEventLoopDelay(port)
  await driver.mark()
  await sleep(seconds * 1000)
  const driven = await driver.mark()
  const eventLoopDelayMilliseconds = await readEventLoopDelay(port)
  await driver.stop()
  side.slices.push({ driven, eventLoopDelayMilliseconds })
}

/** Slices in turn, each side as often first, after one that warms up. */
async function measureLoads(serving: readonly Serving[], driver: Driver): Promise<void> {
  for (const one of serving) await measureLoad(one, driver)
  for (const { side } of serving) side.slices.length = 0
  for (let round = 0; round < rounds; round += 1) {
    for (const one of round % 2 === 0 ? serving : serving.toReversed()) await measureLoad(one, driver)
  }
}

/** How many tenants have customers by now: that requests found their way. */
async function reachedTenants({ database }: Side): Promise<string> {
  const [row] = await database.examine((query) =>
    query<{ reached: string }>('select count(distinct tenant_id)::text as reached from customer'),
  )
  return row?.reached ?? ''
}

const right = (title: string): Column => ({ title, alignment: 'right' })
const columns = [
  ...['Tenants', 'Start, s', 'Idle, MB', 'Idle CPU, ms/s', 'Registrations/s', 'p50 ms', 'p99 ms', 'Event loop p99 ms'],
  ...['After load, MB', '503', 'Errors', 'Tenants with customers'],
].map(right)

async function rowOf({ side, server }: Serving): Promise<readonly string[]> {
  const middle = (of: (slice: Side['slices'][number]) => number) => median(side.slices.map(of))
  return [
    String(side.tenants),
    median(side.startSeconds).toFixed(2),
    median(side.idleMegabytes).toFixed(0),
    side.idleCpuMilliseconds.length > 0 ? median(side.idleCpuMilliseconds).toFixed(1) : 'not measured',
    middle(({ driven }) => (driven.done / driven.milliseconds) * 1000).toFixed(1),
    middle(({ driven }) => percentile(driven.latencies, 0.5)).toFixed(1),
    middle(({ driven }) => percentile(driven.latencies, 0.99)).toFixed(1),
    middle(({ eventLoopDelayMilliseconds }) => eventLoopDelayMilliseconds).toFixed(1),
    residentMegabytes(server.pid).toFixed(0),
    String(sum(side.slices.map(({ driven }) => driven.busy))),
    String(sum(side.slices.map(({ driven }) => driven.failed))),
    await reachedTenants(side),
  ]
}

const driver = startDriver()
const sides: Side[] = []
const serving: Serving[] = []
let rows: readonly (readonly string[])[]
try {
  for (const count of [1, tenants]) sides.push(await prepare(count))
  for (let n = 0; n < starts; n += 1) for (const side of sides) await measureIdle(side)
  for (const side of sides) serving.push({ side, server: await start(side) })
  await measureLoads(serving, driver)
  rows = await Promise.all(serving.map(rowOf))
} finally {
  driver.close()
  for (const { server } of serving) await server.stop()
  for (const { database } of sides) await database.close()
}
const method = `Made by \`npm run bench:tenants\`: two installations, each with a database server of its own, one with a single tenant beside the one
that every installation has, one with ${tenants}. Each tenant is a row with ${settingsBytes} bytes of settings and the name of a host. ${starts} starts of
each in turn with nothing else running: from starting the process to its first \`ready\`, its resident memory ${(restMilliseconds + idleMilliseconds) / 1000} s later, and the
processor time that server and database took in the last ${idleMilliseconds / 1000} of them. Then both servers run, and ${clients} clients register new people
(\`POST /api/v1/customers/\`) with one of them at a time, each request at the host of a tenant drawn at random: slices of ${seconds} s in turn,
medians of ${rounds} rounds after one to warm up, sums of 503 and of errors; the server at rest goes on with what it does beside requests.
Drivers, servers and databases share the machine's cores.

- Tenants with customers: how many the registrations have reached, the warm-up included.
- After load: resident memory of the server when the last slice is over.`
const machine = describeMachine([...new Set(sides.map(({ database }) => database.name))])
writeResults('Many tenants', `${machine}\n\n${markdownTable(columns, rows)}\n\n${method}`)
if (sides.some(({ slices }) => slices.some(({ driven }) => driven.failed > 0))) process.exitCode = 1
