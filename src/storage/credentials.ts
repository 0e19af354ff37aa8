import type { CredentialStore, PasswordCredential } from '../core/credentials/credential.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import type { Session } from './transaction.ts'

const insertPassword = statement((credential: PasswordCredential & { tenantId: string }) =>
  database.insertInto('credential').values({
    customer_id: credential.customerId,
    kind: 'password',
    tenant_id: credential.tenantId,
    hash: credential.hash,
    changed_at: credential.changedAt,
  }),
)

/** What customers of one tenant prove themselves with. */
export const credentialStore = (session: Session, tenantId: string): CredentialStore => ({
  async insert(credential) {
    session.send(insertPassword({ ...credential, tenantId }))
  },
})
