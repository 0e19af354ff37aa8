import { parseArgs } from 'node:util'
import { type BenchDatabase, enginesCalled, startDatabase } from './support/bench-database.ts'
import { figureTable, holdsPromises } from './support/figure-table.ts'
import { findLastFaults, finish } from './support/kill-ending.ts'
import { type KillOutcome, killFigures } from './support/kill-outcome.ts'
import {
  begin,
  findFaultsNow,
  killDatabase,
  killServer,
  mostLaterMilliseconds,
  nothingSeen,
  type Trial,
} from './support/kill-rounds.ts'
import { describeMachine } from './support/machine.ts'
import { writeReliability } from './support/results.ts'
import { freePort } from './support/server-process.ts'
import { type StandIns, startStandIns } from './support/stand-ins.ts'
import { withShop } from './support/surfaces/shop-tenant.ts'
import { Traffic } from './support/traffic.ts'
import { wholeNumbers } from './support/whole-numbers.ts'

const { values: options } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    registrations: { type: 'string', default: '250' },
    clients: { type: 'string', default: '18' },
    engine: { type: 'string' },
  },
})
const [kills = 50] = wholeNumbers('--kills', options.kills)
const [perKill = 250] = wholeNumbers('--registrations', options.registrations)
const [clients = 18] = wholeNumbers('--clients', options.clients)

// Quick hashes, so that many registrations are under way when something is killed. With rotation on, what a refresh promises
// has to be on the disk, too.
const quickHashes = { PATRON_HASH_MEMORY_KIB: '1024', PATRON_HASH_PASSES: '1' }
const rotating = { PATRON_ROTATE_REFRESH_TOKENS: 'on', PATRON_ACCESS_TOKEN_SECONDS: '86400' }

async function killOn(database: BenchDatabase, standIns: StandIns): Promise<KillOutcome> {
  const trial: Trial = {
    database,
    settings: { ...withShop(database), ...standIns.settings, ...quickHashes, ...rotating },
    port: await freePort(),
    clients,
    perKill,
    traffic: new Traffic('kill'),
    seen: nothingSeen(),
  }
  let server = await begin(trial)
  for (let kill = 1; kill <= kills; kill += 1) {
    server = await killServer(trial, server)
    if (database.crash) await killDatabase(trial, database.crash)
    if (kill % 10 === 0) process.stderr.write(`${database.name}: ${kill} of ${kills}\n`)
  }
  await finish(trial, () => standIns.received().length)
  await server.stop()
  await findFaultsNow(trial)
  const received = standIns.received()
  const last = await findLastFaults(database, trial.traffic, received)
  return {
    database: database.name,
    ...trial.seen,
    registrations: trial.traffic.registrations.figures,
    visits: trial.traffic.visits.figures,
    neverEnded: trial.traffic.registrations.open,
    messages: new Set(received).size,
    messagesAgain: received.length - new Set(received).size,
    last,
  }
}

const outcomes: KillOutcome[] = []
for (const engine of enginesCalled(options.engine)) {
  const [database, standIns] = [await startDatabase(engine), await startStandIns()]
  const close = async () => {
    await standIns.stop()
    await database.close()
  }
  outcomes.push(await killOn(database, standIns).finally(close))
}
const method = `Made by \`npm run bench:kill -- --kills ${kills}\`. ${clients} clients of three contracts in turn (Django's over REST, Bagisto's over GraphQL,
Singula's, signed) register new people, each with an Idempotency-Key of its own, and let them sign in, refresh their tokens
(which turn with each use), change their names and ask for new passwords. Mails and push messages go to a mail server and a
Google of the bench's own. At a random moment up to ${mostLaterMilliseconds / 1000} s after ${perKill} more were registered, the server or, in turn, PostgreSQL with all
its processes is killed (\`kill -9\`) and started again. At once after that the database is asked for everything ever
acknowledged (the embedded one at the end, when no server has it open), every key since the last kill is sent again and must
bring the first answer byte for byte, some are registered again without their key, which must be refused, and profiles are
read and tokens refreshed that were there before. What got no answer is sent again with its key until it ends in success.
Hashes are quick here (m = ${quickHashes.PATRON_HASH_MEMORY_KIB} KiB, t = ${quickHashes.PATRON_HASH_PASSES}), so that many requests are under way at each kill.

- Told to wait: 409 while the killed process's lease on a key runs (30 s), or 503; both say when to come back.
- Signed in again: the answer to a refresh was lost, so the client has a used token; its session lives on, and it signs in.
- Sent again: messages that came more than once, under one id, because whoever sent them was killed before it could note it.
- Torn: a customer without exactly one credential, the names that are the customer's own, and the events of the consents given; or any of these without a customer.
- Changes lost: a profile that holds neither the last change that was acknowledged nor one that got no answer since.
- Under other ids: messages with an id that is no delivery's, or two deliveries for one purpose of one event.
- Out of order: events without a place in the feed, with one that another has, or gaps.
- The server's return: from starting the process to a sign-in that works, recovery of the embedded database included; PostgreSQL's: from its first connection to that.`
const table = figureTable(killFigures, outcomes, ({ database }) => database)
writeReliability(
  'Killed servers and databases',
  `${describeMachine(outcomes.map(({ database }) => database))}\n\n${table}\n\n${method}`,
)
for (const { registrations, visits } of outcomes)
  for (const example of [...registrations.examples, ...visits.examples]) process.stderr.write(`${example}\n`)
if (!outcomes.every((outcome) => holdsPromises(killFigures, outcome))) process.exitCode = 1
