import { sql } from 'kysely'
import type { CredentialStore, PasswordCredential, PasswordLookUp } from '../core/credentials/credential.ts'
import { database } from './schema.ts'
import { insertion, statement } from './statement.ts'
import type { Asking, Session } from './transaction.ts'

interface OfTenant extends PasswordCredential {
  readonly tenantId: string
}

const insertPassword = insertion('credential', (credential: OfTenant) => ({
  customer_id: credential.customerId,
  kind: 'password',
  tenant_id: credential.tenantId,
  hash: credential.hash,
  changed_at: credential.changedAt,
}))

const replacePassword = statement(
  ({ customerId, tenantId, hash, changedAt }: OfTenant) => sql`
    insert into credential (customer_id, kind, tenant_id, hash, changed_at)
    values (${customerId}, 'password', ${tenantId}, ${hash}, ${changedAt})
    on conflict (customer_id, kind) do update set
      hash = excluded.hash, changed_at = excluded.changed_at, scheme = 'argon2id', version = credential.version + 1`,
)

const passwordHash = statement(({ customerId, tenantId }: { customerId: string; tenantId: string }) =>
  database
    .selectFrom('credential')
    .select('hash')
    .where('customer_id', '=', customerId)
    .where('kind', '=', sql.lit('password'))
    .where('tenant_id', '=', tenantId),
)

/** How customers of one tenant prove themselves, read. */
export const passwordLookUp = (session: Asking, tenantId: string): PasswordLookUp => ({
  async hashOf(customerId) {
    const [credential] = await session.run(passwordHash({ customerId, tenantId }))
    return credential?.hash
  },
})

/** What customers of one tenant prove themselves with. */
export const credentialStore = (session: Session, tenantId: string): CredentialStore => ({
  async insert(credential) {
    session.send(insertPassword({ ...credential, tenantId }))
  },
  async replace(credential) {
    session.send(replacePassword({ ...credential, tenantId }))
  },
})
