import { parseArgs } from 'node:util'
import { startDriver } from './support/driver.ts'
import { describeMachine } from './support/machine.ts'
import { writeReliability } from './support/results.ts'
import { callTable, measureCalls, type Sides, staysWithin } from './support/size-calls.ts'
import { changeMeanwhile, changeTable, heldBriefly, migrateFull } from './support/size-changes.ts'
import { prepareSide, quickHashes, type SizeSide } from './support/size-side.ts'
import { wholeNumbers } from './support/whole-numbers.ts'
import { findFaults } from './support/wholeness.ts'

const { values: options } = parseArgs({
  options: {
    customers: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    clients: { type: 'string', default: '4' },
  },
})
const [customers = 1_000_000] = wholeNumbers('--customers', options.customers)
const [seconds = 5] = wholeNumbers('--seconds', options.seconds)
const [rounds = 5] = wholeNumbers('--rounds', options.rounds)
const [clients = 4] = wholeNumbers('--clients', options.clients)

// What is promised (docs/reliability.md).
const mostTimes = 1.5
const longestLockMilliseconds = 1_000
const few = 1_000

const rowsOf = ({ written, customers }: SizeSide): number => customers * Object.values(written).flat().length

const driver = startDriver()
const made: SizeSide[] = []
async function prepare(count: number): Promise<SizeSide> {
  process.stderr.write(`${count} customers\n`)
  const side = await prepareSide(count)
  made.push(side)
  return side
}
async function measureAll() {
  const sides: Sides = [await prepare(few), await prepare(customers)]
  const [, many] = sides
  const faults = await many.database.examine((query) => findFaults(query, []))
  const measured = await measureCalls(driver, sides, { seconds, rounds, clients })
  return { sides, many, faults, measured, changed: await changeMeanwhile(driver, many, clients) }
}
async function closeAll(): Promise<void> {
  driver.close()
  for (const { server, database } of made) {
    await server.stop()
    await database.close()
  }
}

const { sides, many, faults, measured, changed } = await measureAll().finally(closeAll)
process.stderr.write('released migrations\n')
const changes = [...(await migrateFull(customers, many.written)), ...changed]

const rows = rowsOf(many)
const fillSeconds = many.fillMilliseconds / 1000
const filled = `${customers.toLocaleString('en')} customers, ${rows.toLocaleString('en')} rows, were added in ${fillSeconds.toFixed(1)} s: ${(customers / fillSeconds).toFixed(0)} customers or ${(rows / fillSeconds).toFixed(0)} rows a second.`
const method = `Made by \`npm run bench:size\`. Two installations, each with a database server of its own, one with ${few.toLocaleString('en')} customers and one with
${customers.toLocaleString('en')}. The first customer of each registers over HTTP; the others are added by COPY with the rows that one has, each with an id, a number, names
and a mailbox of their own, in transactions of 10,000 customers. Then ${clients} clients ask one of the servers, each for another customer drawn at random
with every request: \`POST /api/v1/customers/\`, \`POST /auth/token/\`, \`GET /api/v1/customers/{id}/\`, \`GET /patron/v1/customers?email=\`,
\`POST /apis/customers/v1/customer/search\`. Slices of ${seconds} s in turn, medians of ${rounds} rounds after one to warm up. Hashes are quick
(m = ${quickHashes.PATRON_HASH_MEMORY_KIB} KiB, t = ${quickHashes.PATRON_HASH_PASSES}), so that a slower table shows. Promised: within ${mostTimes} times.

The numbered changes are the released migrations, on tables that were filled as those before them left them. The others are of
the same kinds, made while ${clients} clients register; "nothing" is how long a registration takes at most without them. A migration is one transaction unless it
says otherwise, so no lock is held for longer than it takes. Promised: nobody waits for longer than ${longestLockMilliseconds / 1000} s.`
const machine = describeMachine([many.database.name])
const parts = [machine, filled, callTable(measured, sides), changeTable(changes), method]
writeReliability('A million customers', parts.join('\n\n'))
const isWhole = faults.torn + faults.doubled + faults.eventsMissing === 0
if (!isWhole) process.stderr.write(`rows are not as a registration leaves them: ${JSON.stringify(faults)}\n`)
const holds = isWhole && staysWithin(measured, sides, mostTimes) && heldBriefly(changes, longestLockMilliseconds)
if (!holds) process.exitCode = 1
