import { sql } from 'kysely'
import type { CredentialStore, PasswordCredential } from '../core/credentials/credential.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import type { Session } from './transaction.ts'

interface OfTenant extends PasswordCredential {
  readonly tenantId: string
}

const insertPassword = statement((credential: OfTenant) =>
  database.insertInto('credential').values({
    customer_id: credential.customerId,
    kind: 'password',
    tenant_id: credential.tenantId,
    hash: credential.hash,
    changed_at: credential.changedAt,
  }),
)

const replacePassword = statement(
  ({ customerId, tenantId, hash, changedAt }: OfTenant) => sql`
    insert into credential (customer_id, kind, tenant_id, hash, changed_at)
    values (${customerId}, 'password', ${tenantId}, ${hash}, ${changedAt})
    on conflict (customer_id, kind) do update set
      hash = excluded.hash, changed_at = excluded.changed_at, scheme = 'argon2id', version = credential.version + 1`,
)

/** What customers of one tenant prove themselves with. */
export const credentialStore = (session: Session, tenantId: string): CredentialStore => ({
  async insert(credential) {
    session.send(insertPassword({ ...credential, tenantId }))
  },
  async replace(credential) {
    session.send(replacePassword({ ...credential, tenantId }))
  },
})
