import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type BenchDatabase, enginesCalled, startDatabase } from './support/bench-database.ts'
import { type Keyed, type KeyedFigures, KeyedRegistrations, overClients } from './support/keyed-registrations.ts'
import { describeMachine } from './support/machine.ts'
import { type Column, markdownTable } from './support/markdown-table.ts'
import { duplicateAnswer } from './support/registration-request.ts'
import { writeReliability } from './support/results.ts'
import { freePort, type ServerProcess, startServer } from './support/server-process.ts'
import { wholeNumbers } from './support/whole-numbers.ts'
import { type Faults, findFaults } from './support/wholeness.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    clients: { type: 'string', default: '16' },
    engine: { type: 'string' },
  },
})
const [rounds = 50] = wholeNumbers('--rounds', options.rounds)
const [clients = 16] = wholeNumbers('--clients', options.clients)

// Quick hashes, so that many registrations are under way when the server is killed.
const quickHashes = { PATRON_HASH_MEMORY_KIB: '1024', PATRON_HASH_PASSES: '1' }
const killedAfterMilliseconds = { least: 200, most: 1_500 }
// Longer than the lease of a key whose request died with the server (30 s), several times over.
const lastRetriesMilliseconds = 120_000
const askedWithoutKey = 3

interface Outcome extends KeyedFigures, Faults {
  readonly database: string
  kills: number
  slowestStartMilliseconds: number
  registeredTwice: number
  neverEnded: number
}

interface Attempt {
  readonly database: BenchDatabase
  readonly registrations: KeyedRegistrations
  readonly port: number
  readonly counted: { kills: number; slowestStartMilliseconds: number; registeredTwice: number; faults: Faults }
}

async function start({ database, port, counted }: Attempt): Promise<ServerProcess> {
  const server = await startServer({ settings: { ...database.settings, ...quickHashes }, port })
  counted.slowestStartMilliseconds = Math.max(counted.slowestStartMilliseconds, server.startMilliseconds)
  return server
}

/** Lets the clients work, kills the server at a moment nobody chose, and returns what was acknowledged meanwhile. */
async function registerAndKill({ registrations, counted }: Attempt, server: ServerProcess): Promise<readonly Keyed[]> {
  const { least, most } = killedAfterMilliseconds
  const before = registrations.acknowledged.length
  let killed = false
  const working = registrations.run(server.port, clients, () => !killed)
  await sleep(least + Math.random() * (most - least))
  await server.kill()
  killed = true
  counted.kills += 1
  await working
  return registrations.acknowledged.slice(before)
}

/** At once after the restart: everything acknowledged is there, whole and once, and says the same again. */
async function check(attempt: Attempt, recent: readonly Keyed[]): Promise<void> {
  const { database, registrations, port, counted } = attempt
  if (database.engine === 'postgresql') counted.faults = await faultsNow(attempt, counted.faults)
  await registrations.repeat(port, clients, recent)
  const some = recent.toSorted(() => Math.random() - 0.5).slice(0, askedWithoutKey)
  await overClients(port, 1, some, async ({ withoutKey }, client) => {
    const answer = await client.ask(withoutKey)
    if (answer?.status !== 400 || answer.body !== duplicateAnswer) counted.registeredTwice += 1
  })
}

async function faultsNow({ database, registrations }: Attempt, worst: Faults): Promise<Faults> {
  const addresses = registrations.acknowledged.map(({ email }) => email)
  const now = await database.examine((query) => findFaults(query, addresses))
  return {
    lost: Math.max(worst.lost, now.lost),
    doubled: Math.max(worst.doubled, now.doubled),
    torn: Math.max(worst.torn, now.torn),
    eventsMissing: Math.max(worst.eventsMissing, now.eventsMissing),
  }
}

async function answerWhatIsOpen({ registrations, port }: Attempt): Promise<void> {
  const deadline = performance.now() + lastRetriesMilliseconds
  await registrations.run(port, clients, () => registrations.open > 0 && performance.now() < deadline, false)
  const retried = registrations.acknowledged.filter(({ tries }) => tries > 1)
  await registrations.repeat(port, clients, retried)
}

