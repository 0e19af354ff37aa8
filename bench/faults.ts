import { parseArgs } from 'node:util'
import { clocks } from './faults/clocks.ts'
import { crashesInside } from './faults/crashes-inside.ts'
import { failover } from './faults/failover.ts'
import { fullDisk } from './faults/full-disk.ts'
import { fullLog, unreadLog } from './faults/full-log.ts'
import { largeBodies } from './faults/large-bodies.ts'
import { mailServer } from './faults/mail-server.ts'
import { olderServer } from './faults/older-server.ts'
import { pushReceiver } from './faults/push-receiver.ts'
import { rollingRestart } from './faults/rolling-restart.ts'
import { slowClients } from './faults/slow-clients.ts'
import { slowDatabase } from './faults/slow-database.ts'
import { unreachableDatabase } from './faults/unreachable-database.ts'
import { startDatabase } from './support/bench-database.ts'
import { type FaultRow, faultCells, faultColumns, type Scenario } from './support/fault-row.ts'
import { describeMachine } from './support/machine.ts'
import { markdownTable } from './support/markdown-table.ts'
import { quickHashes } from './support/quick-hashes.ts'
import { writeReliability } from './support/results.ts'

const scenarios: Readonly<Record<string, Scenario>> = {
  slow: slowDatabase(8),
  'slow-crowd': slowDatabase(64),
  'half-open': unreachableDatabase('half-open', 'crowd'),
  'black-hole': unreachableDatabase('black hole', 'crowd'),
  'black-hole-one': unreachableDatabase('black hole', 'one'),
  reset: unreachableDatabase('reset', 'crowd'),
  refused: unreachableDatabase('refused', 'crowd'),
  failover,
  'full-disk': fullDisk,
  'full-log': fullLog,
  'unread-log': unreadLog,
  'mail-refuses': mailServer('refuses'),
  'mail-defers': mailServer('defers'),
  'mail-hangs': mailServer('hangs'),
  'mail-drops': mailServer('drops'),
  'push-fails': pushReceiver('fails'),
  'push-overloaded': pushReceiver('is overloaded'),
  'push-hangs': pushReceiver('hangs'),
  'push-slow': pushReceiver('is slow'),
  'push-redirects': pushReceiver('redirects'),
  'push-endless': pushReceiver('answers without end'),
  'rolling-restart': rollingRestart,
  'older-server': olderServer,
  'slow-clients': slowClients,
  'large-bodies': largeBodies,
  clocks,
  'crashes-inside': crashesInside,
}

const { values: options } = parseArgs({ options: { only: { type: 'string', multiple: true } } })
const names = options.only ?? Object.keys(scenarios)
const unknown = names.filter((name) => !scenarios[name])
if (unknown.length > 0) throw new Error(`--only is ${unknown.join(', ')}. Accepted: ${Object.keys(scenarios).join(', ')}.`)

const rows: FaultRow[] = []
for (const name of names) {
  process.stderr.write(`${name}\n`)
  rows.push(...((await scenarios[name]?.()) ?? []))
}
// Each fault has a database server of its own, of this version.
const database = await startDatabase('postgresql')
await database.close()
const table = `${describeMachine([database.name])}\n\n${markdownTable(faultColumns, rows.map(faultCells))}`
const method = `Made by \`npm run bench:faults\` (\`-- --only NAME\` tries some of them and writes nothing here). For each fault a server of its
own on a PostgreSQL of its own; people register one after another over some connections (4, 8 or 64 at a time; every other
registration with an Idempotency-Key), others read their profiles, and the health checks are asked five times a second, before,
while and after something goes wrong. The way to the database leads through a proxy that delays, swallows, breaks or refuses
connections. Hashes are quick (m = ${quickHashes.PATRON_HASH_MEMORY_KIB} KiB, t = ${quickHashes.PATRON_HASH_PASSES}) where the fault is about something else.

- Done, shed, other: registrations while it lasted, unless the row says otherwise. Shed: 503 that says when to come back.
- Slowest: of any answer to a registration or a read, before, while and after, however it was answered.
- Liveness, readiness: every status of \`/healthz\` and \`/readyz\` while it lasted.
- Healed after: from the end of the fault to the last answer that was not as it is when all is well, or to the last message that
  had been kept back.
- Promise: a row of which one is broken ends the command with 1, and so does one that this machine could not be given.`
if (options.only) process.stdout.write(`${table}\n`)
else writeReliability('Faults', `${table}\n\n${method}`)
if (rows.some(({ broken }) => broken.length > 0)) process.exitCode = 1
