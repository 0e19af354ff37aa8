import { PGlite } from '@electric-sql/pglite'
import type { Connection, Engine } from './engine.ts'

const dateOid = 1082

/**
 * Opens the embedded database in `folder`, making it when it is not there.
 *
 * It is PostgreSQL in this process and has one connection, handed to one user at a time in the order they ask.
 * It survives a killed process, but it never syncs to the disk, so not a power cut.
 */
export async function createPgliteEngine(folder: string): Promise<Engine> {
  const database = await PGlite.create(folder, { parsers: { [dateOid]: (value) => value } })
  let waiting = 0
  let free: Promise<void> = Promise.resolve()
  return {
    name: 'pglite',
    async connect() {
      const turn = free
      const { promise, resolve } = Promise.withResolvers<void>()
      free = turn.then(() => promise)
      waiting += 1
      await turn
      waiting -= 1
      return pgliteConnection(database, resolve)
    },
    figures: () => ({ total: 1, idle: 0, waiting }),
    close: async () => {
      await free
      await database.close()
    },
  }
}

function pgliteConnection(database: PGlite, giveBack: () => void): Connection {
  return {
    async script(sql) {
      await database.exec(sql)
    },
    async query<Row>(sql: string, parameters: readonly unknown[]) {
      const result = await database.query<Row>(sql, [...parameters])
      return result.rows
    },
    release: giveBack,
  }
}
