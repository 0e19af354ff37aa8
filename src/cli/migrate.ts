import { readConfig } from '../config/config.ts'
import { askRunningServer } from '../control/socket-client.ts'
import { migrateDatabase, openDatabase } from '../join/open-database.ts'

/** Applies pending migrations and says which. */
export async function migrate(): Promise<void> {
  const config = readConfig(process.env)
  const running = config.databaseUrl === undefined ? await askRunningServer(config.dataDir, 'migrate') : undefined
  const applied = running ? (running.result as string[]) : await migrateHere()
  process.stdout.write(applied.length === 0 ? 'No migration was pending.\n' : `Applied: ${applied.join(', ')}\n`)

  async function migrateHere(): Promise<readonly string[]> {
    const engine = await openDatabase(config, () => {})
    try {
      return await migrateDatabase(engine, config)
    } finally {
      await engine.close()
    }
  }
}
