import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { kyselyOver } from '../../src/storage/kysely-over-engine.ts'
import { type MigrationFile, migrationFiles } from '../../src/storage/migrations.ts'
import { createPostgresEngine } from '../../src/storage/postgres-engine.ts'
import { ensureRoles } from '../../src/storage/roles.ts'
import type { BenchDatabase } from './bench-database.ts'

/** One migration that was applied. */
export interface Applied {
  readonly name: string
  readonly milliseconds: number
  /** Whether it was one transaction, so that any lock it took was held for less than it took. */
  readonly locks: boolean
}

export interface StepwiseMigrations {
  /** Every migration up to the one whose name begins with this number. */
  migrateTo(number: string): Promise<void>
  /** Those after it, one by one. */
  migrateFurther(): Promise<readonly Applied[]>
  close(): Promise<void>
}

/** Applies the released migrations as a server does, but stops where it is told. */
export async function stepwiseMigrations(database: BenchDatabase): Promise<StepwiseMigrations> {
  const url = database.settings['DATABASE_URL'] ?? ''
  const engine = createPostgresEngine({ url, poolSize: 2, preparesStatements: false, onIdleError: () => {} })
  await ensureRoles(engine)
  const files = await migrationFiles()
  const migrations = Object.fromEntries(files.map(({ name, text }) => [name, { up: (db: Executor) => run(text, db) }]))
  const migrator = new Migrator({
    db: kyselyOver(engine),
    provider: { getMigrations: async () => migrations },
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  })
  const apply = async ({ name, runsOutsideTransaction }: MigrationFile): Promise<Applied> => {
    const began = performance.now()
    const { error } = await migrator.migrateTo(name, { disableTransactions: runsOutsideTransaction })
    if (error) throw error
    return { name, milliseconds: performance.now() - began, locks: !runsOutsideTransaction }
  }
  let reached = 0
  return {
    async migrateTo(number) {
      const upTo = files.findIndex(({ name }) => name.startsWith(number)) + 1
      for (; reached < upTo; reached += 1) await apply(files[reached] as MigrationFile)
    },
    async migrateFurther() {
      const applied: Applied[] = []
      for (const file of files.slice(reached)) applied.push(await apply(file))
      return applied
    },
    close: () => engine.close(),
  }
}

type Executor = Parameters<ReturnType<typeof sql.raw>['execute']>[0]

async function run(text: string, db: Executor): Promise<void> {
  await sql.raw(text).execute(db)
}
