import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { askRunningServer } from '../src/control/socket-client.ts'
import { startDatabase } from './support/bench-database.ts'
import { type GarbageCollection, garbageCollectionOf } from './support/garbage-collection.ts'
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
const warmingMilliseconds = minutes * 30_000
const visitors = 16
const capacityMilliseconds = 10_000
const betweenLooksMilliseconds = Math.min(10_000, (minutes * 60_000) / 60)
const looksBetweenCollections = 6
// While a hash is made it holds 19 MB, and at 70 % there are moments with two of them, one and none.
const collections = 5
const watchedMilliseconds = 200
const betweenGlancesMilliseconds = 5
const mostMegabytesAnHour = 5

/** What the server had at one moment. */
interface Look {
  readonly hours: number
  readonly megabytes: number
  readonly files: number
  /** The least memory that was left when its garbage was collected then, several times. */
  readonly heldMegabytes?: number
}

interface Soak {
  readonly databaseName: string
  readonly visitsPerSecond: number
  readonly tally: Tally
  readonly looks: readonly Look[]
}

/** @returns the least resident memory of the server in the moments after several collections of its garbage, in MB */
async function leastHeld(pid: number, garbage: GarbageCollection): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let done = 0; done < collections; done += 1) {
    await garbage.collect()
    const ends = performance.now() + watchedMilliseconds
    while (performance.now() < ends) {
      least = Math.min(least, residentMegabytes(pid))
      await sleep(betweenGlancesMilliseconds)
    }
  }
  return least
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
    const [port, inspectorPort] = [await freePort(), await freePort()]
    const nodeOptions = [`--inspect=127.0.0.1:${inspectorPort}`]
    const server = await startServer({ settings: database.settings, port, nodeOptions })
    scope.after(() => server.stop())
    const garbage = await garbageCollectionOf(inspectorPort)
    scope.after(() => garbage.close())
    const keys = await keysFrom(database.settings['PATRON_DATA_DIR'] ?? '')
    let count = new Count()
    const visits = (run: string) => visitsOf(`http://127.0.0.1:${server.port}`, run, keys, () => count)
    const visitsPerSecond = share * (await measureCapacity(visits('capacity')))
    const endOfVisits = keepVisiting(visits('soak'), visitsPerSecond)
    const began = performance.now()
    await sleep(warmingMilliseconds)
    count = new Count()
    const looks: Look[] = []
    while (performance.now() - began < warmingMilliseconds + minutes * 60_000) {
      const hours = (performance.now() - began) / 3_600_000
      const seen = { hours, megabytes: residentMegabytes(server.pid), files: openFiles(server.pid) }
      if (looks.length % looksBetweenCollections === 0) {
        const heldMegabytes = await leastHeld(server.pid, garbage)
        looks.push({ ...seen, heldMegabytes })
        process.stderr.write(`${(hours * 60).toFixed(0)} min: held ${heldMegabytes.toFixed(1)} MB, ${seen.files} open files\n`)
      } else looks.push(seen)
      await sleep(betweenLooksMilliseconds)
    }
    await endOfVisits()
    return { databaseName: database.name, visitsPerSecond, tally: count.tally(), looks }
  })

const { databaseName, visitsPerSecond, tally, looks } = await soak()
const held = looks.flatMap(({ hours, heldMegabytes }) => (heldMegabytes === undefined ? [] : [[hours, heldMegabytes] as const]))
const megabytesAnHour = slopeOf(held)
const half = Math.ceil(looks.length / 2)
const halves = [looks.slice(0, half), looks.slice(half)]
const mostOf = (figure: 'megabytes' | 'files') => halves.map((some) => Math.max(...some.map((look) => look[figure])))
// Connections come and go. What is never closed is there when they are fewest.
const fewest = halves.map((some) => Math.min(...some.map(({ files }) => files)))
const [fewestBefore = Number.NaN, fewestAfter = Number.NaN] = fewest
const isEven = megabytesAnHour < mostMegabytesAnHour && fewestAfter <= fewestBefore

const right = (title: string): Column => ({ title, alignment: 'right' })
const columns = [
  ...['Minutes', 'Visits/s', 'Requests', 'Shed', 'Other', 'p95 ms', 'Slowest, s'],
  ...['Held, MB', 'Held, MB/h', 'Resident, MB', 'Fewest open files', 'Most'],
].map(right)
const row = [
  String(minutes),
  visitsPerSecond.toFixed(1),
  String(tally.done),
  String(tally.shed),
  String(tally.other),
  tally.p95Milliseconds.toFixed(0),
  (tally.slowestMilliseconds / 1000).toFixed(1),
  (held.at(-1)?.[1] ?? Number.NaN).toFixed(0),
  megabytesAnHour.toFixed(1),
  mostOf('megabytes')
    .map((megabytes) => megabytes.toFixed(0))
    .join(', '),
  fewest.join(', '),
  mostOf('files').join(', '),
]
const method = `Made by \`npm run bench:soak\`. People come to three surfaces (Django REST, GraphQL of storefronts, signed customer API) in turn, register,
sign in and look at their profiles, at ${share * 100} % of the visits a second that ${visitors} visitors at a time came to in ${capacityMilliseconds / 1000} s before. Hashes cost what
they do in production. Half as long before is not counted. Promised: less than ${mostMegabytesAnHour} MB more held an hour, and no more open
files when they are fewest.

- Held: the least resident memory of the server in the ${watchedMilliseconds} ms after all its garbage was collected, ${collections} times in a row, once
  a minute: a hash that is being made holds 19 MB. In MB at the end, and in MB an hour the slope of the line through all of it.
  Between two collections of its own Node lets a server under load grow by 200 MB and fall again, which hides whether anything stays.
- Resident: the most resident memory at any look, one every ${betweenLooksMilliseconds / 1000} s, in the first and in the second half.
- Open files: the fewest and the most at any look, in the first and in the second half, sockets included. Connections come and go.`
writeReliability('Soak', `${describeMachine([databaseName])}\n\n${markdownTable(columns, [row])}\n\n${method}`)
if (!isEven || tally.other > 0) process.exitCode = 1
