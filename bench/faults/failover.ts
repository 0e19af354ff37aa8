import { setTimeout as sleep } from 'node:timers/promises'
import { registerBearers } from '../support/bearers.ts'
import { type Scenario, unkept, untried } from '../support/fault-row.ts'
import { startProxied } from '../support/proxied-server.ts'
import { inScope } from '../support/scope.ts'
import { startStandby } from '../support/standby.ts'
import { sum } from '../support/statistics.ts'
import { tryOut } from '../support/trial.ts'

const fault = 'database: stopped, its standby takes its place and is promoted'
const readOnlyMilliseconds = 5_000

/** The primary is stopped, its address leads to a standby that takes no writes, and five seconds later that one is promoted. */
export const failover: Scenario = () =>
  inScope(async (scope) => {
    const { database, proxy, server } = await startProxied(scope)
    const standby = await startStandby(scope, database.settings['DATABASE_URL'] ?? '')
    if (!standby) return [untried(fault, 'it takes a PostgreSQL of the machine (apt-get install postgresql)')]
    const { port } = server
    const bearers = await registerBearers(port, 'reader', 8)
    const { before, during, after, others, slowestMilliseconds, healedSeconds, unsettled } = await tryOut({
      watch: { port, run: 'fault', clients: 8, bearers },
      lastsMilliseconds: readOnlyMilliseconds,
      async spoil() {
        if (database.postmasterPid !== undefined) process.kill(database.postmasterPid, 'SIGINT')
        await sleep(200) // it sends its standby the rest first
        proxy.leadTo(standby.url)
      },
      mend: () => standby.promote(),
    })
    const acknowledged = sum([before, during, after].map(({ registrations }) => registrations.done))
    const stored = await standby.count("select count(*) from customer where email like 'fault.%'")
    return [
      {
        fault,
        answers: { ...during.registrations, slowestMilliseconds },
        liveness: during.liveness,
        readiness: during.readiness,
        healedSeconds,
        beside: [
          `${acknowledged} acknowledged, ${stored} stored`,
          `reads with tokens of before: ${during.reads.done} during, ${after.reads.done} after`,
        ],
        broken: unkept([
          ['only done or shed', others === 0],
          ['no answer takes 6 s', slowestMilliseconds < 6_000],
          ['alive', during.liveness.join() === '200'],
          ['not ready', during.readiness.includes(503)],
          ['heals in 10 s', healedSeconds < 10],
          ['nothing is lost', stored >= acknowledged],
          ['sessions go on', after.reads.done > 0],
          ['what was shed is taken later', unsettled === 0],
        ]),
      },
    ]
  })