async function killOn(database: BenchDatabase): Promise<Outcome> {
  const noFaults: Faults = { lost: 0, doubled: 0, torn: 0, eventsMissing: 0 }
  const counted = { kills: 0, slowestStartMilliseconds: 0, registeredTwice: 0, faults: noFaults }
  const attempt: Attempt = { database, registrations: new KeyedRegistrations(), port: await freePort(), counted }
  let server = await start(attempt)
  for (let round = 1; round <= rounds; round += 1) {
    const recent = await registerAndKill(attempt, server)
    server = await start(attempt)
    await check(attempt, recent)
    if (round % 10 === 0) process.stderr.write(`${database.name}: ${round} of ${rounds} rounds\n`)
  }
  await answerWhatIsOpen(attempt)
  await server.kill()
  const { faults, ...figures } = counted
  const last = await faultsNow(attempt, faults)
  return {
    database: database.name,
    ...figures,
    ...attempt.registrations.figures,
    ...last,
    neverEnded: attempt.registrations.open,
  }
}

type Figure = readonly [title: string, of: (outcome: Outcome) => number]
const harmless: readonly Figure[] = [
  ['Kills', ({ kills }) => kills],
  ['Acknowledged', ({ acknowledged }) => acknowledged],
  ['Unanswered', ({ unanswered }) => unanswered],
  ['Retries', ({ retries }) => retries],
  ['Told to wait', ({ toldToWait }) => toldToWait],
]
const faulty: readonly Figure[] = [
  ['Lost', ({ lost }) => lost],
  ['Doubled', ({ doubled }) => doubled],
  ['Torn', ({ torn }) => torn],
  ['Events missing', ({ eventsMissing }) => eventsMissing],
  ['Retries that ended otherwise', ({ endedOtherwise, neverEnded }) => endedOtherwise + neverEnded],
  ['Other answers to a key', ({ answersDiffering }) => answersDiffering],
  ['Registered twice', ({ registeredTwice }) => registeredTwice],
]

function table(outcomes: readonly Outcome[]): string {
  const figures = [...harmless, ...faulty]
  const columns: Column[] = ['Rounds', ...figures.map(([title]) => title), 'Slowest start, s'].map((title) => ({
    title,
    alignment: 'right',
  }))
  const rows = outcomes.map((outcome) => [
    outcome.database,
    String(rounds),
    ...figures.map(([, of]) => String(of(outcome))),
    (outcome.slowestStartMilliseconds / 1000).toFixed(1),
  ])
  return markdownTable([{ title: 'Database', alignment: 'left' }, ...columns], rows)
}

const outcomes: Outcome[] = []
for (const engine of enginesCalled(options.engine)) {
  const database = await startDatabase(engine)
  outcomes.push(await killOn(database).finally(() => database.close()))
}
const method = `Made by \`npm run bench:kill\`. In each round ${clients} clients register new people, each with an Idempotency-Key of its own, until
the server is killed (\`kill -9\`) at a random moment between ${killedAfterMilliseconds.least / 1000} and ${killedAfterMilliseconds.most / 1000} s. At once after the restart the database is asked for
everything ever acknowledged (the embedded one at the end, when no server has it open), every key of the round is sent again
and must bring the first answer byte for byte, and some of the addresses are registered again without their key, which must
be refused. What got no answer is sent again with its key in later rounds until it ends in 201. Hashes are quick here
(m = ${quickHashes.PATRON_HASH_MEMORY_KIB} KiB, t = ${quickHashes.PATRON_HASH_PASSES}), so that many registrations are under way at each kill.

- Torn: a customer without exactly one credential, login, slug and number of its own, or any of these without a customer.
- Told to wait: 409 while the killed process's lease on a key runs (30 s), or 503; both say when to come back.
- Slowest start: from starting the process to its first \`ready\`, recovery of the embedded database included.`
writeReliability(
  'Killed servers',
  `${describeMachine(outcomes.map(({ database }) => database))}\n\n${table(outcomes)}\n\n${method}`,
)
for (const { examples } of outcomes) for (const example of examples) process.stderr.write(`${example}\n`)
if (outcomes.some((outcome) => faulty.some(([, of]) => of(outcome) > 0))) process.exitCode = 1
