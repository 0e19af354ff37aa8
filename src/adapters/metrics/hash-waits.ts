import { Histogram, type Registry } from 'prom-client'
import type { HashLane } from '../../core/credentials/hashing.ts'
import type { PoolName } from './hash-pools.ts'

// From no wait at all to the default deadline of one second and what a longer one allows.
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** @returns what is to be told how long a hash had waited to begin */
export function addHashWaits(registry: Registry): (milliseconds: number, lane: HashLane, pool: PoolName) => void {
  const waits = new Histogram({
    name: 'patron_hash_wait_seconds',
    help: 'From asking for a hash to its beginning, of hashes that were made.',
    labelNames: ['pool', 'lane'],
    buckets,
    registers: [registry],
  })
  for (const lane of ['sign_in', 'registration', 'import'] satisfies HashLane[]) waits.zero({ pool: 'own', lane })
  return (milliseconds, lane, pool) => waits.observe({ pool, lane }, milliseconds / 1000)
}
