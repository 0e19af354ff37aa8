import { setTimeout as sleep } from 'node:timers/promises'
import type { ProxyMode } from '../../test/support/faulty-proxy.ts'
import { registerBearers } from '../support/bearers.ts'
import { inSeconds, type Scenario, unkept } from '../support/fault-row.ts'
import { startProxied } from '../support/proxied-server.ts'
import { inScope } from '../support/scope.ts'
import { tryOut } from '../support/trial.ts'
import { startWatch } from '../support/watch.ts'

const lastsMilliseconds = 15_000
const crowd = 8
const warmingMilliseconds = 1_000

/**
 * A database that cannot be reached any more, in the way of the mode, and can after fifteen seconds.
 *
 * @param comers  a crowd uses every connection of the pool while they are dead; one client now and then leaves dead ones for later
 */
export const unreachableDatabase =
  (mode: Exclude<ProxyMode, 'pass' | 'slow'>, comers: 'crowd' | 'one'): Scenario =>
  () =>
    inScope(async (scope) => {
      const { proxy, server } = await startProxied(scope)
      const { port } = server
      const bearers = await registerBearers(port, 'reader', 8)
      const everyConnection = startWatch({ port, run: 'warming', clients: crowd, bearers })
      await sleep(warmingMilliseconds)
      await everyConnection.stop()
      const { during, others, slowestMilliseconds, healedSeconds, unsettled } = await tryOut({
        watch:
          comers === 'crowd'
            ? { port, run: 'fault', clients: crowd, bearers }
            : { port, run: 'fault', clients: 1, pauseMilliseconds: 1_000 },
        lastsMilliseconds,
        spoil: () => proxy.switchTo(mode),
        mend: () => proxy.switchTo('pass'),
      })
      const { registrations, reads, liveness, readiness, slowestReadinessMilliseconds } = during
      return [
        {
          fault: `database: ${mode}${comers === 'one' ? ', one client' : ''}`,
          answers: { ...registrations, slowestMilliseconds },
          liveness,
          readiness,
          healedSeconds,
          beside: [
            `reads: ${reads.done} done, ${reads.shed} shed`,
            `readiness told within ${inSeconds(slowestReadinessMilliseconds)}`,
            `of the shed not taken later: ${unsettled}`,
          ],
          broken: unkept([
            ['only done or shed', others === 0],
            ['no answer takes 6 s', slowestMilliseconds < 6_000 && slowestReadinessMilliseconds < 6_000],
            ['alive', liveness.join() === '200'],
            ['not ready', readiness.includes(503)],
            ['heals in 10 s', healedSeconds < 10],
            ['what was shed is taken later', unsettled === 0],
          ]),
        },
      ]
    })
