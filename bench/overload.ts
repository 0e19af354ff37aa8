import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readConfig } from '../src/config/config.ts'
import { startBareHashing } from './support/bare-hash.ts'
import { registerBearers } from './support/bearers.ts'
import { startDatabase } from './support/bench-database.ts'
import type { Calm } from './support/calm.ts'
import { doneWithoutDriver } from './support/done-without-driver.ts'
import { startDriver } from './support/driver.ts'
import { describeMachine } from './support/machine.ts'
import { drawOverload } from './support/overload-picture.ts'
import { judge, type Promised } from './support/overload-promises.ts'
import { overloadReport } from './support/overload-report.ts'
import type { Step } from './support/overload-table.ts'
import { writeReliability } from './support/results.ts'
import { freePort, startServer } from './support/server-process.ts'
import * as storms from './support/storm.ts'
import { wholeNumbers } from './support/whole-numbers.ts'

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    // Of capacity.
    percent: { type: 'string', default: '50,100,200,500,500,500,500,500' },
    // Where the server leaves a V8 profile of its threads; profiling makes the figures worse.
    profile: { type: 'string' },
  },
})
const [seconds = 10] = wholeNumbers('--seconds', options.seconds)
const percents = wholeNumbers('--percent', options.percent).toSorted((one, other) => one - other)

const cores = availableParallelism()
const milliseconds = seconds * 1000
const warmUpMilliseconds = 5_000
const calmMilliseconds = 10_000
const customers = 256
const picture = fileURLToPath(new URL('../docs/overload.svg', import.meta.url))

const measureCapacity = async (storming: storms.Storming): Promise<number> =>
  doneWithoutDriver(await storms.measureCapacity(storming, milliseconds), cores)

/** Each storm between two looks at what the machine takes on, which is not always the same. */
async function measureSteps(storming: storms.Storming, calm: Calm): Promise<readonly Step[]> {
  const steps: Step[] = []
  let before = await measureCapacity(storming)
  for (const percent of percents) {
    const perSecond = (before * percent) / 100
    const storm = await storms.measureStorm(storming, { flooded: 'registrations', perSecond, milliseconds, calm })
    const after = await measureCapacity(storming)
    steps.push({ storm, times: percent / 100, capacityPerSecond: (before + after) / 2 })
    before = after
  }
  return steps
}

async function measure(storming: storms.Storming) {
  await storms.measureCapacity(storming, warmUpMilliseconds)
  const calm = await storms.measureCalm(storming, calmMilliseconds)
  const steps = await measureSteps(storming, calm)
  const last = steps.at(-1)
  if (!last) throw new Error('there was no storm')
  const worst = steps.filter(({ times }) => times === last.times)
  const perSecond = last.times * last.capacityPerSecond
  const signIns = await storms.measureStorm(storming, { flooded: 'sign-ins', perSecond, milliseconds, calm })
  return { calm, steps, worst, floods: [last.storm, signIns] }
}

const config = readConfig({})
const cost = { memoryKib: config.hashMemoryKib, passes: config.hashPasses, parallelism: config.hashParallelism }
const bare = startBareHashing(cost, config.hashWorkers)
const { cpuMillisecondsPerHash: hashMilliseconds } = await bare.measure(2_000).finally(() => bare.close())

const database = await startDatabase('postgresql')
const crowd = startDriver()
let measured: Awaited<ReturnType<typeof measure>>
try {
  const nodeOptions = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : []
  const server = await startServer({ settings: database.settings, port: await freePort(), nodeOptions })
  const bearers = await registerBearers(server.port, 'bearer', customers)
  const runs = { count: 0 }
  const newRun = () => {
    runs.count += 1
    return `r${runs.count}`
  }
  measured = await measure({ port: server.port, crowd, bearers, newRun }).finally(() => server.stop())
} finally {
  crowd.close()
  await database.close()
}

const { steps, worst, floods } = measured
const { hashDeadlineMilliseconds: deadlineMilliseconds } = config
const promises = judge({ worst, floods, deadlineMilliseconds, hashMilliseconds, cores })
writeFileSync(picture, drawOverload(steps, cores))
const about = { ...measured, promises, cost, cores, seconds, deadlineMilliseconds, hashMilliseconds, threads: config.hashWorkers }
const machine = describeMachine([database.name])
writeReliability('Registrations at up to five times capacity', `${machine}\n\n${overloadReport(about)}`)
const broken = promises.filter(({ isHeld }) => !isHeld)
const lineOf = ({ what, seen }: Promised) => `Not held: ${what}; seen: ${seen}\n`
for (const promise of broken) process.stderr.write(lineOf(promise))
if (broken.length > 0) process.exitCode = 1
