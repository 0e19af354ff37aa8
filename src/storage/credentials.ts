import type { CredentialStore } from '../core/credentials/credential.ts'
import { database } from './schema.ts'
import type { Session } from './transaction.ts'

/** What customers of one tenant prove themselves with. */
export const credentialStore = (session: Session, tenantId: string): CredentialStore => ({
  async insert({ customerId, hash, changedAt }) {
    await session.run(
      database
        .insertInto('credential')
        .values({ customer_id: customerId, kind: 'password', tenant_id: tenantId, hash, changed_at: changedAt }),
    )
  },
})
