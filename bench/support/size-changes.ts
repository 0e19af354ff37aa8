import { setTimeout as sleep } from 'node:timers/promises'
import { startDatabase } from './bench-database.ts'
import type { Driver } from './driver.ts'
import { likeMigrations } from './like-migrations.ts'
import { fillWithCustomers, type Written } from './many-customers.ts'
import { type Column, markdownTable } from './markdown-table.ts'
import { registrationsPerSecond } from './size-calls.ts'
import { type SizeSide, sizeLoad } from './size-side.ts'
import { stepwiseMigrations } from './stepwise-migrations.ts'

/** A change of full tables. */
export interface Change {
  readonly what: string
  readonly milliseconds: number
  /** While it was made and for a second after; absent where no server ran. */
  readonly longestRegistration?: number
  readonly failed: number
  /** Whether whoever writes waits for the whole of it. */
  readonly locks: boolean
}

// The newest of those that were released when there were no customers yet.
const lastBefore = '0007'
const calmMilliseconds = 5_000

/** The released migrations that came after, each on its own, on tables that hold so many customers. */
export async function migrateFull(customers: number, written: Written): Promise<readonly Change[]> {
  const database = await startDatabase('postgresql')
  const migrations = await stepwiseMigrations(database)
  try {
    await migrations.migrateTo(lastBefore)
    await fillWithCustomers({ database, written, customers, present: 0 })
    const applied = await migrations.migrateFurther()
    return applied.map(({ name, milliseconds, locks }) => ({ what: name, milliseconds, locks, failed: 0 }))
  } finally {
    await migrations.close()
    await database.close()
  }
}

/** Changes of the kinds that migrations make, under a server that goes on registering. */
export async function changeMeanwhile(driver: Driver, side: SizeSide, clients: number): Promise<readonly Change[]> {
  const changes: Change[] = []
  const note = async (what: string, locks: boolean, change: () => Promise<unknown>) => {
    const began = performance.now()
    await change()
    const milliseconds = performance.now() - began
    await sleep(1_000)
    const { latencies, failed, busy } = await driver.mark()
    changes.push({ what, milliseconds, longestRegistration: Math.max(...latencies), failed: failed + busy, locks })
  }
  const load = sizeLoad('Registration', side, 20 * registrationsPerSecond)
  await driver.start({ port: side.server.port, clients, load })
  await sleep(1_000)
  await driver.mark()
  await note('nothing', false, () => sleep(calmMilliseconds))
  await side.database.examine(async (query) => {
    for (const { what, locks, sql } of likeMigrations) await note(what, locks, () => query(sql))
  })
  await driver.stop()
  return changes
}

/** Whether nobody waited for longer than this, and nothing failed. */
export const heldBriefly = (changes: readonly Change[], most: number): boolean =>
  changes.every(
    ({ milliseconds, longestRegistration = 0, failed, locks }) =>
      failed === 0 && longestRegistration <= most && (!locks || milliseconds <= most),
  )

export function changeTable(changes: readonly Change[]): string {
  const right = (title: string): Column => ({ title, alignment: 'right' })
  const columns: Column[] = [
    { title: 'Change', alignment: 'left' },
    { title: 'Locks out who writes', alignment: 'left' },
    ...['Takes, ms', 'Longest registration, ms', 'Errors'].map(right),
  ]
  const rows = changes.map(({ what, locks, milliseconds, longestRegistration, failed }) => {
    const longest = longestRegistration === undefined ? 'none ran' : longestRegistration.toFixed(0)
    return [what, locks ? 'yes' : 'no', milliseconds.toFixed(0), longest, String(failed)]
  })
  return markdownTable(columns, rows)
}
