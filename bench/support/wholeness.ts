import type { Query } from './bench-database.ts'

/** What is wrong with the customers of a database; all zero when nothing is. */
export interface Faults {
  /** Acknowledged, and not there. */
  readonly lost: number
  /** Stored more than once, or with more than one event. */
  readonly doubled: number
  /** Without exactly one customer row, credential, login, slug and number, or with names that are not the customer's own. */
  readonly torn: number
  readonly eventsMissing: number
}

// Everything a registration writes, counted for each customer that any of it names.
const wholenessSql = `
  with part as (
    select id as customer_id, 'customer' as part from customer
    union all select customer_id, 'credential' from credential
    union all select customer_id, 'event' from event where type = 'customer.registered'
    union all
    select claim.customer_id, claim.kind from claim left join customer on customer.id = claim.customer_id
    where claim.value = case claim.kind when 'login' then email_key when 'slug' then slug when 'number' then number::text end
    union all select customer_id, 'claim' from claim
  ), counted as (
    select
      count(*) filter (where part = 'customer') as customers,
      count(*) filter (where part = 'credential') as credentials,
      count(*) filter (where part = 'event') as events,
      count(*) filter (where part = 'login') as logins,
      count(*) filter (where part = 'slug') as slugs,
      count(*) filter (where part = 'number') as numbers,
      count(*) filter (where part = 'claim') as claims
    from part group by customer_id
  )
  select
    count(*) filter (where (customers, credentials, logins, slugs, numbers, claims) <> (1, 1, 1, 1, 1, 3))::int as torn,
    count(*) filter (where events = 0)::int as "eventsMissing",
    count(*) filter (where events > 1)::int as "eventsDoubled"
  from counted`

const storedSql = 'select email, count(*)::int as times from customer group by email'

/**
 * Looks at every customer there is.
 *
 * @param acknowledged  addresses that were answered 201
 */
export async function findFaults(query: Query, acknowledged: readonly string[]): Promise<Faults> {
  const [whole] = await query<{ torn: number; eventsMissing: number; eventsDoubled: number }>(wholenessSql)
  const stored = new Map((await query<{ email: string; times: number }>(storedSql)).map(({ email, times }) => [email, times]))
  if (!whole) throw new Error('the database did not answer')
  const lost = acknowledged.filter((email) => !stored.has(email)).length
  const repeated = [...stored.values()].filter((times) => times > 1).length
  return { lost, doubled: repeated + whole.eventsDoubled, torn: whole.torn, eventsMissing: whole.eventsMissing }
}
