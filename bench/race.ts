import { parseArgs } from 'node:util'
import { type BenchDatabase, startDatabase } from './support/bench-database.ts'
import { describeMachine } from './support/machine.ts'
import { type Column, markdownTable } from './support/markdown-table.ts'
import { duplicateAnswer, nthCustomer, registrationRequest } from './support/registration-request.ts'
import { writeReliability } from './support/results.ts'
import { freePort, startServer } from './support/server-process.ts'
import { spellings } from './support/spellings.ts'
import { wholeNumbers } from './support/whole-numbers.ts'
import { findFaults } from './support/wholeness.ts'
import { WireClient } from './support/wire-client.ts'

const { values: options } = parseArgs({
  options: { contests: { type: 'string', default: '100' }, rivals: { type: 'string', default: '50' } },
})
const [contests = 100] = wholeNumbers('--contests', options.contests)
const [rivals = 50] = wholeNumbers('--rivals', options.rivals)

// Quick hashes, so that the rivals meet in the database and not in the queue before it.
const settings = { PATRON_HASH_MEMORY_KIB: '1024', PATRON_HASH_PASSES: '1', PATRON_HASH_DEADLINE_MS: '30000' }

interface Tally {
  registered: number
  duplicates: number
  serverErrors: number
  otherAnswers: number
  contestsWithoutOneWinner: number
  longestMilliseconds: number
  readonly examples: string[]
}

/** Everyone at once, each over a connection that is already open. */
async function contest(number: number, clients: readonly WireClient[], tally: Tally): Promise<void> {
  const requests = spellings(`race.${number}`, clients.length).map((email) =>
    registrationRequest({ ...nthCustomer('race', number), email }),
  )
  const began = performance.now()
  const answers = await Promise.all(clients.map((client, index) => client.ask(requests[index] ?? Buffer.alloc(0))))
  tally.longestMilliseconds = Math.max(tally.longestMilliseconds, performance.now() - began)
  const winners = answers.filter((answer) => answer?.status === 201)
  const duplicates = answers.filter((answer) => answer?.status === 400 && answer.body === duplicateAnswer)
  const serverErrors = answers.filter((answer) => answer !== undefined && answer.status >= 500)
  tally.registered += winners.length
  tally.duplicates += duplicates.length
  tally.serverErrors += serverErrors.length
  tally.otherAnswers += answers.length - winners.length - duplicates.length - serverErrors.length
  if (winners.length !== 1) tally.contestsWithoutOneWinner += 1
  const strange = answers.find((answer) => answer?.status !== 201 && answer?.body !== duplicateAnswer)
  if (strange && tally.examples.length < 5) tally.examples.push(`${strange.status} ${strange.body}`)
}

async function connectAll(ports: readonly number[]): Promise<readonly WireClient[]> {
  const clients = await Promise.all(Array.from({ length: rivals }, (_, index) => WireClient.connect(ports[index % 2] ?? 0)))
  return clients.filter((client) => client !== undefined)
}

async function race(database: BenchDatabase): Promise<Tally> {
  const tally: Tally = {
    registered: 0,
    duplicates: 0,
    serverErrors: 0,
    otherAnswers: 0,
    contestsWithoutOneWinner: 0,
    longestMilliseconds: 0,
    examples: [],
  }
  const start = async () => startServer({ settings: { ...database.settings, ...settings }, port: await freePort() })
  const servers = [await start(), await start()]
  const clients = await connectAll(servers.map(({ port }) => port))
  for (let number = 0; number < contests; number += 1) await contest(number, clients, tally)
  for (const client of clients) client.close()
  await Promise.all(servers.map((server) => server.stop()))
  return tally
}

const database = await startDatabase('postgresql')
try {
  const tally = await race(database)
  const faults = await database.examine((query) => findFaults(query, []))
  const [stored] = await database.examine((query) =>
    query<{ customers: number }>('select count(*)::int as customers from customer'),
  )
  const customers = stored?.customers ?? 0
  const figures: readonly (readonly [title: string, value: number])[] = [
    ['Contests', contests],
    ['Rivals', rivals],
    ['Registered', tally.registered],
    ['Customers stored', customers],
    ['Refused as duplicates', tally.duplicates],
    ['5xx', tally.serverErrors],
    ['Other answers', tally.otherAnswers],
    ['Contests without one winner', tally.contestsWithoutOneWinner],
    ['Torn', faults.torn],
    ['Longest contest, ms', Math.round(tally.longestMilliseconds)],
  ]
  const columns: Column[] = figures.map(([title]) => ({ title, alignment: 'right' }))
  const method = `Made by \`node bench/race.ts\`. In each contest ${rivals} people register one mailbox in ${rivals} spellings (upper and lower case, blanks,
quotes, the domain in Unicode and in ASCII) at the same moment, shared out between two server processes on one database, over
connections that are already open. One must get 201 and all others the published refusal. Hashes are quick here
(m = ${settings.PATRON_HASH_MEMORY_KIB} KiB, t = ${settings.PATRON_HASH_PASSES}), so that the rivals meet in the database and not in the queue before it.`
  const rows = [figures.map(([, value]) => String(value))]
  writeReliability('Races for one mailbox', `${describeMachine([database.name])}\n\n${markdownTable(columns, rows)}\n\n${method}`)
  for (const example of tally.examples) process.stderr.write(`${example}\n`)
  const asItShouldBe = tally.registered === contests && tally.duplicates === contests * (rivals - 1)
  if (!asItShouldBe || customers !== contests || faults.torn + faults.doubled + faults.eventsMissing > 0) process.exitCode = 1
} finally {
  await database.close()
}
