import { setFlagsFromString } from 'node:v8'
import type { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import type { Connection, Engine } from './engine.ts'

const dateOid = 1082
const instantOid = 1184
// Instants are read as on PostgreSQL: PGlite would take the year 0001 for 2001.
const parsers = { [dateOid]: (value: string) => value, [instantOid]: pg.types.getTypeParser(instantOid) }

// Freeing WebAssembly code that better code has replaced now and then fails a check of V8's own and ends the process
// (nodejs/node#64500). It is a few megabytes; they are kept.
setFlagsFromString('--no-wasm-code-gc')
setFlagsFromString('--no-flush-liftoff-code')

/**
 * Opens the embedded database in `folder`, making it when it is not there.
 *
 * It is PostgreSQL in this process and has one connection, handed to one user at a time in the order they ask.
 * It survives a killed process, but it never syncs to the disk, so not a power cut.
 */
export async function createPgliteEngine(folder: string): Promise<Engine> {
  const pglite = await import('@electric-sql/pglite') // 7 MB that a server on PostgreSQL does without
  const database = await pglite.PGlite.create(folder, { parsers })
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
    async batch(statements) {
      const answer: unknown[][] = []
      for (const { sql, parameters } of statements) answer.push((await database.query(sql, [...parameters])).rows)
      return answer
    },
    // There is no other connection to take instead of a broken one, so it is cleaned.
    release: (broken) => void (broken ? database.exec('rollback').finally(giveBack) : giveBack()),
  }
}
