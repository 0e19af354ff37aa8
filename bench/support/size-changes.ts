import { setTimeout as sleep } from 'node:timers/promises'
import { type MigrationFile, migrationFiles } from '../../src/storage/migrations.ts'
import { startDatabase } from './bench-database.ts'
import type { Driver } from './driver.ts'
import { likeMigrations } from './like-migrations.ts'
import { fillWithCustomers, type Written } from './many-customers.ts'
import { type Column, markdownTable } from './markdown-table.ts'
import { registrationsPerSecond } from './size-calls.ts'
import { type SizeSide, sizeLoad } from './size-side.ts'
import { type Applied, withMigrations } from './stepwise-migrations.ts'

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

// Those before it were released before there was a shop to have a million customers.
const firstAfter = '0008'
const calmMilliseconds = 5_000

/** The released migrations that came after, each on its own, on tables that hold so many customers. */
export async function migrateFull(customers: number, written: Written): Promise<readonly Change[]> {
  const database = await startDatabase('postgresql')
  const files = await migrationFiles()
  const [older, newer] = [files.filter(({ name }) => name < firstAfter), files.filter(({ name }) => name >= firstAfter)]
  try {
    return await withMigrations(database, files, async (applyUpTo) => {
      for (const file of older) await applyUpTo(file)
      await fillWithCustomers({ database, written, customers, present: 0 })
      const changes: Change[] = []
      for (const file of newer) changes.push(changeOf(file, await applyUpTo(file)))
      return changes
    })
  } finally {
    await database.close()
  }
}

const changeOf = ({ name, runsOutsideTransaction }: MigrationFile, { milliseconds }: Applied): Change => ({
  what: name,
  milliseconds,
  locks: !runsOutsideTransaction,
  failed: 0,
})

/** Changes of the kinds that migrations make, under a server that goes on registering. */
export async function changeMeanwhile(driver: Driver, side: SizeSide, clients: number): Promise<readonly Change[]> {
  const { database, server } = side
  const load = sizeLoad('Registration', side, 20 * registrationsPerSecond)
  await driver.start({ port: server.port, clients, load })
  await sleep(1_000)
  await driver.mark()
  const registrationsMeanwhile = async () => {
    await sleep(1_000)
    const { latencies, failed, busy } = await driver.mark()
    return { longestRegistration: Math.max(...latencies), failed: failed + busy }
  }
  await sleep(calmMilliseconds)
  const calm = { what: 'nothing', milliseconds: calmMilliseconds, locks: false, ...(await registrationsMeanwhile()) }
  const files = [...(await migrationFiles()), ...likeMigrations]
  const changes = await withMigrations(database, files, async (applyUpTo) => {
    const made: Change[] = []
    for (const file of likeMigrations) {
      const change = changeOf(file, await applyUpTo(file))
      made.push({ ...change, ...(await registrationsMeanwhile()) })
    }
    return made
  })
  await driver.stop()
  return [calm, ...changes]
}

/** Whether nobody waited for longer than this, and nothing failed. Where no server ran, as long as it took is what one might have waited. */
export const heldBriefly = (changes: readonly Change[], most: number): boolean =>
  changes.every(({ milliseconds, longestRegistration, failed, locks }) => {
    const waited = longestRegistration ?? (locks ? milliseconds : 0)
    return failed === 0 && waited <= most
  })

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
