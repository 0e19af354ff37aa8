import { readdir, readFile } from 'node:fs/promises'
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

/** The migrations that have not run yet; changes nothing. */
export async function pendingMigrations(engine: Engine): Promise<readonly string[]> {
  const migrations = await migratorOn(engine, await migrationFiles()).getMigrations()
  return migrations.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name)
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
  const files = await migrationFiles()
  const migrator = migratorOn(engine, files)
  const applied: string[] = []
  for (;;) {
    const [next] = await pendingMigrations(engine)
    if (next === undefined) return applied
    const file = files.find(({ name }) => name === next)
    const { error, results = [] } = await migrator.migrateUp({ disableTransactions: file?.runsOutsideTransaction ?? false })
    if (error) throw error
    applied.push(...results.map(({ migrationName }) => migrationName))
  }
}

function migratorOn(engine: Engine, files: readonly MigrationFile[]): Migrator {
  const migrations = Object.fromEntries(files.map(({ name, text }) => [name, migrationOf(text)]))
  return new Migrator({
    db: kyselyOver(engine),
    provider: { getMigrations: async () => migrations },
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  })
}

const migrationOf = (text: string): Migration => ({
  up: async (db) => {
    await sql.raw(text).execute(db)
  },
})
