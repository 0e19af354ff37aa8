import { applyMigrations, type MigrationFile } from '../../src/storage/migrations.ts'
import { createPostgresEngine } from '../../src/storage/postgres-engine.ts'
import { ensureRoles } from '../../src/storage/roles.ts'
import type { BenchDatabase } from './bench-database.ts'

/** One migration that was applied. */
export interface Applied {
  readonly name: string
  readonly milliseconds: number
}

/**
 * Applies migrations as a server does that starts, but one at a time.
 *
 * @param files    all there are, those that were applied before included
 * @param work     is given what applies all that is pending up to a file, and says how long that took
 */
export async function withMigrations<Result>(
  database: BenchDatabase,
  files: readonly MigrationFile[],
  work: (applyUpTo: (file: MigrationFile) => Promise<Applied>) => Promise<Result>,
): Promise<Result> {
  const url = database.settings['DATABASE_URL'] ?? ''
  const engine = createPostgresEngine({ url, poolSize: 2, preparesStatements: false, onIdleError: () => {} })
  try {
    await ensureRoles(engine)
    return await work(async (file) => {
      const began = performance.now()
      await applyMigrations(engine, files.slice(0, files.indexOf(file) + 1))
      return { name: file.name, milliseconds: performance.now() - began }
    })
  } finally {
    await engine.close()
  }
}
