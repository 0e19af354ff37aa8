import { isUuid } from '../core/tenants/uuid.ts'
import type { Engine } from './engine.ts'
import { applicationRole } from './roles.ts'
import type { Statement } from './statement.ts'

// The server gives up on a statement before the client gives up on the server.
const statementTimeoutMilliseconds = 4_000
// Of a client that fell silent within a transaction PostgreSQL hears nothing for hours, and its claims keep others waiting.
const silenceTimeoutMilliseconds = 5_000
const usualPatience = { statement: statementTimeoutMilliseconds, silence: silenceTimeoutMilliseconds }
// Whoever reads everything may hand it on to something slow; one that fell silent must not keep the database from tidying up for ever.
export const readersPatience = { statement: 0, silence: 3_600_000 }
// A batch takes a part of a second, and on a machine that is busy otherwise a few.
const loadingTimeoutMilliseconds = 120_000

/**
 * Role, patience and tenant of one transaction. They end with it, so a transaction pooler may sit in between. Plans are
 * made once, without looking at the values: each statement finds its rows by a whole key, whatever the values are.
 */
export const settings = (tenantId: string, role = applicationRole, patience = usualPatience): Statement<unknown> => ({
  sql: `select ${usualSettings}`,
  parameters: [String(patience.statement), tenantId, role, String(patience.silence)],
})

const usualSettings = `set_config('role', $3, true), set_config('statement_timeout', $1, true),
    set_config('idle_in_transaction_session_timeout', $4, true),
    set_config('plan_cache_mode', 'force_generic_plan', true), set_config('patron.tenant_id', $2, true)`

/** As `settings`, and the commit does not wait for the disk. */
export const relaxedSettings = (tenantId: string): Statement<unknown> => {
  const { parameters } = settings(tenantId)
  return { sql: `select ${usualSettings}, set_config('synchronous_commit', 'off', true)`, parameters }
}

/**
 * As `settings`, for whoever loads many rows: nobody waits for the answer, and the tables grow while plans made for them are
 * in use, so rows are found by keys and in the order of keys, whatever the figures say. A commit does not wait for the disk: what
 * a crash takes back is whole transactions, and whoever loads goes on from the last one that is there. See `toTheDisk`. The
 * embedded database does wait: it crashes with its process, and has no disk to wait for.
 */
export const loadingSettings = (tenantId: string, engine: Engine): Statement<unknown> => ({
  sql: `select ${usualSettings}, set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true), set_config('enable_bitmapscan', 'off', true),
    set_config('enable_memoize', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', $5, true)`,
  parameters: [
    ...[String(loadingTimeoutMilliseconds), tenantId, applicationRole, String(loadingTimeoutMilliseconds)],
    engine.name === 'pglite' ? 'on' : 'off',
  ],
})

/** Makes a loading transaction wait for the disk, and with it everything that was committed before. */
export const toTheDisk: Statement<unknown> = { sql: 'set local synchronous_commit to default', parameters: [] }

/** A tenant that is none: row-level security shows nothing of anybody. */
export const noTenant = ''

/** A tenant's id that is none would not fail but see nothing, which is harder to notice. */
export function requireUuid(text: string): string {
  if (!isUuid(text)) throw new TypeError('a tenant is named by a UUID')
  return text
}
