import type { BenchDatabase } from './bench-database.ts'

/** Makes a further database on the same server. @returns its address */
export async function makeOwnDatabase(server: BenchDatabase, name: string): Promise<string> {
  await server.examine((query) => query(`create database ${name} template template0`))
  const address = new URL(server.settings['DATABASE_URL'] ?? '')
  address.pathname = `/${name}`
  return address.href
}
