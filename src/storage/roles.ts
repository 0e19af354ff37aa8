import { type Connection, type Engine, query } from './engine.ts'

/** The role every transaction of the server works as: it owns nothing, cannot log in, and row-level security binds it. */
export const applicationRole = 'patron_app'

/**
 * The role that what follows from events is done as: it sees the events and deliveries of all tenants, which of them have
 * something to be done beside the requests, and nothing else.
 */
export const relayRole = 'patron_relay'

// Two nodes that start together do this at once: the role is there already, its membership is, or its row was changed.
const doneByAnother = new Set(['42710', '23505', 'XX000'])
const mayNot = '42501'
const tries = 5

/**
 * Makes both roles, and lets the server's login and the migrating one work as them. What is there already
 * is left as it is, so an administrator may have done all of it.
 *
 * @throws an error with the statements an administrator has to run, when the migrating role may not
 */
export async function ensureRoles(engine: Engine, serverLogin?: string): Promise<void> {
  const connection = await engine.connect()
  try {
    for (let attempt = 1; ; attempt += 1) {
      const failure = await makeRoles(connection, serverLogin).catch((error: unknown) => error)
      if (failure === undefined) return
      const code = failure instanceof Error && 'code' in failure ? String(failure.code) : ''
      if (code === mayNot) throw new Error(administratorsPart(serverLogin), { cause: failure })
      if (!doneByAnother.has(code) || attempt === tries) throw failure
    }
  } finally {
    connection.release(false)
  }
}

async function makeRoles(connection: Connection, serverLogin: string | undefined): Promise<undefined> {
  for (const role of [applicationRole, relayRole]) await makeRole(connection, role, serverLogin)
}

async function makeRole(connection: Connection, role: string, serverLogin: string | undefined): Promise<void> {
  const [known] = await query(connection, 'select 1 from pg_roles where rolname = $1', [role])
  if (!known) await connection.script(`create role ${role} nologin`)
  const missing = await query<{ name: string }>(
    connection,
    `select quote_ident(rolname) as name from pg_roles
     where rolname in (current_user, $1) and not pg_has_role(rolname, $2, 'member') order by rolname`,
    [serverLogin ?? null, role],
  )
  for (const { name } of missing) await connection.script(`grant ${role} to ${name}`)
}

const administratorsPart = (serverLogin: string | undefined): string =>
  `The migrating role may not make roles. Let an administrator run once: CREATE ROLE ${applicationRole} NOLOGIN; CREATE ROLE ${relayRole} NOLOGIN; GRANT ${applicationRole}, ${relayRole} TO the migrating role${serverLogin ? ` and to ${serverLogin}` : ''}.`
