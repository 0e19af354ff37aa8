import { sql } from 'kysely'
import type { Tally, TallyKind, TallyLookUp, TallyStore } from '../core/statistics/tally.ts'
import { statement } from './statement.ts'
import type { Asking } from './transaction.ts'

interface Added {
  readonly tenantId: string
  readonly hours: readonly Date[]
  readonly kinds: readonly TallyKind[]
  readonly counts: readonly number[]
}

const addTallies = statement(
  ({ tenantId, hours, kinds, counts }: Added) => sql`
    insert into tally (tenant_id, hour, kind, count)
    select ${tenantId}::uuid, hour, kind, counted from unnest(${hours}::timestamptz[], ${kinds}::text[], ${counts}::bigint[])
      as added (hour, kind, counted)
    on conflict (tenant_id, hour, kind) do update set count = tally.count + excluded.count`,
)

const talliesSince = statement(
  ({ tenantId, hour }: { tenantId: string; hour: Date }) => sql<Omit<Tally, 'tenantId'>>`
    select hour, kind, count::float8 as count from tally where tenant_id = ${tenantId} and hour >= ${hour}`,
)

/** What servers have counted of the calls of one tenant. */
export const tallyStore = (session: Asking, tenantId: string): TallyStore & TallyLookUp => ({
  async add(tallies) {
    // In one order everywhere, so that two servers never wait for each other in a circle.
    const sorted = tallies.toSorted((one, other) => one.hour.getTime() - other.hour.getTime() || (one.kind < other.kind ? -1 : 1))
    const counts = sorted.map(({ count }) => count)
    await session.run(
      addTallies({ tenantId, hours: sorted.map(({ hour }) => hour), kinds: sorted.map(({ kind }) => kind), counts }),
    )
  },
  since: (hour) => session.run(talliesSince({ tenantId, hour })),
})
