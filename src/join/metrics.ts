import { Registry } from 'prom-client'
import type { HashPool } from '../adapters/hashing/hash-pool.ts'
import { addBuildInfo } from '../adapters/metrics/build-info.ts'
import { addCustomerNumbers } from '../adapters/metrics/customer-numbers.ts'
import { addDatabaseConnections } from '../adapters/metrics/database-connections.ts'
import { addHashPools, type PoolName } from '../adapters/metrics/hash-pools.ts'
import { addHashWaits } from '../adapters/metrics/hash-waits.ts'
import { addOutbox } from '../adapters/metrics/outbox.ts'
import { addProcessMetrics } from '../adapters/metrics/process-metrics.ts'
import { RecentRate } from '../adapters/metrics/recent-rate.ts'
import { addSignInCapacity } from '../adapters/metrics/sign-in-capacity.ts'
import type { Config } from '../config/config.ts'
import type { HashLane } from '../core/credentials/hashing.ts'
import type { MetricsAccess } from '../http/metrics.ts'
import { customerNumbersUsed } from '../storage/customer-numbers.ts'
import type { Engine } from '../storage/engine.ts'
import { outboxFigures } from '../storage/feed.ts'
import { version } from '../version.ts'

export interface JoinedMetrics {
  /** This server's own; the server adds what it counts of requests. */
  readonly registry: Registry
  /** For the pool, which is made after this. */
  onWaited(milliseconds: number, lane: HashLane, pool?: PoolName): void
  watchHashing(pool: HashPool): void
}

const now = () => performance.now()

/** Everything there is to measure besides requests, in one registry for one server. */
export function joinMetrics({ engine, config }: { engine: Engine; config: Config }): JoinedMetrics {
  const registry = new Registry()
  addBuildInfo(registry, version)
  addDatabaseConnections(registry, () => engine.figures())
  addCustomerNumbers(registry, { readUsedRatio: () => customerNumbersUsed(engine), now })
  addOutbox(registry, { readFigures: () => outboxFigures(engine), now })
  addProcessMetrics(registry)
  const observeWait = addHashWaits(registry)
  const recent = new RecentRate(now)
  return {
    registry,
    onWaited(milliseconds, lane, pool = 'own') {
      if (pool === 'own') recent.count()
      observeWait(milliseconds, lane, pool)
    },
    watchHashing(pool) {
      addHashPools(registry, () => pool.figures())
      addSignInCapacity(registry, {
        workers: config.hashWorkers,
        averageMilliseconds: () => pool.figures().averageMilliseconds,
        hashesPerSecond: () => recent.perSecond(),
      })
    },
  }
}

/** Without a token everyone reads in development and nobody in production (docs/decisions/0016-who-reads-metrics.md). */
export const metricsAccess = ({ metricsToken, mode }: Config): MetricsAccess =>
  metricsToken !== undefined ? { token: metricsToken } : mode === 'development' ? 'everyone' : 'nobody'
