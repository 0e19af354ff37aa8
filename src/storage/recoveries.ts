import { sql } from 'kysely'
import type { Recovery, RecoveryStore } from '../core/recovery/recovery.ts'
import { statement } from './statement.ts'
import type { Session } from './transaction.ts'

const insertRecovery = statement(
  (recovery: Recovery & { tenantId: string }) => sql`
    insert into recovery (customer_id, id, tenant_id, kind, email, expires_at)
    values (${recovery.customerId}, ${recovery.id}, ${recovery.tenantId}, ${recovery.kind}, ${recovery.email},
      now() + make_interval(secs => ${recovery.lifetimeSeconds}))`,
)

/** What mailed links of one tenant stand for. */
export const recoveryStore = (session: Session, tenantId: string): RecoveryStore => ({
  async insert(recovery) {
    session.send(insertRecovery({ ...recovery, tenantId }))
  },
})
