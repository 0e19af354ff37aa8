import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Engine } from './engine.ts'
import { kyselyOver } from './kysely-over-engine.ts'
import { ensureRoles } from './roles.ts'

export interface MigrationFile {
  /** The file's name without its ending; names sort in the order they apply. */
  readonly name: string
  readonly text: string
  /** For what PostgreSQL refuses inside a transaction, such as building an index concurrently. */
  readonly runsOutsideTransaction: boolean
}

const folder = new URL('./migrations/', import.meta.url)
const outsideTransaction = '-- outside a transaction\n'

/** Every migration in the order they apply. */
export async function migrationFiles(): Promise<readonly MigrationFile[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).toSorted()
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(file, folder), 'utf8')
      return { name: file.slice(0, -'.sql'.length), text, runsOutsideTransaction: text.startsWith(outsideTransaction) }
    }),
  )
}

// Whoever comes to a table after a migration has asked for it waits behind the migration, for as long as that waits itself.
const waitForLock = "set local lock_timeout = '250ms'"
const pauseMilliseconds = 250
// Two minutes' worth.
const mostTries = 240
// lock_not_available, deadlock_detected: PostgreSQL documentation, appendix A.
const heldByOthers = new Set(['55P03', '40P01'])

/** The migrations that have not run yet; changes nothing. */
export async function pendingMigrations(engine: Engine): Promise<readonly string[]> {
  return pendingOf(migratorOn(engine, await migrationFiles()))
}

/**
 * Applies what is pending, in order, each file in a transaction of its own unless it says otherwise. Of several
 * callers one works and the others wait. The application's role is made first, since the files grant it its rights.
 *
 * @param serverLogin  the role the server logs in as, when it is not the one that migrates
 * @returns the names applied now
 */
export async function migrateToNewest(engine: Engine, serverLogin?: string): Promise<readonly string[]> {
  await ensureRoles(engine, serverLogin)
  return applyMigrations(engine, await migrationFiles())
}

/**
 * Applies those that are pending of these files, which begin with the first there is. Requests that are served meanwhile wait
 * for a migration while it works, but not while it waits: a table that somebody uses for long it leaves to the others again,
 * and tries anew.
 *
 * @returns the names applied now
 * @throws an error that names the migration which found a table in use for two minutes
 */
export async function applyMigrations(engine: Engine, files: readonly MigrationFile[]): Promise<readonly string[]> {
  const migrator = migratorOn(engine, files)
  const applied: string[] = []
  for (let tries = 0; ; ) {
    const [next] = await pendingOf(migrator)
    if (next === undefined) return applied
    const file = files.find(({ name }) => name === next)
    const { error, results = [] } = await migrator.migrateUp({ disableTransactions: file?.runsOutsideTransaction ?? false })
    if (error && !isHeldByOthers(error)) throw error
    tries = error ? tries + 1 : 0
    if (tries === mostTries) throw new Error(`${next} waits for a table that somebody else uses all the time`, { cause: error })
    if (error) await sleep(pauseMilliseconds)
    else applied.push(...results.map(({ migrationName }) => migrationName))
  }
}

const isHeldByOthers = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && heldByOthers.has(String(error.code))

async function pendingOf(migrator: Migrator): Promise<readonly string[]> {
  const migrations = await migrator.getMigrations()
  return migrations.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name)
}

function migratorOn(engine: Engine, files: readonly MigrationFile[]): Migrator {
  const migrations = Object.fromEntries(files.map((file) => [file.name, migrationOf(file)]))
  return new Migrator({
    db: kyselyOver(engine),
    provider: { getMigrations: async () => migrations },
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  })
}

const migrationOf = ({ text, runsOutsideTransaction }: MigrationFile): Migration => ({
  up: async (db) => {
    if (!runsOutsideTransaction) await sql.raw(waitForLock).execute(db)
    await sql.raw(text).execute(db)
  },
})
