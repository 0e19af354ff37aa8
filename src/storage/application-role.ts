import type { Engine } from './engine.ts'

/** The role every transaction of the server works as: it owns nothing, cannot log in, and row-level security binds it. */
export const applicationRole = 'patron_app'

const roleExists = '42710'
const mayNotCreate = '42501'

/**
 * Makes the application's role, and lets the server's login and the migrating one work as it.
 *
 * @throws an error with the statements an administrator has to run, when the migrating role may not create roles
 */
export async function ensureApplicationRole(engine: Engine, serverLogin?: string): Promise<void> {
  const connection = await engine.connect()
  try {
    const [known] = await connection.query('select 1 from pg_roles where rolname = $1', [applicationRole])
    if (!known) await connection.script(`create role ${applicationRole} nologin`).catch(refuseUnlessThere)
    const [owner] = await connection.query<{ name: string }>('select quote_ident(current_user) as name', [])
    const [login] = serverLogin ? await connection.query<{ name: string }>('select quote_ident($1) as name', [serverLogin]) : []
    for (const member of [owner, login]) {
      if (member) await connection.script(`grant ${applicationRole} to ${member.name}`)
    }
  } finally {
    connection.release(false)
  }
}

/** Two nodes that start together may both find no role; the second is content that the first made it. */
function refuseUnlessThere(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === roleExists) return
  if (code !== mayNotCreate) throw error
  throw new Error(
    `The migrating role may not create roles. Let an administrator run once: CREATE ROLE ${applicationRole} NOLOGIN; GRANT ${applicationRole} TO the migrating and the server's role.`,
    { cause: error },
  )
}
