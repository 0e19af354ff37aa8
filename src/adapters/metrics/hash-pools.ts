import { Counter, Gauge, type Registry } from 'prom-client'
import type { HashLane } from '../../core/credentials/hashing.ts'

export type PoolName = 'own' | 'foreign'

/** What one pool tells of itself; counters run from its start. */
export interface PoolFigures {
  readonly waiting: Readonly<Record<HashLane, number>>
  readonly busyWorkers: number
  readonly averageMilliseconds: number
  readonly hashed: number
  readonly refused: number
  readonly crashed: number
  readonly cpuMilliseconds: number
}

/** Of our own hashes; those of other schemes are apart, where there are any. */
export interface AllFigures extends PoolFigures {
  readonly foreign?: PoolFigures | undefined
}

type NamedFigures = readonly [pool: PoolName, figures: PoolFigures]

/** The figures of each pool there is. */
const byPool = ({ foreign, ...own }: AllFigures): readonly NamedFigures[] =>
  foreign
    ? [
        ['own', own],
        ['foreign', foreign],
      ]
    : [['own', own]]

/** Queues, workers and work of the hash pools, read when the metrics are. */
export function addHashPools(registry: Registry, read: () => AllFigures): void {
  const readPools = () => byPool(read())
  addQueues(registry, readPools)
  const { gauge, counter } = perPool(registry, readPools)
  gauge('patron_hash_workers_busy', 'Workers with a hash in work.', ({ busyWorkers }) => busyWorkers)
  gauge(
    'patron_hash_average_seconds',
    'Running average of one hash by the clock; the last 20 hashes are nine tenths of it.',
    ({ averageMilliseconds }) => averageMilliseconds / 1000,
  )
  counter('patron_hashes_total', 'Hashes made.', ({ hashed }) => hashed)
  counter('patron_hashes_refused_total', 'Hashes refused because the deadline could not be met.', ({ refused }) => refused)
  counter('patron_hash_worker_crashes_total', 'Workers that ended without being asked to; replaced.', ({ crashed }) => crashed)
  counter('patron_hash_cpu_seconds_total', 'Processor time of all hashes.', ({ cpuMilliseconds }) => cpuMilliseconds / 1000)
}

function addQueues(registry: Registry, readPools: () => readonly NamedFigures[]): void {
  new Gauge({
    name: 'patron_hash_queue_depth',
    help: 'Hashes that wait for a worker.',
    labelNames: ['pool', 'lane'],
    registers: [registry],
    collect() {
      for (const [pool, { waiting }] of readPools()) {
        for (const [lane, depth] of Object.entries(waiting)) this.set({ pool, lane }, depth)
      }
    },
  })
}

/** Makes metrics with one figure of each pool. */
function perPool(registry: Registry, readPools: () => readonly NamedFigures[]) {
  const common = { labelNames: ['pool'], registers: [registry] }
  type Read = (figures: PoolFigures) => number
  return {
    gauge: (name: string, help: string, read: Read) =>
      new Gauge({
        ...common,
        name,
        help,
        collect() {
          for (const [pool, figures] of readPools()) this.set({ pool }, read(figures))
        },
      }),
    counter: (name: string, help: string, read: Read) =>
      new Counter({
        ...common,
        name,
        help,
        collect() {
          // The pool counts by itself, so its count takes the place of the one before.
          this.reset()
          for (const [pool, figures] of readPools()) this.inc({ pool }, read(figures))
        },
      }),
  }
}
