import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { registerBearers } from '../support/bearers.ts'
import { startDatabase } from '../support/bench-database.ts'
import { type Scenario, unkept } from '../support/fault-row.ts'
import { inScope } from '../support/scope.ts'
import { readSample } from '../support/server-figures.ts'
import { freePort, startServer } from '../support/server-process.ts'
import { startWatch } from '../support/watch.ts'

const crash = fileURLToPath(new URL('../support/crash-inside.ts', import.meta.url))
const crashes = 5
const betweenMilliseconds = 1_500
const clients = 8
// Hashes cost what they do in production, so that some are under way in the threads that end.
const settings = { PATRON_HASH_DEADLINE_MS: '10000', PATRON_HASH_WORKERS: '2' }

/** A rejected promise, an exception and the end of every hashing thread, five times, none of which Patron expects. */
export const crashesInside: Scenario = () =>
  inScope(async (scope) => {
    const database = await startDatabase('postgresql')
    scope.after(() => database.close())
    const server = await startServer({
      settings: { ...database.settings, ...settings },
      port: await freePort(),
      nodeOptions: ['--import', crash],
    })
    scope.after(() => server.stop())
    const { port, pid } = server
    const bearers = await registerBearers(port, 'reader', 8)
    const watch = startWatch({ port, run: 'fault', clients, bearers })
    for (let n = 0; n < crashes; n += 1) {
      await sleep(betweenMilliseconds)
      process.kill(pid, 'SIGUSR2')
    }
    const endedAt = performance.now()
    await sleep(2 * betweenMilliseconds)
    const { registrations, reads, liveness, readiness } = watch.look()
    const healedSeconds = watch.secondsUntilWell(endedAt)
    await watch.stop()
    const replaced = await readSample(port, 'patron_hash_worker_crashes_total')
    return [
      {
        fault: `rejected promise, exception, every hashing thread ended, ${crashes} times`,
        answers: registrations,
        liveness,
        readiness,
        healedSeconds,
        beside: [`${replaced} threads replaced`, `reads: ${reads.done} done, ${reads.shed + reads.other} not`],
        broken: unkept([
          ['only the hashes under way fail', registrations.other <= replaced && registrations.done > 0],
          ['with 500 and an id', watch.examples.every((example) => example.startsWith('HTTP/1.1 500'))],
          ['reads go on', reads.shed + reads.other === 0],
          ['threads are replaced', replaced > 0],
          ['alive and ready', liveness.join() === '200' && readiness.join() === '200'],
        ]),
      },
    ]
  })
