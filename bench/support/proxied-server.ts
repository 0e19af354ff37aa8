import { type FaultyProxy, startFaultyProxy } from '../../test/support/faulty-proxy.ts'
import { type BenchDatabase, startDatabase } from './bench-database.ts'
import { quickHashes } from './quick-hashes.ts'
import type { Scope } from './scope.ts'
import { freePort, type ServerProcess, startServer } from './server-process.ts'

export interface Proxied {
  readonly database: BenchDatabase
  readonly proxy: FaultyProxy
  readonly server: ServerProcess
}

/** A server whose way to its PostgreSQL can be spoiled. All of it ends with the scope. */
export async function startProxied(scope: Scope, settings: Readonly<Record<string, string>> = {}): Promise<Proxied> {
  const database = await startDatabase('postgresql')
  scope.after(() => database.close())
  const proxy = await startFaultyProxy(scope, database.settings['DATABASE_URL'] ?? '')
  const server = await startServer({
    settings: { ...database.settings, ...quickHashes, ...settings, DATABASE_URL: proxy.url },
    port: await freePort(),
  })
  scope.after(() => server.stop())
  return { database, proxy, server }
}
