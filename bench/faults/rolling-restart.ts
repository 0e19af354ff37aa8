import { setTimeout as sleep } from 'node:timers/promises'
import { startBalancer } from '../support/balancer.ts'
import { registerBearers } from '../support/bearers.ts'
import { startDatabase } from '../support/bench-database.ts'
import { inSeconds, type Scenario, unkept } from '../support/fault-row.ts'
import { inScope } from '../support/scope.ts'
import { freePort, type ServerProcess, startServer } from '../support/server-process.ts'
import { startWatch } from '../support/watch.ts'

const rounds = 2
const betweenRestartsMilliseconds = 2_000
const clients = 8
// Longer than the balancer takes to notice, as in production; hashes cost what they do there, so that some are under way.
const settings = { PATRON_DRAIN_MS: '1000', PATRON_HASH_DEADLINE_MS: '10000' }

/** Two servers behind a balancer are told to stop (SIGTERM) and started again, one after the other, while people come. */
export const rollingRestart: Scenario = () =>
  inScope(async (scope) => {
    const database = await startDatabase('postgresql')
    scope.after(() => database.close())
    const start = (port: number) => startServer({ settings: { ...database.settings, ...settings }, port })
    const servers: ServerProcess[] = []
    scope.after(() => Promise.all(servers.map((server) => server.stop())))
    for (let n = 0; n < 2; n += 1) servers.push(await start(await freePort()))
    const bearers = await registerBearers(servers[0]?.port ?? 0, 'reader', 8)
    const port = await startBalancer(
      scope,
      servers.map((server) => server.port),
    )
    await sleep(betweenRestartsMilliseconds)
    const watch = startWatch({ port, run: 'rolling', clients, bearers })
    let slowestStopMilliseconds = 0
    for (let turn = 0; turn < 2 * rounds; turn += 1) {
      await sleep(betweenRestartsMilliseconds)
      const stopping = servers[turn % 2]
      if (!stopping) continue
      const began = performance.now()
      await stopping.stop()
      slowestStopMilliseconds = Math.max(slowestStopMilliseconds, performance.now() - began)
      servers[turn % 2] = await start(stopping.port)
    }
    await sleep(betweenRestartsMilliseconds)
    const { registrations, reads, liveness, readiness } = watch.look()
    await watch.stop()
    for (const example of watch.examples) process.stderr.write(`${example}\n`)
    return [
      {
        fault: `two servers behind a balancer, each stopped and started ${rounds} times`,
        answers: registrations,
        liveness,
        readiness,
        healedSeconds: undefined,
        beside: [
          `reads: ${reads.done} done, ${reads.shed} shed, ${reads.other} other`,
          `stopped within ${inSeconds(slowestStopMilliseconds)}`,
        ],
        broken: unkept([
          ['no request fails', registrations.shed + registrations.other + reads.shed + reads.other === 0],
          ['stops within 10 s and the drain', slowestStopMilliseconds < 11_000],
        ]),
      },
    ]
  })
