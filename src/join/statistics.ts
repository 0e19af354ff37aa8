import { readStatistics, type StatisticsWish } from '../core/statistics/read-statistics.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import { eventCounts } from '../storage/event-counts.ts'
import { tallyStore } from '../storage/tallies.ts'
import { databaseTime } from '../storage/time.ts'
import { statementByStatement } from '../storage/transaction.ts'
import type { DailyParts } from './daily-commands.ts'

/** What happened in one tenant, with what this process has just counted. */
export const joinStatistics =
  ({ engine, storeTallies }: DailyParts, { id: tenantId }: Tenant) =>
  async (wish: StatisticsWish) => {
    await storeTallies()
    const now = await databaseTime(engine)
    const asking = statementByStatement(engine, tenantId)
    return readStatistics(wish, {
      events: eventCounts(asking, tenantId),
      tallies: tallyStore(asking, tenantId),
      now: () => now,
    })
  }
