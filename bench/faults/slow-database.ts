import { registerBearers } from '../support/bearers.ts'
import { type Scenario, unkept } from '../support/fault-row.ts'
import { startProxied } from '../support/proxied-server.ts'
import { inScope } from '../support/scope.ts'
import { rowDuring, tryOut } from '../support/trial.ts'

const lastsMilliseconds = 15_000

/**
 * A database each of whose packets, either way, takes 100 ms more.
 *
 * @param clients  who register at the same time
 */
export const slowDatabase =
  (clients: number): Scenario =>
  () =>
    inScope(async (scope) => {
      const { proxy, server } = await startProxied(scope)
      const { port } = server
      const bearers = await registerBearers(port, 'reader', 8)
      const outcome = await tryOut({
        watch: { port, run: 'fault', clients, bearers },
        lastsMilliseconds,
        spoil: () => proxy.switchTo('slow'),
        mend: () => proxy.switchTo('pass'),
      })
      const { during, others, slowestMilliseconds, unsettled } = outcome
      const { registrations, reads, liveness } = during
      return [
        {
          ...rowDuring(`database: 100 ms more a packet, ${clients} clients`, outcome),
          broken: unkept([
            ['only done or shed', others === 0 && registrations.done > 0],
            ['no answer takes 5 s', slowestMilliseconds < 5_000],
            ['reads have connections', reads.done > 0 && reads.shed === 0],
            ['alive', liveness.join() === '200'],
            ['what was shed is taken later', unsettled === 0],
          ]),
        },
      ]
    })
