import type { Query } from './bench-database.ts'

/** What is wrong with the customers of a database; all zero when nothing is. */
export interface Faults {
  /** Acknowledged, and not there. */
  readonly lost: number
  /** Stored more than once, or with more than one event. */
  readonly doubled: number
  /**
   * Without exactly one customer row, one credential, the names that are the customer's own and no others, and for each
   * consent granted its event; or any of these without a customer.
   */
  readonly torn: number
  readonly eventsMissing: number
}

// Everything a registration writes, counted for each customer that any of it names.
const wholenessSql = `
  with named as (
    select *, coalesce(username_key <> email_key, false)::int + (referral_code is not null)::int + (external_id is not null)::int
      + subscribed_to_newsletter::int + 3 as names
    from customer
  ), part as (
    select id as customer_id, 'customer' as part from customer
    union all select customer_id, 'credential' from credential
    union all select customer_id, 'event' from event where type = 'customer.registered'
    union all
    select claim.customer_id, 'own name' from claim join customer on customer.id = claim.customer_id
    where claim.value in (case claim.kind when 'login' then email_key when 'slug' then slug when 'number' then number::text
      when 'referral_code' then referral_code when 'newsletter' then email_key when 'external_id' then external_id end,
      case claim.kind when 'login' then username_key end)
    union all select customer_id, 'claim' from claim
    union all select customer_id, 'subscription' from newsletter_subscription
    union all select customer_id, 'decision' from consent_record where decision <> 'declined'
    union all select customer_id, 'told decision' from event where type in ('customer.consent_given', 'customer.consent_withdrawn')
  ), counted as (
    select
      customer_id,
      count(*) filter (where part = 'customer') as customers,
      count(*) filter (where part = 'credential') as credentials,
      count(*) filter (where part = 'event') as events,
      count(*) filter (where part = 'own name') as own_names,
      count(*) filter (where part = 'claim') as claims,
      count(*) filter (where part = 'subscription') as subscriptions,
      count(*) filter (where part = 'decision') as decisions,
      count(*) filter (where part = 'told decision') as told_decisions
    from part group by customer_id
  )
  select
    count(*) filter (where (customers, credentials, own_names, claims, subscriptions, decisions)
      is distinct from (1, 1, names, names, subscribed_to_newsletter::int, told_decisions))::int as torn,
    count(*) filter (where events = 0)::int as "eventsMissing",
    count(*) filter (where events > 1)::int as "eventsDoubled"
  from counted left join named on named.id = customer_id`

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

/** How many answers to consents each customer's history holds, by address. */
export async function countConsents(query: Query): Promise<ReadonlyMap<string, number>> {
  const rows = await query<{ email: string; consents: number }>(
    'select email, count(*)::int as consents from consent_record join customer on customer.id = customer_id group by email',
  )
  return new Map(rows.map(({ email, consents }) => [email, consents]))
}
