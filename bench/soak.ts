import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { askRunningServer } from '../src/control/socket-client.ts'
import { startDatabase } from './support/bench-database.ts'
import { describeMachine } from './support/machine.ts'
import { type Column, markdownTable } from './support/markdown-table.ts'
import { writeReliability } from './support/results.ts'
import { inScope } from './support/scope.ts'
import { openFiles, residentMegabytes } from './support/server-figures.ts'
import { freePort, startServer } from './support/server-process.ts'
import { type Visit, type VisitorKeys, visitsOf } from './support/soak-visits.ts'
import { slopeOf } from './support/statistics.ts'
import { Count, type Tally } from './support/tally.ts'
import { wholeNumbers } from './support/whole-numbers.ts'

const { values: options } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } })
const [minutes = 60] = wholeNumbers('--minutes', options.minutes)

const share = 0.7
// So long the server's memory may take to find its size, and what it remembers to be as much as it may be.
const warmingShare = 1 / 3
const visitors = 16
const capacityMilliseconds = 10_000
const betweenSamplesMilliseconds = Math.min(10_000, (minutes * 60_000) / 60)
const mostMegabytesAnHour = 5

/** What the server held at one moment. */
interface Sample {
  readonly hours: number
  readonly megabytes: number
  readonly files: number
}

interface Soak {
  readonly visitsPerSecond: number
  readonly tally: Tally
  readonly samples: readonly Sample[]
}

/** How many visits a second there are when everybody comes again at once. */
async function measureCapacity(visit: Visit): Promise<number> {
  const ends = performance.now() + capacityMilliseconds
  let made = 0
  const work = async () => {
    while (performance.now() < ends) {
      made += 1
      await visit(made)
    }
  }
  await Promise.all(Array.from({ length: visitors }, work))
  return made / (capacityMilliseconds / 1000)
}

/** Visits begin at even distances, as long as one of the visitors is free, until it is told to end. */
function keepVisiting(visit: Visit, perSecond: number): () => Promise<void> {
  const began = performance.now()
  let goesOn = true
  let made = 0
  const work = async () => {
    while (goesOn) {
      made += 1
      const n = made
      await sleep(Math.max(0, began + (n * 1000) / perSecond - performance.now()))
      if (goesOn) await visit(n)
    }
  }
  const working = Promise.all(Array.from({ length: visitors }, work))
  return async () => {
    goesOn = false
    await working
  }
}

async function keysFrom(dataDir: string): Promise<VisitorKeys> {
  const make = async (given: object) => {
    const made = await askRunningServer(dataDir, 'keys/create', { name: 'soak', ...given })
    if (!made) throw new Error('the server takes no commands')
    return (made.result as { text: string }).text
  }
  const storefront = await make({ kind: 'storefront' })
  return { storefront, signing: { id: 'soak-key', secret: await make({ kind: 'hmac', id: 'soak-key' }) } }
}

const soak = (): Promise<Soak> =>
  inScope(async (scope) => {
    const database = await startDatabase('postgresql')
    scope.after(() => database.close())
    const server = await startServer({ settings: database.settings, port: await freePort() })
    scope.after(() => server.stop())
    const keys = await keysFrom(database.settings['PATRON_DATA_DIR'] ?? '')
    let count = new Count()
    const visits = (run: string) => visitsOf(`http://127.0.0.1:${server.port}`, run, keys, () => count)
    const visitsPerSecond = share * (await measureCapacity(visits('capacity')))
    const endOfVisits = keepVisiting(visits('soak'), visitsPerSecond)
    const began = performance.now()
    await sleep(minutes * 60_000 * warmingShare)
    count = new Count()
    const samples: Sample[] = []
    while (performance.now() - began < minutes * 60_000) {
      const hours = (performance.now() - began) / 3_600_000
      samples.push({ hours, megabytes: residentMegabytes(server.pid), files: openFiles(server.pid) })
      await sleep(betweenSamplesMilliseconds)
    }
    await endOfVisits()
    return { visitsPerSecond, tally: count.tally(), samples }
  })

const { visitsPerSecond, tally, samples } = await soak()
const megabytesAnHour = slopeOf(samples.map(({ hours, megabytes }) => [hours, megabytes]))
// The most of each half, since connections to the database come and go.
const half = Math.ceil(samples.length / 2)
const [before, after] = [samples.slice(0, half), samples.slice(half)].map((some) => Math.max(...some.map(({ files }) => files)))
const isGrowing = (after ?? 0) > (before ?? 0)

const right = (title: string): Column => ({ title, alignment: 'right' })
const columns = [
  ...['Minutes', 'Visits/s', 'Requests', 'Shed', 'Other', 'p95 ms', 'Slowest, s'],
  ...['Memory, MB', 'Memory, MB/h', 'Open files, first half', 'Open files, second half'],
].map(right)
const row = [
  String(minutes),
  visitsPerSecond.toFixed(1),
  String(tally.done),
  String(tally.shed),
  String(tally.other),
  tally.p95Milliseconds.toFixed(0),
  (tally.slowestMilliseconds / 1000).toFixed(1),
  (samples.at(-1)?.megabytes ?? Number.NaN).toFixed(0),
  megabytesAnHour.toFixed(1),
  String(before),
  String(after),
]
const method = `Made by \`npm run bench:soak\`. People come to three surfaces (Django REST, GraphQL of storefronts, signed customer API) in turn, register,
sign in and look at their profiles, at ${share * 100} % of the visits a second that ${visitors} visitors at a time came to in ${capacityMilliseconds / 1000} s before. Hashes cost what
they do in production. The first third of the time is not counted. Promised: less than ${mostMegabytesAnHour} MB more an hour, and no more open files.

- Memory, MB/h: the slope of the line through the resident memory, looked at every ${betweenSamplesMilliseconds / 1000} s.
- Open files: the most at any look, sockets included.`
writeReliability('Soak', `${describeMachine(['PostgreSQL'])}\n\n${markdownTable(columns, [row])}\n\n${method}`)
if (megabytesAnHour >= mostMegabytesAnHour || isGrowing || tally.other > 0) process.exitCode = 1
