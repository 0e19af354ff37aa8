import { sql } from 'kysely'
import type { UnclaimedAccounts, UnclaimedCheck } from '../core/retention/forget-unverified.ts'
import { statement } from './statement.ts'
import type { Asking } from './transaction.ts'

interface Older {
  readonly tenantId: string
  readonly days: number
}

/**
 * Nobody has proven the mailbox, signed in or is signed in; nothing was bought or redeemed and no newsletter is sent; the shop has
 * not made the account and no other system knows it; and it was registered here with a password, so it is nobody who was moved in
 * and has yet to sign in for the first time. Suspended ones stay: the shop wants to know them again.
 */
const isUnclaimed = (tenantId: string, days: number) => sql`
  c.tenant_id = ${tenantId} and c.state = 'active' and c.email_verified_at is null and c.last_sign_in_at is null
  and c.created_at < now() - make_interval(days => ${days}) and c.created_by is null and c.external_id is null
  and c.last_purchase_at is null and not c.subscribed_to_newsletter
  and not exists (select from purchase p where p.customer_id = c.id and p.tenant_id = ${tenantId})
  and not exists (select from voucher_redemption r where r.customer_id = c.id and r.tenant_id = ${tenantId})
  and not exists (select from newsletter_subscription n where n.customer_id = c.id and n.tenant_id = ${tenantId})
  and not exists (
    select from session s where s.customer_id = c.id and s.tenant_id = ${tenantId} and s.ended_at is null and s.expires_at > now())
  and exists (
    select from event e where e.customer_id = c.id and e.tenant_id = ${tenantId} and e.type = 'customer.registered'
      and e.occurred_at < now() - make_interval(days => ${days}))
  and exists (
    select from credential k where k.customer_id = c.id and k.tenant_id = ${tenantId} and k.kind = 'password'
      and k.scheme = 'argon2id' and k.hash <> '!')`

const someUnclaimed = statement(
  ({ tenantId, days, limit }: Older & { limit: number }) => sql<{ id: string }>`
    select c.id from customer c where ${isUnclaimed(tenantId, days)} order by c.id limit ${limit}`,
)

const countUnclaimed = statement(
  ({ tenantId, days }: Older) => sql<{ count: number }>`
    select count(*)::integer as count from customer c where ${isUnclaimed(tenantId, days)}`,
)

const oneUnclaimed = statement(
  ({ tenantId, days, customerId }: Older & { customerId: string }) => sql`
    select from customer c where ${isUnclaimed(tenantId, days)} and c.id = ${customerId}`,
)

/** Accounts of one tenant that nobody has made their own. A look goes through all customers: it is for beside the requests. */
export const unclaimedAccounts = (session: Asking, tenantId: string): UnclaimedAccounts & UnclaimedCheck => ({
  async some(days, limit) {
    return (await session.run(someUnclaimed({ tenantId, days, limit }))).map(({ id }) => id)
  },
  async count(days) {
    return (await session.run(countUnclaimed({ tenantId, days })))[0]?.count ?? 0
  },
  async isUnclaimed(customerId, days) {
    return (await session.run(oneUnclaimed({ tenantId, days, customerId }))).length > 0
  },
})
