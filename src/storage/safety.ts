import { sql } from 'kysely'
import { type Engine, query } from './engine.ts'
import { applicationRole } from './roles.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import { withoutTenant } from './transaction.ts'

const anyClaim = statement(() => database.selectFrom('claim').select('value').limit(1))
// Changes nothing anywhere; a standby refuses it all the same.
const noWrite = statement(() => sql`delete from attempt where false`)
const anyTenant = statement(() => database.selectFrom('tenant').select('id').limit(1))

/** Of the settings named, those that are off. PGlite is exempt by name: it never syncs, and says so at start. */
export async function settingsThatAreOff(engine: Engine, names: readonly string[]): Promise<readonly string[]> {
  if (engine.name === 'pglite') return []
  const connection = await engine.connect()
  try {
    const rows = await query<{ name: string }>(
      connection,
      "select name from pg_settings where name = any($1) and setting = 'off' order by name",
      [names],
    )
    return rows.map(({ name }) => name)
  } finally {
    connection.release(false)
  }
}

/**
 * Proves before the first request that tenants are kept apart by the database itself.
 *
 * @throws an error that names the table or the right that breaks it
 */
export async function assertTenantsAreApart(engine: Engine): Promise<void> {
  const connection = await engine.connect()
  try {
    const open = await query<{ relname: string }>(
      connection,
      `select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
       where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace and not (c.relrowsecurity and c.relforcerowsecurity)`,
      [],
    )
    if (open.length > 0) throw new Error(`Row-level security is not forced on: ${open.map(({ relname }) => relname).join(', ')}`)
    const [role] = await query<{ free: boolean }>(
      connection,
      'select rolbypassrls or rolsuper as free from pg_roles where rolname = $1',
      [applicationRole],
    )
    if (role?.free !== false) throw new Error(`The role ${applicationRole} is missing or may bypass row-level security`)
  } finally {
    connection.release(false)
  }
  const seen = await withoutTenant(engine, (session) => session.run(anyClaim({})))
  if (seen.length > 0) throw new Error('A query without a tenant sees rows')
}

/**
 * Asks the database for the least there is, through everything a request goes through.
 *
 * @throws Trouble `unavailable` when it does not answer, or takes no writes
 */
export async function assertAnswers(engine: Engine): Promise<void> {
  await withoutTenant(engine, (session) => {
    session.send(noWrite({}))
    return session.run(anyTenant({}))
  })
}
