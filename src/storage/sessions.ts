import { sql } from 'kysely'
import type { Customer } from '../core/customers/customer.ts'
import type { NewSession, RefreshUse, Session, SessionLookUp, SessionStore } from '../core/sessions/session.ts'
import { customerLookUp } from './customer-look-up.ts'
import { customerColumns } from './customers.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import type { Asking, Session as Transaction } from './transaction.ts'

interface OfTenant {
  readonly tenantId: string
}

interface One extends OfTenant {
  readonly customerId: string
  readonly id: string
}

// Locks the customer, as everything does that ends sessions: so none begins while it happens.
const noteSignIn = statement(
  ({ customerId, tenantId }: { customerId: string } & OfTenant) => sql`
    update customer set last_sign_in_at = now() where id = ${customerId} and tenant_id = ${tenantId} and state = 'active'`,
)

const beginSession = statement(
  (session: NewSession & OfTenant) => sql<{ id: string }>`
    insert into session (customer_id, id, tenant_id, refresh_id, refreshed_at, started_at, expires_at)
    select c.id, ${session.id}, ${session.tenantId}, ${session.refreshId}, now(), now(), now() + make_interval(secs => ${session.lifetimeSeconds})
    from customer c join credential k on k.customer_id = c.id and k.kind = 'password'
    where c.id = ${session.customerId} and c.tenant_id = ${session.tenantId} and c.state = 'active' and k.version = ${session.passwordVersion}
    returning id`,
)

const endSession = statement(
  ({ customerId, id, tenantId }: One) => sql<{ id: string }>`
    update session set ended_at = now()
    where customer_id = ${customerId} and id = ${id} and tenant_id = ${tenantId} and ended_at is null and expires_at > now()
    returning id`,
)

const endSessions = statement(
  ({ customerId, exceptId, tenantId }: { customerId: string; exceptId: string | null } & OfTenant) => sql`
    update session set ended_at = now()
    where customer_id = ${customerId} and tenant_id = ${tenantId} and ended_at is null
      and (${exceptId}::uuid is null or id <> ${exceptId}::uuid)`,
)

const rotateSession = statement(
  (use: RefreshUse & OfTenant) => sql<{ id: string }>`
    update session set refresh_id = ${use.nextId}, previous_refresh_id = ${use.usedId}, refreshed_at = now(),
      expires_at = now() + make_interval(secs => ${use.lifetimeSeconds})
    where customer_id = ${use.customerId} and id = ${use.id} and tenant_id = ${use.tenantId} and refresh_id = ${use.usedId}
      and ended_at is null and expires_at > now()
    returning id`,
)

interface CustomerWithSession extends Customer {
  readonly sessionId: string | null
  readonly refreshId: string
  readonly previousRefreshId: string | null
  readonly refreshedSecondsAgo: number
  readonly hasEnded: boolean
  readonly hasRunOut: boolean
}

const customerWithSession = statement(
  ({ customerId, sessionId, tenantId }: { customerId: string; sessionId: string | null } & OfTenant) =>
    database
      .selectFrom('customer')
      .leftJoin('session', (join) =>
        join
          .onRef('session.customer_id', '=', 'customer.id')
          .onRef('session.tenant_id', '=', 'customer.tenant_id')
          .on('session.id', '=', sessionId),
      )
      .select([
        ...customerColumns,
        'session.id as sessionId',
        'session.refresh_id as refreshId',
        'session.previous_refresh_id as previousRefreshId',
        sql`extract(epoch from now() - session.refreshed_at)::float8`.as('refreshedSecondsAgo'),
        sql`session.ended_at is not null`.as('hasEnded'),
        sql`session.expires_at <= now()`.as('hasRunOut'),
      ])
      .where('customer.id', '=', customerId)
      .where('customer.tenant_id', '=', tenantId)
      .$castTo<CustomerWithSession>(),
)

/** Sessions of one tenant, written. Inside a transaction what nobody waits for goes out with what follows. */
export const sessionStore = (session: Transaction, tenantId: string): SessionStore => ({
  async begin(begun) {
    session.send(noteSignIn({ customerId: begun.customerId, tenantId }))
    return (await session.run(beginSession({ ...begun, tenantId }))).length > 0
  },
  async endAll(customerId, exceptId) {
    session.send(endSessions({ customerId, exceptId, tenantId }))
  },
  ...singleSessionStore(session, tenantId),
})

/** What is one statement, and so needs no transaction around it. */
export function singleSessionStore(session: Asking, tenantId: string): Pick<SessionStore, 'end' | 'rotate'> {
  return {
    async end(customerId, id) {
      return (await session.run(endSession({ customerId, id, tenantId }))).length > 0
    },
    async rotate(use) {
      return (await session.run(rotateSession({ ...use, tenantId }))).length > 0
    },
  }
}

/** Sessions of one tenant, looked up with the customer they belong to. */
export const sessionLookUp = (session: Asking, tenantId: string): SessionLookUp => ({
  async customerWithSession(customerId, sessionId) {
    const [row] = await session.run(customerWithSession({ customerId, sessionId, tenantId }))
    return row && { customer: row, session: sessionIn(row) }
  },
  customerNumbered: (number) => customerLookUp(session, tenantId).holding({ kind: 'number', value: String(number) }),
})

function sessionIn(row: CustomerWithSession): Session | undefined {
  const { sessionId, refreshId, previousRefreshId, refreshedSecondsAgo, hasEnded, hasRunOut } = row
  if (sessionId === null) return undefined
  return { id: sessionId, refreshId, previousRefreshId, refreshedSecondsAgo, hasEnded, hasRunOut }
}
