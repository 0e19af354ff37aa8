import { isDeepStrictEqual } from 'node:util'
import { type Connection, type Engine, query } from '../../src/storage/engine.ts'
import { applicationRole } from '../../src/storage/roles.ts'
import { onlyReads, tablesIn } from './tenant-filter.ts'

/** A statement with the values it goes out with. */
export interface Asked {
  readonly name: string
  readonly sql: string
  readonly parameters: readonly unknown[]
}

export interface Influence {
  /** The tenant as whom the statements are asked. */
  readonly asking: string
  /** The tenant whose rows are there, and then are not. */
  readonly owner: string
  /** Every table that has tenants. */
  readonly tables: readonly string[]
  /** What is done to the database before, as its owner. */
  readonly planted?: readonly string[]
}

/**
 * Of the statements, those by which the one tenant learns of the other's rows or changes them: what it is answered depends on
 * whether they are there, or they are not the same afterwards. All of it happens in one transaction, so that time stands still,
 * and is undone.
 */
export async function influenced(engine: Engine, asked: readonly Asked[], given: Influence): Promise<readonly Asked[]> {
  const connection = await engine.connect()
  try {
    await connection.script(['begin', ...(given.planted ?? [])].join(';'))
    const fingerprints = await fingerprintsOf(connection, given)
    const whileThere: unknown[] = []
    for (const one of asked) whileThere.push(await effectOf(connection, one, given, fingerprints))
    for (const table of given.tables) await query(connection, `delete from ${table} where tenant_id = $1`, [given.owner])
    const whileGone: unknown[] = []
    for (const one of asked) whileGone.push(await effectOf(connection, one, given))
    return asked.filter((_, index) => !isDeepStrictEqual(whileThere[index], whileGone[index]))
  } finally {
    await connection.script('rollback')
    connection.release(false)
  }
}

/** By table: all that stands in the owner's rows, and which transaction wrote it. */
type Fingerprints = ReadonlyMap<string, string>

async function fingerprintsOf(connection: Connection, { owner, tables }: Influence): Promise<Fingerprints> {
  const all = new Map<string, string>()
  for (const table of tables) all.set(table, await fingerprint(connection, table, owner))
  return all
}

async function fingerprint(connection: Connection, table: string, owner: string): Promise<string> {
  const text = `select md5(string_agg(one.xmin || one::text, ' ' order by one::text)) as digest from ${table} one where tenant_id = $1`
  const [row] = await query<{ digest: string | null }>(connection, text, [owner])
  return row?.digest ?? ''
}

/**
 * What the statement is answered, or how it is refused; undone at once.
 *
 * @param before  of the owner's rows: tables that are not the same afterwards are part of the effect
 */
async function effectOf(connection: Connection, asked: Asked, { asking, owner, tables }: Influence, before?: Fingerprints) {
  await connection.script('savepoint asked')
  try {
    const [, answer] = await connection.batch([asTenant(asking), asked])
    const changed: string[] = []
    if (before && !onlyReads(asked.sql)) {
      await connection.script('reset role')
      for (const table of tablesIn(asked.sql, tables))
        if ((await fingerprint(connection, table, owner)) !== before.get(table)) changed.push(table)
    }
    return { answer, changed }
  } catch (error) {
    return { refused: codeOf(error), changed: [] }
  } finally {
    await connection.script('rollback to savepoint asked; release savepoint asked')
  }
}

const asTenant = (tenantId: string) => ({
  sql: "select set_config('role', $1, true), set_config('patron.tenant_id', $2, true)",
  parameters: [applicationRole, tenantId],
})

/** @throws what is no answer of the database */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  throw error
}
