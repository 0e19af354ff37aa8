import { sql } from 'kysely'
import type { LinkTarget } from '../core/recovery/link.ts'
import type {
  FoundRecovery,
  Recovery,
  RecoveryHolder,
  RecoveryKind,
  RecoveryLookUp,
  RecoveryStore,
} from '../core/recovery/recovery.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import type { Asking, Session } from './transaction.ts'

interface OfTenant {
  readonly tenantId: string
}

interface One extends LinkTarget, OfTenant {
  readonly kind: RecoveryKind
}

// The time of the statement and not of the transaction, which may have begun long before it got to lock the customer: so the
// recoveries of one customer run out in the order in which they were made.
const insertRecovery = statement(
  (recovery: Recovery & OfTenant) => sql`
    insert into recovery (customer_id, id, tenant_id, kind, email, expires_at)
    values (${recovery.customerId}, ${recovery.id}, ${recovery.tenantId}, ${recovery.kind}, ${recovery.email},
      clock_timestamp() + make_interval(secs => ${recovery.lifetimeSeconds}))`,
)

const useRecovery = statement(
  ({ customerId, id, kind, tenantId }: One) => sql<{ id: string }>`
    update recovery set used_at = now()
    where customer_id = ${customerId} and id = ${id} and tenant_id = ${tenantId} and kind = ${kind}
      and used_at is null and expires_at > now()
    returning id`,
)

const lastingRecovery = statement(
  ({ customerId, kind, seconds, tenantId }: { customerId: string; kind: RecoveryKind; seconds: number } & OfTenant) => sql`
    select 1 from recovery
    where customer_id = ${customerId} and tenant_id = ${tenantId} and kind = ${kind}
      and expires_at > now() + make_interval(secs => ${seconds}) limit 1`,
)

const discardUnused = statement(
  ({ customerId, kinds, tenantId }: { customerId: string; kinds: readonly RecoveryKind[] } & OfTenant) => sql`
    delete from recovery
    where customer_id = ${customerId} and tenant_id = ${tenantId} and kind = any(${kinds}::text[]) and used_at is null`,
)

const discardLater = statement(
  ({ customerId, id, tenantId }: LinkTarget & OfTenant) => sql`
    delete from recovery later using recovery this
    where this.customer_id = ${customerId} and this.id = ${id} and this.tenant_id = ${tenantId}
      and later.customer_id = this.customer_id and later.tenant_id = this.tenant_id and later.kind = this.kind
      and later.used_at is null and later.expires_at > this.expires_at`,
)

type FoundRow = Omit<FoundRecovery, 'holder'> & { readonly holderEmail: string } & Omit<RecoveryHolder, 'email'>

const foundRecovery = statement(({ customerId, id, kind, tenantId }: One) =>
  database
    .selectFrom('recovery')
    .innerJoin('customer', 'customer.id', 'recovery.customer_id')
    .select([
      'recovery.email',
      sql`recovery.used_at is not null`.as('isUsed'),
      sql`recovery.expires_at <= now()`.as('hasRunOut'),
      'customer.state',
      'customer.email as holderEmail',
      sql`customer.email_verified_at is not null`.as('isEmailVerified'),
      'customer.first_name as firstName',
      'customer.last_name as lastName',
    ])
    .where('recovery.customer_id', '=', customerId)
    .where('recovery.id', '=', id)
    .where('recovery.tenant_id', '=', tenantId)
    .where('recovery.kind', '=', kind)
    .where('customer.tenant_id', '=', tenantId)
    .$castTo<FoundRow>(),
)

/** What mailed links of one tenant stand for. */
export const recoveryStore = (session: Session, tenantId: string): RecoveryStore => ({
  async insert(recovery) {
    session.send(insertRecovery({ ...recovery, tenantId }))
  },
  async use(kind, target) {
    return (await session.run(useRecovery({ ...target, kind, tenantId }))).length > 0
  },
  async hasLasting(customerId, kind, seconds) {
    return (await session.run(lastingRecovery({ customerId, kind, seconds, tenantId }))).length > 0
  },
  async discardUnused(customerId, kinds) {
    session.send(discardUnused({ customerId, kinds, tenantId }))
  },
  async discardLater(target) {
    session.send(discardLater({ ...target, tenantId }))
  },
})

/** Recoveries of one tenant, looked up with whose they are. */
export const recoveryLookUp = (session: Asking, tenantId: string): RecoveryLookUp => ({
  async find(kind, target) {
    const [row] = await session.run(foundRecovery({ ...target, kind, tenantId }))
    if (!row) return undefined
    const { email, isUsed, hasRunOut, holderEmail, ...holder } = row
    return { email, isUsed, hasRunOut, holder: { ...holder, email: holderEmail } }
  },
})
