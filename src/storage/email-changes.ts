import { sql } from 'kysely'
import type { EmailChange, EmailChangeLookUp, EmailChangeStore, NewEmailChange } from '../core/account/email-change.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import type { Asking, Session } from './transaction.ts'

interface OfCustomer {
  readonly customerId: string
  readonly tenantId: string
}

const waitingChange = statement(({ customerId, tenantId }: OfCustomer) =>
  database
    .selectFrom('email_change')
    .select([
      'id',
      'email',
      'from_key as fromKey',
      'session_id as sessionId',
      sql`old_agreed_at is not null`.as('hasOldAgreed'),
      sql`new_agreed_at is not null`.as('hasNewAgreed'),
      'expires_at as expiresAt',
    ])
    .where('customer_id', '=', customerId)
    .where('tenant_id', '=', tenantId)
    .where('expires_at', '>', sql<Date>`now()`)
    .$castTo<EmailChange>(),
)

const putChange = statement(
  (change: NewEmailChange & OfCustomer & { lifetimeSeconds: number }) => sql`
    insert into email_change (customer_id, id, tenant_id, email, from_key, session_id, expires_at)
    values (${change.customerId}, ${change.id}, ${change.tenantId}, ${change.email}, ${change.fromKey}, ${change.sessionId},
      now() + make_interval(secs => ${change.lifetimeSeconds}))
    on conflict (customer_id) do update set id = excluded.id, email = excluded.email, from_key = excluded.from_key,
      session_id = excluded.session_id, expires_at = excluded.expires_at, old_agreed_at = null, new_agreed_at = null`,
)

const oldAgrees = statement(
  ({ customerId, tenantId }: OfCustomer) => sql`
    update email_change set old_agreed_at = now()
    where customer_id = ${customerId} and tenant_id = ${tenantId} and old_agreed_at is null`,
)

const newAgrees = statement(
  ({ customerId, tenantId }: OfCustomer) => sql`
    update email_change set new_agreed_at = now()
    where customer_id = ${customerId} and tenant_id = ${tenantId} and new_agreed_at is null`,
)

const deleteChange = statement(
  ({ customerId, tenantId }: OfCustomer) => sql`
    delete from email_change where customer_id = ${customerId} and tenant_id = ${tenantId}`,
)

/** Changes of address of one tenant's customers that wait for their mailboxes, read. */
export const emailChangeLookUp = (session: Asking, tenantId: string): EmailChangeLookUp => ({
  async find(customerId) {
    const [change] = await session.run(waitingChange({ customerId, tenantId }))
    return change
  },
})

/** As `emailChangeLookUp`, written. */
export const emailChangeStore = (session: Session, tenantId: string): EmailChangeStore => ({
  ...emailChangeLookUp(session, tenantId),
  async put(customerId, change, lifetimeSeconds) {
    session.send(putChange({ ...change, customerId, tenantId, lifetimeSeconds }))
  },
  async agree(customerId, side) {
    session.send((side === 'old' ? oldAgrees : newAgrees)({ customerId, tenantId }))
  },
  async remove(customerId) {
    session.send(deleteChange({ customerId, tenantId }))
  },
})
