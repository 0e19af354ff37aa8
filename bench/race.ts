import { parseArgs } from 'node:util'
import { type BenchDatabase, startDatabase } from './support/bench-database.ts'
import {
  connectRivals,
  contestMailbox,
  contestName,
  longestHeadStartMilliseconds,
  namesake,
  newTally,
  type Rival,
  type Tally,
} from './support/contests.ts'
import { type Figure, figureTable, holdsPromises, never, told } from './support/figure-table.ts'
import { describeMachine } from './support/machine.ts'
import { writeReliability } from './support/results.ts'
import { freePort, startServer } from './support/server-process.ts'
import { surfaces } from './support/surfaces/all.ts'
import { withShop } from './support/surfaces/shop-tenant.ts'
import { wholeNumbers } from './support/whole-numbers.ts'
import { type Faults, findFaults } from './support/wholeness.ts'

const { values: options } = parseArgs({
  options: { contests: { type: 'string', default: '1000' }, rivals: { type: 'string', default: '50' } },
})
const [contests = 1000] = wholeNumbers('--contests', options.contests)
const [rivals = 50] = wholeNumbers('--rivals', options.rivals)
// One contest for a name for every ten for a mailbox: each of its registrations is stored.
const nameContests = Math.ceil(contests / 10)

// Quick hashes, so that the rivals meet in the database and not in the queue before it.
const quick = { PATRON_HASH_MEMORY_KIB: '1024', PATRON_HASH_PASSES: '1', PATRON_HASH_DEADLINE_MS: '30000' }

interface Outcome {
  readonly kind: 'one mailbox' | 'one name'
  readonly tally: Tally
  readonly customers: number
  /** Slugs that are not a customer's own among those of one name. */
  readonly slugsShared: number
  readonly faults: Faults
}

async function race(
  database: BenchDatabase,
  contest: (number: number, rivals: readonly Rival[], tally: Tally) => Promise<unknown>,
  tally: Tally,
): Promise<void> {
  const settings = { ...withShop(database), ...quick }
  const start = async () => startServer({ settings, port: await freePort() })
  const servers = [await start(), await start()]
  const people = await connectRivals(
    servers.map(({ port }) => port),
    tally.rivals,
  )
  for (let number = 1; number <= tally.contests; number += 1) await contest(number, people, tally)
  for (const { client } of people) client.close()
  await Promise.all(servers.map((server) => server.stop()))
}

const storedSql = `
  select count(*)::int as customers,
    (count(*) filter (where last_name = $1) - count(distinct slug) filter (where last_name = $1))::int as "slugsShared"
  from customer`

async function raceFor(kind: Outcome['kind']): Promise<Outcome & { readonly database: string }> {
  const database = await startDatabase('postgresql')
  try {
    const tally = newTally(kind === 'one mailbox' ? contests : nameContests, rivals)
    await race(database, kind === 'one mailbox' ? contestMailbox : contestName, tally)
    return await database.examine(async (query) => {
      const [stored] = await query<Pick<Outcome, 'customers' | 'slugsShared'>>(storedSql, [namesake])
      if (!stored) throw new Error('the database did not answer')
      return { kind, database: database.name, tally, ...stored, faults: await findFaults(query, []) }
    })
  } finally {
    await database.close()
  }
}

/** How many can have been registered. */
const due = ({ kind, tally }: Outcome): number => (kind === 'one mailbox' ? tally.contests : tally.contests * tally.rivals)

const figures: readonly Figure<Outcome>[] = [
  told('Contests', ({ tally }) => tally.contests),
  told('Rivals in each', ({ tally }) => tally.rivals),
  told('Registered', ({ tally }) => tally.registered),
  ...surfaces.map(({ name }) => told<Outcome>(`Mailboxes won by ${name}`, ({ tally }) => tally.wonBy.get(name) ?? 0)),
  told('Customers stored', ({ customers }) => customers),
  told('Refused as duplicates', ({ tally }) => tally.duplicates),
  told('Longest contest, ms', ({ tally }) => Math.round(tally.longestMilliseconds)),
  told('Sign-ins tried', ({ tally }) => tally.signInsTried),
  never('Registered or stored more or less than due', (outcome) => {
    return Math.abs(outcome.tally.registered - due(outcome)) + Math.abs(outcome.customers - due(outcome))
  }),
  never('Contests for a mailbox without one winner', ({ tally }) => tally.withoutOneWinner),
  never('Told to come back later', ({ tally }) => tally.toldToWait),
  never('Other answers, 5xx among them', ({ tally }) => tally.otherAnswers),
  never('Wrong sign-ins', ({ tally }) => tally.wrongSignIns),
  never('Slugs shared', ({ slugsShared }) => slugsShared),
  never('Torn, doubled or without event', ({ faults: { torn, doubled, eventsMissing } }) => torn + doubled + eventsMissing),
]

const outcomes = [await raceFor('one mailbox'), await raceFor('one name')]
const table = figureTable(figures, outcomes, ({ kind }) => `For ${kind}`)
const method = `Made by \`npm run bench:race\`. In each contest ${rivals} people register at the same moment over connections that are already open,
shared out between three contracts (Django's over REST, Bagisto's over GraphQL, Singula's, signed) and two server processes on
one database. For one mailbox: in ${rivals} spellings (upper and lower case, the domain in Unicode, composed and not, and in ASCII;
blanks and quotes where the contract takes them), each with another password; one must be registered, and all others get the
refusal that their contract publishes. The contract whose turn it is begins up to ${longestHeadStartMilliseconds} ms before the others, so that each
wins some. After one contest in ten the winner's password has to open the account over Django's and
Bagisto's contracts, and three others must not. For one name: everybody is to be registered, each with a slug of their own. Hashes
are quick here (m = ${quick.PATRON_HASH_MEMORY_KIB} KiB, t = ${quick.PATRON_HASH_PASSES}), so that the rivals meet in the database and not in the queue before it.`
const machine = describeMachine(outcomes.slice(0, 1).map(({ database }) => database))
writeReliability('Races for one mailbox', `${machine}\n\n${table}\n\n${method}`)
for (const { tally } of outcomes) for (const example of tally.examples) process.stderr.write(`${example}\n`)
if (!outcomes.every((outcome) => holdsPromises(figures, outcome))) process.exitCode = 1
