import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { askAlone, received } from './fuzz/ask-alone.ts'
import { type Driver, startDriver } from './fuzz/driver.ts'
import { type Found, load, save, sortOf } from './fuzz/found.ts'
import { type Installation, install } from './fuzz/installation.ts'
import { People } from './fuzz/people.ts'
import { faultsIn, report } from './fuzz/report.ts'
import type { SentRequest } from './fuzz/request.ts'
import { shrink } from './fuzz/shrink.ts'
import { merge, newTally, type Tally } from './fuzz/tally.ts'
import { describeMachine } from './support/machine.ts'
import { writeReliability } from './support/results.ts'
import { wholeNumbers } from './support/whole-numbers.ts'

const { values: options } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    connections: { type: 'string', default: '32' },
    drivers: { type: 'string', default: '1' },
    /** Where requests go whose answer none may be. */
    found: { type: 'string', default: 'fuzz-found' },
    /** One of them, to be sent again. */
    replay: { type: 'string' },
  },
})
const [requests = 1] = wholeNumbers('--requests', options.requests)
const [seed = 1] = wholeNumbers('--seed', options.seed)
const [connections = 1] = wholeNumbers('--connections', options.connections)
const [drivers = 1] = wholeNumbers('--drivers', options.drivers)

const shareWithLimits = 0.1
const linksEveryMilliseconds = 500
const shrinkTries = 300
const mostShrunk = 12
const replayTries = 5

interface Part {
  readonly first: number
  readonly last: number
  readonly hasLimits: boolean
}

/** Sends the requests of a part. @returns how many seconds that took */
async function send(installation: Installation, part: Part, tally: Tally, onFound: (found: Found) => void): Promise<number> {
  const { port } = installation.server
  const values = await installation.values()
  const began = performance.now()
  const started = Array.from({ length: drivers }, (_, index): Driver => {
    const own = { first: part.first + index, last: part.last, step: drivers, connections: Math.ceil(connections / drivers) }
    return startDriver({ task: { port, seed, hasLimits: part.hasLimits, ...own }, values }, onFound)
  })
  let isDone = false
  const all = Promise.all(started.map(({ done }) => done)).finally(() => {
    isDone = true
  })
  const giveLinks = async () => {
    while (!isDone) {
      await sleep(linksEveryMilliseconds)
      const newest = await installation.values()
      for (const driver of started) driver.give(newest)
    }
  }
  const [tallies] = await Promise.all([all, giveLinks()])
  for (const own of tallies) merge(tally, own)
  return (performance.now() - began) / 1000
}

/** Somebody to send single requests for. */
async function somebody({ server }: Installation, values: Readonly<Record<string, string>>, run: string): Promise<People> {
  const people = new People({ port: server.port, run, storefrontKey: values['storefrontKey'] ?? '', haveAddresses: true })
  await people.fill()
  return people
}

/** Prints each sort of what was found, with the smallest request that shows it. */
async function tellOf(installation: Installation, found: readonly Found[]): Promise<void> {
  const values = await installation.values()
  const people = await somebody(installation, values, `shrink${seed}`)
  const sorts = new Map(found.map((one) => [sortOf(one), one]))
  for (const one of [...sorts.values()].slice(0, mostShrunk)) {
    const { what, why } = one.verdict
    const stillSo = async (request: SentRequest) => {
      const { verdict } = await askAlone(installation.server.port, request, { ...values, ...people.some() })
      return verdict?.what === what && verdict.why === why
    }
    const request = what === 'hang' ? one.request : await shrink(one.request, stillSo, shrinkTries)
    const file = save(options.found, { ...one, request })
    process.stderr.write(`\n${what}: ${why}; seed ${one.seed}, request ${one.number}, again by --replay ${file}\n`)
    const { sent, outcome } = await askAlone(installation.server.port, request, { ...values, ...people.some() })
    process.stderr.write(`${sent.toString('latin1', 0, 1_500)}\n----\n${received(outcome).slice(0, 1_500)}\n`)
    await people.renew()
  }
}

async function fuzz(installation: Installation): Promise<void> {
  const [tally, found]: [Tally, Found[]] = [newTally(), []]
  const onFound = (one: Found) => void found.push(one)
  const limited = Math.max(1, Math.round(requests * shareWithLimits))
  const open = await send(installation, { first: 0, last: requests - limited, hasLimits: false }, tally, onFound)
  await installation.restart(true)
  const counted = await send(installation, { first: requests - limited, last: requests, hasLimits: true }, tally, onFound)
  await installation.restart(false)
  const rate = Math.round(requests / (open + counted))
  const method = `Made by \`npm run bench:fuzz -- --seed ${seed}\`. ${requests.toLocaleString('en')} requests, ${rate} a second. Each begins as one that a contract takes, of every
operation there is, signed in or signed as it should be, and is then changed: its method, path, query, headers, credentials,
values, GraphQL document, text, bytes or framing. They go to one server over ${connections} connections, several at a time over each;
every tenth goes to one whose limits are on, from 64 addresses.

- 5xx: any but 503 with \`Retry-After\`, which is a shed request.
- Hangs: no answer within 5 s. No answer: the connection ended instead.
- Left waiting: what announces more than it sends, or says nothing of its length; it is given up.
- Leaks: a stack trace, a path, words of the database or of Node, a hash, a planted secret, or a planted customer whom the caller may not see.
- Wrong shapes: any status, content type, header or body that the contract of that path does not have.`
  writeReliability('Fuzzed requests', `${describeMachine([installation.databaseName])}\n\n${report(tally)}\n\n${method}`)
  if (found.length > 0) await tellOf(installation, found)
  if (faultsIn(tally) > 0) process.exitCode = 1
}

/** Sends again what was found, for several people, and says whether the answer may be now. */
async function replay(installation: Installation, { request, hasLimits, verdict }: Found): Promise<void> {
  await installation.restart(hasLimits)
  const values = await installation.values()
  const people = await somebody(installation, values, 'replay')
  process.stderr.write(`found: ${verdict.what}, ${verdict.why}\n`)
  for (let tries = 0; tries < replayTries; tries += 1) {
    const now = await askAlone(installation.server.port, request, { ...(await installation.values()), ...people.some() })
    process.stderr.write(
      `${received(now.outcome)}\nnow: ${now.verdict ? `${now.verdict.what}, ${now.verdict.why}` : 'as it should be'}\n`,
    )
    if (now.verdict) process.exitCode = 1
  }
  process.stderr.write(installation.server.written())
}

const installation = await install()
try {
  await (options.replay === undefined ? fuzz(installation) : replay(installation, load(options.replay)))
} catch (error) {
  process.stderr.write(`${installation.server.written().slice(-5_000)}\n`)
  throw error
} finally {
  await installation.close()
}
