import { setTimeout as sleep } from 'node:timers/promises'
import { registerBearers } from '../support/bearers.ts'
import { startDatabase } from '../support/bench-database.ts'
import { type Scenario, unkept, untried } from '../support/fault-row.ts'
import { watchLockWaits } from '../support/lock-waits.ts'
import { checkOutOlderCode } from '../support/older-code.ts'
import { quickHashes } from '../support/quick-hashes.ts'
import { inScope } from '../support/scope.ts'
import { freePort, startServer } from '../support/server-process.ts'
import { startWatch } from '../support/watch.ts'

const fault = 'a server of the version before the newest migration, beside one that brings it'
const calmMilliseconds = 3_000
const togetherMilliseconds = 6_000
const longestLockMilliseconds = 1_000

/** The older server goes on registering while the newer one migrates and serves, and starts once more on the newer tables. */
export const olderServer: Scenario = () =>
  inScope(async (scope) => {
    const older = checkOutOlderCode(scope)
    if (!older) return [untried(fault, 'it takes git and the history of the project')]
    const database = await startDatabase('postgresql')
    scope.after(() => database.close())
    const settings = { ...database.settings, ...quickHashes }
    const before = await startServer({ settings, port: await freePort(), program: older.program })
    const bearers = await registerBearers(before.port, 'reader', 8)
    const watches = [startWatch({ port: before.port, run: 'older', clients: 4, bearers })]
    await sleep(calmMilliseconds)
    const endOfLockWaits = watchLockWaits(database)
    const after = await startServer({ settings, port: await freePort() })
    scope.after(() => after.stop())
    watches.push(startWatch({ port: after.port, run: 'newer', clients: 4, bearers }))
    await sleep(togetherMilliseconds)
    const lockMilliseconds = await endOfLockWaits()
    const [seen, seenOfNewer] = watches.map((watch) => watch.look())
    for (const watch of watches) {
      await watch.stop()
      for (const example of watch.examples) process.stderr.write(`${example}\n`)
    }
    await before.stop()
    const again = await startServer({ settings, port: before.port, program: older.program })
    const anew = await registerBearers(again.port, 'anew', 4)
    await again.stop()
    if (!seen || !seenOfNewer) throw new Error('nothing was seen')
    const all = [seen, seenOfNewer].flatMap(({ registrations, reads }) => [registrations, reads])
    return [
      {
        fault: `${fault} (${older.commit}; ${older.unknownMigrations.join(', ')})`,
        answers: seen.registrations,
        liveness: seen.liveness,
        readiness: seen.readiness,
        healedSeconds: undefined,
        beside: [
          `newer server: ${seenOfNewer.registrations.done} registrations, ${seenOfNewer.reads.done} reads`,
          `longest wait for a lock ${lockMilliseconds.toFixed(0)} ms`,
          'the older one started once more',
        ],
        broken: unkept([
          ['both serve all', all.every(({ done, shed, other }) => done > 0 && shed + other === 0)],
          ['no lock over 1 s', lockMilliseconds < longestLockMilliseconds],
          ['the older one starts on the newer tables', anew.length > 0],
        ]),
      },
    ]
  })
