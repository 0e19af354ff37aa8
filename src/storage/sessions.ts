import { sql } from 'kysely'
import type { Customer } from '../core/customers/customer.ts'
import type { NewSession, RefreshUse, Session, SessionLookUp, SessionStore, StorefrontHolder } from '../core/sessions/session.ts'
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

interface SessionRow extends Omit<NewSession, 'usedBy' | 'browser'>, OfTenant {
  readonly browser: string | null
  readonly refreshId: string | null
  readonly secretDigest: Uint8Array | null
}

const openSession = statement(
  (session: SessionRow) => sql<{ number: number | null }>`
    insert into session (customer_id, id, tenant_id, refresh_id, secret_digest, browser, number, refreshed_at, started_at, expires_at)
    select c.id, ${session.id}, ${session.tenantId}, ${session.refreshId}, ${session.secretDigest}::bytea, ${session.browser}::text,
      case when ${session.secretDigest}::bytea is not null then nextval('session_number') end, now(), now(),
      now() + make_interval(secs => ${session.lifetimeSeconds})
    from customer c join credential k on k.customer_id = c.id and k.kind = 'password'
    where c.id = ${session.customerId} and c.tenant_id = ${session.tenantId} and c.state = 'active' and k.version = ${session.passwordVersion}
    returning number`,
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
  readonly refreshId: string | null
  readonly previousRefreshId: string | null
  readonly refreshedSecondsAgo: number
  readonly hasEnded: boolean
  readonly hasRunOut: boolean
}

const sessionColumns = [
  'session.id as sessionId',
  'session.refresh_id as refreshId',
  'session.previous_refresh_id as previousRefreshId',
  sql`extract(epoch from now() - session.refreshed_at)::float8`.as('refreshedSecondsAgo'),
  sql`session.ended_at is not null`.as('hasEnded'),
  sql`session.expires_at <= now()`.as('hasRunOut'),
] as const

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
      .select([...customerColumns, ...sessionColumns])
      .where('customer.id', '=', customerId)
      .where('customer.tenant_id', '=', tenantId)
      .$castTo<CustomerWithSession>(),
)

interface CustomerWithStorefrontSession extends CustomerWithSession {
  readonly secretDigest: Uint8Array
}

// Of two tokens of one number, which an older shop and this one can have made, the digest tells which is meant.
const isStorefrontSession = ({ number, digest }: { number: number; digest: Uint8Array }) => sql<boolean>`
  session.customer_id = customer.id and session.tenant_id = customer.tenant_id
  and session.number = ${number} and session.secret_digest = ${digest}`

const customerWithNumberedSession = statement(
  ({ customerId, number, digest, tenantId }: { customerId: string; number: number; digest: Uint8Array } & OfTenant) =>
    database
      .selectFrom('customer')
      .leftJoin('session', (join) => join.on(isStorefrontSession({ number, digest })))
      .select([...customerColumns, ...sessionColumns, 'session.secret_digest as secretDigest'])
      .where('customer.id', '=', customerId)
      .where('customer.tenant_id', '=', tenantId)
      .$castTo<CustomerWithStorefrontSession>(),
)

const importedSession = statement(
  ({ digest, hexDigest, number, tenantId }: { digest: Uint8Array; hexDigest: string; number: number } & OfTenant) =>
    database
      .selectFrom('claim')
      .innerJoin('customer', 'customer.id', 'claim.customer_id')
      .leftJoin('session', (join) => join.on(isStorefrontSession({ number, digest })))
      .select([...customerColumns, ...sessionColumns, 'session.secret_digest as secretDigest'])
      .where('claim.tenant_id', '=', tenantId)
      .where('claim.kind', '=', 'imported_token')
      .where('claim.value', '=', hexDigest)
      .where('customer.tenant_id', '=', tenantId)
      .$castTo<CustomerWithStorefrontSession>(),
)

const importedTokens = statement(
  ({ customerId, tenantId }: { customerId: string } & OfTenant) => sql<{ value: string }>`
    select claim.value from session join claim on claim.tenant_id = session.tenant_id and claim.kind = 'imported_token'
      and claim.value = encode(session.secret_digest, 'hex') collate "C" and claim.customer_id = session.customer_id
    where session.customer_id = ${customerId} and session.tenant_id = ${tenantId} and session.number is not null`,
)

/** Sessions of one tenant, written. Inside a transaction what nobody waits for goes out with what follows. */
export const sessionStore = (session: Transaction, tenantId: string): SessionStore => ({
  async begin(begun) {
    session.send(noteSignIn({ customerId: begun.customerId, tenantId }))
    return openIn(session, begun, tenantId)
  },
  open: (opened) => openIn(session, opened, tenantId),
  async endAll(customerId, exceptId) {
    session.send(endSessions({ customerId, exceptId, tenantId }))
  },
  async importedTokens(customerId) {
    return (await session.run(importedTokens({ customerId, tenantId }))).map(({ value }) => value)
  },
  ...singleSessionStore(session, tenantId),
})

async function openIn(
  session: Transaction,
  { usedBy, browser = null, ...opened }: NewSession,
  tenantId: string,
): Promise<number | undefined> {
  const refreshId = 'refreshId' in usedBy ? usedBy.refreshId : null
  const secretDigest = 'secretDigest' in usedBy ? usedBy.secretDigest : null
  const [row] = await session.run(openSession({ ...opened, tenantId, refreshId, secretDigest, browser }))
  return row && (row.number ?? 0)
}

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
  async customerWithStorefrontSession(customerId, number, digest) {
    const [row] = await session.run(customerWithNumberedSession({ customerId, number, digest, tenantId }))
    return row && storefrontHolderIn(row)
  },
  async importedStorefrontSession(digest, number) {
    const hexDigest = Buffer.from(digest).toString('hex')
    const [row] = await session.run(importedSession({ digest, hexDigest, number, tenantId }))
    return row && storefrontHolderIn(row)
  },
  customerNumbered: (number) => customerLookUp(session, tenantId).holding({ kind: 'number', value: String(number) }),
})

function sessionIn(row: CustomerWithSession): Session | undefined {
  const { sessionId, refreshId, previousRefreshId, refreshedSecondsAgo, hasEnded, hasRunOut } = row
  if (sessionId === null) return undefined
  return { id: sessionId, refreshId, previousRefreshId, refreshedSecondsAgo, hasEnded, hasRunOut }
}

function storefrontHolderIn(row: CustomerWithStorefrontSession): StorefrontHolder {
  const session = sessionIn(row)
  return { customer: row, session: session && { ...session, secretDigest: row.secretDigest } }
}
