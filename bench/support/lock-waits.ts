import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchDatabase } from './bench-database.ts'

const betweenLooksMilliseconds = 10

/** Looks for statements of servers that wait for a lock. @returns ends it, and tells the longest such wait in milliseconds */
export function watchLockWaits(database: BenchDatabase): () => Promise<number> {
  let goesOn = true
  let longest = 0
  const looking = database.examine(async (query) => {
    while (goesOn) {
      const [row] = await query<{ milliseconds: number | null }>(
        `select (extract(epoch from max(clock_timestamp() - query_start)) * 1000)::float8 as milliseconds from pg_stat_activity
         where wait_event_type = 'Lock' and application_name = 'patron'`,
      )
      longest = Math.max(longest, row?.milliseconds ?? 0)
      await sleep(betweenLooksMilliseconds)
    }
  })
  return async () => {
    goesOn = false
    await looking
    return longest
  }
}
