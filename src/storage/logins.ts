import { sql } from 'kysely'
import type { LoginHolder, LoginStore } from '../core/sessions/login.ts'
import type { Engine } from './engine.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import { type Asking, asRelay, type Session } from './transaction.ts'

const loginHolder = statement(({ login, tenantId }: { login: string; tenantId: string }) =>
  database
    .selectFrom('claim')
    .innerJoin('customer', 'customer.id', 'claim.customer_id')
    .leftJoin('credential', (join) =>
      join.onRef('credential.customer_id', '=', 'customer.id').on('credential.kind', '=', 'password'),
    )
    .select([
      'customer.id as customerId',
      'customer.number',
      'customer.state',
      sql<boolean>`customer.email_verified_at is not null`.as('isEmailVerified'),
      'credential.hash',
      sql<number>`coalesce(credential.version, 0)`.as('passwordVersion'),
    ])
    .where('claim.tenant_id', '=', tenantId)
    .where('claim.kind', '=', 'login')
    .where('claim.value', '=', login)
    .where('customer.tenant_id', '=', tenantId)
    .$castTo<LoginHolder>(),
)

const upgradeHash = statement(
  ({ customerId, from, to, tenantId }: { customerId: string; from: string; to: string; tenantId: string }) => sql`
    update credential set hash = ${to}, scheme = 'argon2id'
    where customer_id = ${customerId} and kind = 'password' and tenant_id = ${tenantId} and hash = ${from}`,
)

// One step to the next scheme at a time, so that a million hashes of one scheme cost one look.
const foreignSchemes = statement(
  ({ tenantId }: { tenantId: string }) => sql<{ scheme: string }>`
    with recursive present as (
      select min(scheme) as scheme from credential where tenant_id = ${tenantId} and scheme <> 'argon2id'
      union all
      select (select min(scheme) from credential where tenant_id = ${tenantId} and scheme <> 'argon2id' and scheme > present.scheme)
      from present where present.scheme is not null
    )
    select scheme from present where scheme is not null`,
)

/** Whom logins of one tenant belong to. */
export const loginLookUp = (session: Asking, tenantId: string): Pick<LoginStore, 'find'> => ({
  async find(login) {
    const [holder] = await session.run(loginHolder({ login, tenantId }))
    return holder
  },
})

export const loginStore = (session: Session, tenantId: string): LoginStore => ({
  ...loginLookUp(session, tenantId),
  async upgradeHash(customerId, from, to) {
    session.send(upgradeHash({ customerId, from, to, tenantId }))
  },
})

/** The schemes, other than the own one, by which passwords of one tenant are still hashed. */
export async function foreignSchemesOf(session: Asking, tenantId: string): Promise<readonly string[]> {
  const rows = await session.run(foreignSchemes({ tenantId }))
  return rows.map(({ scheme }) => scheme)
}

const foreignCounts = statement(() =>
  database
    .selectFrom('credential')
    .select(['scheme', sql<number>`count(*)::integer`.as('count')])
    .where('scheme', '<>', sql.lit('argon2id'))
    .groupBy('scheme'),
)

/** How many passwords of all tenants are still hashed by each foreign scheme; reads all of them from an index. */
export const countForeignSchemes = (engine: Engine): Promise<readonly { scheme: string; count: number }[]> =>
  asRelay(engine, (session) => session.run(foreignCounts({})))
