import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { lockFolder } from '../adapters/data-folder/lock-file.ts'
import type { Config } from '../config/config.ts'
import { durabilitySettings } from '../config/settings.ts'
import type { Engine } from '../storage/engine.ts'
import { migrateToNewest, pendingMigrations } from '../storage/migrations.ts'
import { createPgliteEngine } from '../storage/pglite-engine.ts'
import { createPostgresEngine } from '../storage/postgres-engine.ts'
import { assertTenantsAreApart, settingsThatAreOff } from '../storage/safety.ts'

const queryTimeoutMilliseconds = 5_000

/**
 * Opens the database the configuration names: PostgreSQL, or the embedded one, locked for this process.
 *
 * @param onIdleError  told of connections that broke while nobody used them
 * @param isPatient  for what takes as long as it takes, such as an import
 * @throws an error that names the process which has the embedded database open
 */
export async function openDatabase(
  config: Config,
  onIdleError: (error: Error) => void,
  { isPatient = false } = {},
): Promise<Engine> {
  if (config.databaseUrl === undefined) return openEmbedded(config.dataDir)
  return createPostgresEngine({
    url: config.databaseUrl,
    poolSize: config.databasePoolSize,
    preparesStatements: config.preparedStatements,
    ...(!isPatient && { queryTimeoutMilliseconds }),
    onIdleError,
  })
}

/**
 * A connection for what goes over everything and takes as long as it takes; the embedded database has only its own.
 *
 * @returns the engine, and how to be done with it
 */
export async function openPatient(engine: Engine, config: Config): Promise<{ engine: Engine; close(): Promise<void> }> {
  if (config.databaseUrl === undefined) return { engine, close: async () => {} }
  const patient = createPostgresEngine({
    url: config.databaseUrl,
    poolSize: 1,
    preparesStatements: config.preparedStatements,
    onIdleError: () => {}, // the statement under way fails with the same error
  })
  return { engine: patient, close: () => patient.close() }
}

/**
 * Applies pending migrations, on PostgreSQL over a connection of its own as the role that owns the tables.
 *
 * @returns the names applied now
 */
export async function migrateDatabase(engine: Engine, config: Config): Promise<readonly string[]> {
  if (config.databaseUrl === undefined) return migrateToNewest(engine)
  const owner = createPostgresEngine({
    url: config.migrationUrl ?? config.databaseUrl,
    poolSize: 2,
    preparesStatements: false,
    onIdleError: () => {}, // the statement under way fails with the same error
  })
  try {
    return await migrateToNewest(owner, decodeURIComponent(new URL(config.databaseUrl).username) || undefined)
  } finally {
    await owner.close()
  }
}

/**
 * Makes the database ready for requests, or says what keeps it from being: migrations, durability, separate tenants.
 *
 * @throws an error that names the setting, command or right to change
 */
export async function prepareDatabase(engine: Engine, config: Config, logger: Logger): Promise<void> {
  const unsafe = await settingsThatAreOff(engine, durabilitySettings)
  const refused = unsafe.filter((name) => !config.allowUnsafeDurability?.includes(name))
  if (refused.length > 0) {
    throw new Error(
      `PostgreSQL runs with ${refused.join(', ')} off, so acknowledged registrations can be lost. Turn it on, or name it in PATRON_ALLOW_UNSAFE_DURABILITY.`,
    )
  }
  if (config.migrateOnStart) {
    const applied = await migrateDatabase(engine, config)
    if (applied.length > 0) logger.info({ applied }, 'migrated')
  }
  await assertMigrated(engine)
  await assertTenantsAreApart(engine)
}

/** @throws an error that names the migrations which have not run */
export async function assertMigrated(engine: Engine): Promise<void> {
  const pending = await pendingMigrations(engine)
  if (pending.length > 0) throw new Error(`Migrations are pending: ${pending.join(', ')}. Run: patron migrate`)
}

async function openEmbedded(dataDir: string): Promise<Engine> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const lock = await lockFolder(dataDir)
  try {
    const engine = await createPgliteEngine(join(dataDir, 'pglite'))
    return { ...engine, close: () => engine.close().finally(() => lock.release()) }
  } catch (error) {
    await lock.release()
    throw error
  }
}
