import type { EventServices } from '../control/events.ts'
import { readFeed } from '../core/outbox/read-feed.ts'
import { replayDeliveries } from '../core/outbox/replay-deliveries.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import { feedReader } from '../storage/feed-reader.ts'
import { replayStore } from '../storage/replays.ts'
import { databaseTime } from '../storage/time.ts'
import { statementByStatement } from '../storage/transaction.ts'
import type { DailyParts } from './daily-commands.ts'

/** What the commands about events do with those of one tenant. */
export function joinEventServices({ engine }: Pick<DailyParts, 'engine'>, { id: tenantId }: Tenant): EventServices {
  const asking = statementByStatement(engine, tenantId)
  return {
    readFeed: (wish) => readFeed(wish, feedReader(asking, tenantId)),
    async replay(wish) {
      const now = await databaseTime(engine)
      return replayDeliveries(wish, { store: replayStore(asking, tenantId), now: () => now })
    },
  }
}
