import { sql } from 'kysely'
import type { Engine } from './engine.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import { asRelay, inTenant } from './transaction.ts'

const past = sql<Date>`now()`
const expiredAnswers = statement(({ id }: { id: string }) =>
  database.deleteFrom('idempotency').where('tenant_id', '=', id).where('expires_at', '<', past),
)
const endedWindows = statement(({ id }: { id: string }) =>
  database.deleteFrom('attempt').where('tenant_id', '=', id).where('window_ends', '<', past),
)

// A day longer than they last, so that what was signed a moment before the end finds its session ended and not unknown.
// What is claimed of a token that an older shop made goes with its session, by which it is found.
const lastSessions = statement(
  ({ id }: { id: string }) => sql`
    with gone as (delete from session where tenant_id = ${id} and expires_at < now() - interval '1 day'
      returning customer_id, secret_digest)
    delete from claim using gone where claim.tenant_id = ${id} and claim.kind = 'imported_token'
      and claim.value = encode(gone.secret_digest, 'hex') collate "C" and claim.customer_id = gone.customer_id`,
)
const expiredRecoveries = statement(({ id }: { id: string }) =>
  database.deleteFrom('recovery').where('tenant_id', '=', id).where('expires_at', '<', past),
)

const expiredChanges = statement(({ id }: { id: string }) =>
  database.deleteFrom('email_change').where('tenant_id', '=', id).where('expires_at', '<', past),
)

const tenantsToClean = statement(
  () => sql<{ id: string }>`
    select tenant_id as id from idempotency where expires_at < now()
    union select tenant_id from attempt where window_ends < now()
    union select tenant_id from session where expires_at < now() - interval '1 day'
    union select tenant_id from recovery where expires_at < now()
    union select tenant_id from email_change where expires_at < now()`,
)

// A month of them tells what became of a mail somebody asks about.
const finishedDeliveries = statement(() =>
  database
    .deleteFrom('delivery')
    .where('state', '<>', sql.lit('waiting'))
    .where('finished_at', '<', sql<Date>`now() - interval '30 days'`),
)

/**
 * Removes what has run out, tenant by tenant of those that have something: kept answers after a day, counted tries after their window, sessions, with
 * what is claimed of them, and mailed links after their time; and, of all tenants, messages that were delivered or given up
 * 30 days ago.
 * Nothing depends on it but the size of the tables, since what has run out is not believed anyway.
 */
export async function removeExpired(engine: Engine): Promise<void> {
  const tenants = await asRelay(engine, (session) => session.run(tenantsToClean({})))
  for (const { id } of tenants) {
    await inTenant(engine, id, async (session) => {
      await session.run(expiredAnswers({ id }))
      await session.run(endedWindows({ id }))
      await session.run(lastSessions({ id }))
      await session.run(expiredRecoveries({ id }))
      await session.run(expiredChanges({ id }))
    })
  }
  await asRelay(engine, (session) => session.run(finishedDeliveries({})))
}
