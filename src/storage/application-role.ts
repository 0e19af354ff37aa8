import { type Connection, type Engine, query } from './engine.ts'

/** The role every transaction of the server works as: it owns nothing, cannot log in, and row-level security binds it. */
export const applicationRole = 'patron_app'

// Two nodes that start together do this at once: the role is there already, its membership is, or its row was changed.
const doneByAnother = new Set(['42710', '23505', 'XX000'])
const mayNot = '42501'
const tries = 5

/**
 * Makes the application's role, and lets the server's login and the migrating one work as it. What is there already
 * is left as it is, so an administrator may have done all of it.
 *
 * @throws an error with the statements an administrator has to run, when the migrating role may not
 */
export async function ensureApplicationRole(engine: Engine, serverLogin?: string): Promise<void> {
  const connection = await engine.connect()
  try {
    for (let attempt = 1; ; attempt += 1) {
      const failure = await makeRole(connection, serverLogin).catch((error: unknown) => error)
      if (failure === undefined) return
      const code = failure instanceof Error && 'code' in failure ? String(failure.code) : ''
      if (code === mayNot) throw new Error(administratorsPart(serverLogin), { cause: failure })
      if (!doneByAnother.has(code) || attempt === tries) throw failure
    }
  } finally {
    connection.release(false)
  }
}

async function makeRole(connection: Connection, serverLogin: string | undefined): Promise<undefined> {
  const [known] = await query(connection, 'select 1 from pg_roles where rolname = $1', [applicationRole])
  if (!known) await connection.script(`create role ${applicationRole} nologin`)
  const missing = await query<{ name: string }>(
    connection,
    `select quote_ident(rolname) as name from pg_roles
     where rolname in (current_user, $1) and not pg_has_role(rolname, $2, 'member') order by rolname`,
    [serverLogin ?? null, applicationRole],
  )
  for (const { name } of missing) await connection.script(`grant ${applicationRole} to ${name}`)
}

const administratorsPart = (serverLogin: string | undefined): string =>
  `The migrating role may not make roles. Let an administrator run once: CREATE ROLE ${applicationRole} NOLOGIN; GRANT ${applicationRole} TO the migrating role${serverLogin ? ` and to ${serverLogin}` : ''}.`
