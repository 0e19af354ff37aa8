import { sql } from 'kysely'
import type { LimitStore, Try } from '../core/limits/limit.ts'
import type { Engine } from './engine.ts'
import { database } from './schema.ts'
import { inTenantRelaxed } from './transaction.ts'

interface Counted {
  readonly bucket: Uint8Array
  readonly used: number
  readonly remainingSeconds: number
}

/**
 * Counts tries in windows that begin with the first one, in one statement for all nodes together.
 *
 * @param bucketOf  the digest a try is counted under
 */
export const limitStore = (engine: Engine, tenantId: string, bucketOf: (counted: Try) => Uint8Array): LimitStore => ({
  async count(tries) {
    const buckets = tries.map(bucketOf)
    const rows = tries.map(({ limit }, index) => ({
      tenant_id: tenantId,
      bucket: buckets[index] ?? new Uint8Array(),
      window_ends: sql<Date>`now() + make_interval(secs => ${limit.windowSeconds})`,
      used: 1,
    }))
    // In one order everywhere, so that two requests with the same buckets never wait for each other in a circle.
    const sorted = rows.toSorted((a, b) => Buffer.compare(a.bucket, b.bucket))
    const counted = await inTenantRelaxed(engine, tenantId, (session) => session.run<Counted>(countTries(sorted)))
    return buckets.map((bucket) => {
      const row = counted.find((candidate) => Buffer.compare(candidate.bucket, bucket) === 0)
      if (!row) throw new Error('a counted try came back without its count')
      return row
    })
  },
})

const countTries = (
  rows: readonly { tenant_id: string; bucket: Uint8Array; window_ends: ReturnType<typeof sql<Date>>; used: number }[],
) =>
  database
    .insertInto('attempt')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'bucket']).doUpdateSet({
        used: sql<number>`case when attempt.window_ends <= now() then 1 else attempt.used + 1 end`,
        window_ends: sql<Date>`case when attempt.window_ends <= now() then excluded.window_ends else attempt.window_ends end`,
      }),
    )
    .returning(['bucket', 'used', sql<number>`extract(epoch from window_ends - now())::float8`.as('remainingSeconds')])
    .$castTo<Counted>()
