import { sql } from 'kysely'
import type { ForgivingStore, LimitStore, Try } from '../core/limits/limit.ts'
import { statement } from './statement.ts'
import type { Asking, Session } from './transaction.ts'

/** The digest a try is counted under. */
type BucketOf = (counted: Try) => Uint8Array

interface Counted {
  readonly bucket: Uint8Array
  readonly used: number
  readonly remainingSeconds: number
}

interface Counting {
  readonly tenantId: string
  readonly buckets: readonly Uint8Array[]
  readonly windowSeconds: readonly number[]
}

const countTries = statement(
  ({ tenantId, buckets, windowSeconds }: Counting) => sql<Counted>`
    insert into attempt (tenant_id, bucket, window_ends, used)
    select ${tenantId}::uuid, bucket, now() + make_interval(secs => seconds), 1
    from unnest(${buckets}::bytea[], ${windowSeconds}::float8[]) as tried (bucket, seconds)
    on conflict (tenant_id, bucket) do update set
      used = case when attempt.window_ends <= now() then 1 else attempt.used + 1 end,
      window_ends = case when attempt.window_ends <= now() then excluded.window_ends else attempt.window_ends end
    returning bucket, used, extract(epoch from window_ends - now())::float8 as "remainingSeconds"`,
)

const forgetTries = statement(
  ({ tenantId, buckets }: Pick<Counting, 'tenantId' | 'buckets'>) =>
    sql`delete from attempt where tenant_id = ${tenantId} and bucket = any(${buckets}::bytea[])`,
)

/** @param bucketOf  as for `limitStore` */
export const forgivingStore = (session: Session, tenantId: string, bucketOf: BucketOf): ForgivingStore => ({
  async forget(tries) {
    if (tries.length > 0) session.send(forgetTries({ tenantId, buckets: tries.map(bucketOf) }))
  },
})

/**
 * Counts tries in windows that begin with the first one, in one statement for all nodes together.
 *
 * @param bucketOf  the digest a try is counted under
 */
export const limitStore = (session: Asking, tenantId: string, bucketOf: BucketOf): LimitStore => ({
  async count(tries) {
    const buckets = tries.map(bucketOf)
    // In one order everywhere, so that two requests with the same buckets never wait for each other in a circle.
    const sorted = tries
      .map(({ limit }, index) => ({ bucket: buckets[index] ?? new Uint8Array(), windowSeconds: limit.windowSeconds }))
      .toSorted((a, b) => Buffer.compare(a.bucket, b.bucket))
    const counting: Counting = {
      tenantId,
      buckets: sorted.map(({ bucket }) => bucket),
      windowSeconds: sorted.map(({ windowSeconds }) => windowSeconds),
    }
    const counted = await session.run(countTries(counting))
    return buckets.map((bucket) => {
      const row = counted.find((candidate) => Buffer.compare(candidate.bucket, bucket) === 0)
      if (!row) throw new Error('a counted try came back without its count')
      return row
    })
  },
})
