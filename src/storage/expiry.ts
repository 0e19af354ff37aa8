import { sql } from 'kysely'
import type { Outlived, OutlivedRows, RetainedKind, RetentionTerms } from '../core/retention/term.ts'
import type { Engine } from './engine.ts'
import { type Statement, statement } from './statement.ts'
import { asRelay, inTenant, type Session } from './transaction.ts'

// A batch is done within a tenth of a second, so nobody waits long for what it locks.
const atOnce = 2_000
const limit = sql.lit(atOnce)
// Two years, so that a month can be seen beside that of the year before.
const countDays = sql.lit(730)

interface Terms extends RetentionTerms {
  readonly tenantId: string
}

interface Counted {
  readonly count: number
}

const days = (count: unknown) => sql`make_interval(days => ${count})`

// At least a day longer than they last, so that what was signed a moment before the end finds its session ended and not unknown.
const oldSession = ({ tenantId, sessionDays }: Terms) => sql`
  from session where tenant_id = ${tenantId} and (expires_at < now() - ${days(sessionDays)} or ended_at < now() - ${days(sessionDays)})`
// What is claimed of a token that an older shop made goes with its session, by which it is found.
const removeSessions = statement(
  (terms: Terms) => sql<Counted>`
    with old as (select customer_id, id ${oldSession(terms)} limit ${limit}),
    gone as (delete from session using old
      where session.customer_id = old.customer_id and session.id = old.id and session.tenant_id = ${terms.tenantId}
      returning session.customer_id, session.secret_digest),
    freed as (delete from claim using gone where claim.tenant_id = ${terms.tenantId} and claim.kind = 'imported_token'
      and claim.value = encode(gone.secret_digest, 'hex') collate "C" and claim.customer_id = gone.customer_id)
    select count(*)::integer as count from gone`,
)
const countSessions = statement((terms: Terms) => sql<Counted>`select count(*)::integer as count ${oldSession(terms)}`)

/** Rows of one table that have run out, removed and counted. */
const runOut = (table: string, key: string, condition: ReturnType<typeof sql>) => ({
  remove: statement(
    ({ tenantId }: Terms) => sql<Counted>`
      with old as (select ${sql.ref(key)} as key from ${sql.table(table)} where tenant_id = ${tenantId} and ${condition} limit ${limit}),
      gone as (delete from ${sql.table(table)} where tenant_id = ${tenantId} and ${condition}
        and ${sql.ref(key)} in (select key from old) returning 1)
      select count(*)::integer as count from gone`,
  ),
  count: statement(
    ({ tenantId }: Terms) =>
      sql<Counted>`select count(*)::integer as count from ${sql.table(table)} where tenant_id = ${tenantId} and ${condition}`,
  ),
})

interface OfTenant {
  readonly kind: RetainedKind
  remove(terms: Terms): Statement<Counted>
  count(terms: Terms): Statement<Counted>
}

const ofTenants: readonly OfTenant[] = [
  { kind: 'sessions', remove: removeSessions, count: countSessions },
  { kind: 'kept_answers', ...runOut('idempotency', 'digest', sql`expires_at < now()`) },
  { kind: 'tries', ...runOut('attempt', 'bucket', sql`window_ends < now()`) },
  { kind: 'links', ...runOut('recovery', 'id', sql`expires_at < now()`) },
  { kind: 'links', ...runOut('email_change', 'customer_id', sql`expires_at < now()`) },
  { kind: 'counts', ...runOut('tally', 'hour', sql`hour < now() - ${days(countDays)}`) },
]

const tenantsToClean = statement(
  ({ sessionDays }: RetentionTerms) => sql<{ id: string }>`
    select tenant_id as id from idempotency where expires_at < now()
    union select tenant_id from attempt where window_ends < now()
    union select tenant_id from session where expires_at < now() - ${days(sessionDays)}
    union select tenant_id from session where ended_at < now() - ${days(sessionDays)}
    union select tenant_id from recovery where expires_at < now()
    union select tenant_id from email_change where expires_at < now()
    union select tenant_id from tally where hour < now() - ${days(countDays)}`,
)

interface CountedOf extends Counted {
  readonly tenantId: string
}

const oldMessage = ({ messageDays }: RetentionTerms) =>
  sql`from delivery where state <> 'waiting' and finished_at < now() - ${days(messageDays)}`
const removeMessages = statement(
  (terms: RetentionTerms) => sql<CountedOf>`
    with old as (select customer_id, id ${oldMessage(terms)} limit ${limit}),
    gone as (delete from delivery using old where delivery.customer_id = old.customer_id and delivery.id = old.id
      returning delivery.tenant_id)
    select tenant_id as "tenantId", count(*)::integer as count from gone group by tenant_id`,
)
const countMessages = statement(
  (terms: RetentionTerms) =>
    sql<CountedOf>`select tenant_id as "tenantId", count(*)::integer as count ${oldMessage(terms)} group by tenant_id`,
)

const oldDetails = ({ eventDetailsDays }: RetentionTerms) => sql`
  from event where personal is not null and position is not null and occurred_at < now() - ${days(eventDetailsDays)}
    and not exists (select from delivery where delivery.customer_id = event.customer_id and delivery.event_id = event.id
      and delivery.state = 'waiting')`
const removeDetails = statement(
  (terms: RetentionTerms) => sql<CountedOf>`
    with old as (select customer_id, id ${oldDetails(terms)} limit ${limit}),
    emptied as (update event set personal = null from old where event.customer_id = old.customer_id and event.id = old.id
      returning event.tenant_id)
    select tenant_id as "tenantId", count(*)::integer as count from emptied group by tenant_id`,
)
const countDetails = statement(
  (terms: RetentionTerms) =>
    sql<CountedOf>`select tenant_id as "tenantId", count(*)::integer as count ${oldDetails(terms)} group by tenant_id`,
)

const ofRelay = [
  { kind: 'messages', remove: removeMessages, count: countMessages },
  { kind: 'event_details', remove: removeDetails, count: countDetails },
] as const

/**
 * What has outlived its time, tenant by tenant of those that have something: sessions, with what is claimed of them, counts,
 * kept answers, mailed links and counted tries; and, of all tenants, messages that were delivered or given up, and what is
 * personal of events that nothing waits for. The event stays.
 */
export const outlivedRows = (engine: Engine): OutlivedRows => {
  const each = async (terms: RetentionTerms, name: 'count' | 'remove'): Promise<readonly Outlived[]> => {
    const found: Outlived[] = []
    const tenants = await asRelay(engine, (session) => session.run(tenantsToClean(terms)))
    for (const { id: tenantId } of tenants) found.push(...(await inTenant(engine, tenantId, ofOne({ ...terms, tenantId }, name))))
    for (const { kind, ...rows } of ofRelay) {
      const counted = await asRelay(engine, (session) => session.run(rows[name](terms)))
      found.push(...counted.map((one) => ({ ...one, kind })))
    }
    return found.filter(({ count }) => count > 0)
  }
  return {
    count: (terms) => each(terms, 'count'),
    async removeSome(terms) {
      const removed = await each(terms, 'remove')
      return { removed, isMore: removed.some(({ count }) => count >= atOnce) }
    },
  }
}

const ofOne = (terms: Terms, name: 'count' | 'remove') => async (session: Session) => {
  const found: Outlived[] = []
  for (const { kind, ...rows } of ofTenants) {
    const [counted] = await session.run(rows[name](terms))
    found.push({ tenantId: terms.tenantId, kind, count: counted?.count ?? 0 })
  }
  return found
}
