import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { readConfig } from '../src/config/config.ts'
import { type BareHashing, type BareHashRate, startBareHashing } from './support/bare-hash.ts'
import { registerBearers } from './support/bearers.ts'
import { type BenchDatabase, enginesCalled, startDatabase } from './support/bench-database.ts'
import { cpuBetween, measuresCpu, readCpuTime } from './support/cpu-time.ts'
import { type Driver, startDriver } from './support/driver.ts'
import type { Bearer, Load, LoadKind } from './support/load.ts'
import { describeMachine } from './support/machine.ts'
import { writeResults } from './support/results.ts'
import { readEventLoopDelay } from './support/server-figures.ts'
import { freePort, type ServerProcess, startServer } from './support/server-process.ts'
import { type MeasuredSlice, throughputMethod, throughputTable } from './support/throughput-table.ts'
import { wholeNumbers } from './support/whole-numbers.ts'

const kinds = ['registrations', 'sign-ins', 'profile reads'] as const satisfies readonly LoadKind[]
const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '8' },
    clients: { type: 'string', default: '1,8,64' },
    engine: { type: 'string' },
    // One of the kinds alone.
    only: { type: 'string' },
    // Where the server leaves a V8 profile of each of its threads; profiling makes the figures worse.
    profile: { type: 'string' },
  },
})
const [seconds = 2] = wholeNumbers('--seconds', options.seconds)
const [rounds = 8] = wholeNumbers('--rounds', options.rounds)
const widths = wholeNumbers('--clients', options.clients)
const chosen = kinds.filter((kind) => options.only === undefined || kind === options.only)
if (chosen.length === 0) throw new Error(`--only is ${options.only}. Accepted: ${kinds.join(' or ')}.`)

// A driver's first answers come from an empty queue; the slice begins when the queue is as long as it stays.
const settleMilliseconds = 500
// The engine compiles what it has seen often, and a server in service has seen it all.
const warmUp = { clients: 64, milliseconds: 5_000 }
const preparedPerSecond = 400
const customers = 256

interface Bench {
  readonly database: BenchDatabase
  readonly server: ServerProcess
  readonly bearers: readonly Bearer[]
  readonly driver: Driver
  readonly bare: BareHashing
}

const runs = { count: 0 }
const nextRun = () => {
  runs.count += 1
  return `r${runs.count}`
}

function loadOf(kind: LoadKind, bearers: readonly Bearer[], prepared: number): Load {
  if (kind === 'registrations') return { kind, run: nextRun(), prepared }
  return kind === 'sign-ins' ? { kind, emails: bearers.map(({ email }) => email) } : { kind, bearers }
}

async function measureServer(bench: Bench, kind: LoadKind, clients: number): Promise<Omit<MeasuredSlice, 'bare'>> {
  const { server, driver, database, bearers } = bench
  await driver.start({ port: server.port, clients, load: loadOf(kind, bearers, (seconds + 1) * preparedPerSecond) })
  await sleep(settleMilliseconds)
  const readCpu = () => (measuresCpu ? readCpuTime(server.pid, database.postmasterPid) : undefined)
  await readEventLoopDelay(server.port)
  const before = readCpu()
  await driver.mark()
  await sleep(seconds * 1000)
  const driven = await driver.mark()
  const after = readCpu()
  const eventLoopDelayMilliseconds = await readEventLoopDelay(server.port)
  await driver.stop()
  const cpu = before && after && cpuBetween(before, after)
  return { database: database.name, kind, clients, driven, cpu, eventLoopDelayMilliseconds }
}

/** Bare and serving slices take turns, and each serving one is held against the bare ones around it. */
async function measureRounds(bench: Bench): Promise<MeasuredSlice[]> {
  const slices: MeasuredSlice[] = []
  let before = await bench.bare.measure(seconds * 1000)
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of chosen) {
      for (const clients of widths) {
        const served = await measureServer(bench, kind, clients)
        const after = await bench.bare.measure(seconds * 1000)
        slices.push({ ...served, bare: between(before, after) })
        before = after
      }
    }
  }
  return slices
}

const between = (one: BareHashRate, other: BareHashRate): BareHashRate => ({
  hashesPerSecond: (one.hashesPerSecond + other.hashesPerSecond) / 2,
  cpuMillisecondsPerHash: (one.cpuMillisecondsPerHash + other.cpuMillisecondsPerHash) / 2,
})

async function measureEngine(database: BenchDatabase, driver: Driver, bare: BareHashing): Promise<MeasuredSlice[]> {
  const nodeOptions = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : []
  const server = await startServer({ settings: database.settings, port: await freePort(), nodeOptions })
  try {
    const { port } = server
    const bearers = await registerBearers(port, 'bearer', customers)
    for (const kind of chosen) {
      await driver.start({ port, clients: warmUp.clients, load: loadOf(kind, bearers, 0) })
      await sleep(warmUp.milliseconds)
      await driver.stop()
    }
    return await measureRounds({ database, server, bearers, driver, bare })
  } finally {
    await server.stop()
  }
}

const config = readConfig({})
const cost = { memoryKib: config.hashMemoryKib, passes: config.hashPasses, parallelism: config.hashParallelism }
const bare = startBareHashing(cost, config.hashWorkers)
const driver = startDriver()
const slices: MeasuredSlice[] = []
try {
  for (const engine of enginesCalled(options.engine)) {
    const database = await startDatabase(engine)
    process.stderr.write(`${database.name}: ${rounds} rounds of ${chosen.length * widths.length * 2} slices of ${seconds} s\n`)
    slices.push(...(await measureEngine(database, driver, bare).finally(() => database.close())))
  }
} finally {
  driver.close()
  await bare.close()
}
const cores = availableParallelism()
const machine = describeMachine([...new Set(slices.map(({ database }) => database))])
const tables = chosen.map((kind) => {
  const ofKind = slices.filter((slice) => slice.kind === kind)
  return `### ${kind[0]?.toUpperCase()}${kind.slice(1)}\n\n${throughputTable(ofKind, cores)}`
})
const method = throughputMethod({ cost, cores, threads: config.hashWorkers, seconds, rounds })
writeResults('Throughput', [machine, ...tables, method].join('\n\n'))
if (slices.some(({ driven }) => driven.busy + driven.failed > 0)) process.exitCode = 1
