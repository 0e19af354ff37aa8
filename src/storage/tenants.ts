import type { Engine } from './engine.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import { withoutTenant } from './transaction.ts'

const allTenants = statement(() => database.selectFrom('tenant').select('id'))

/** Every tenant there is, for work that has to be done for each. */
export async function tenantIds(engine: Engine): Promise<readonly string[]> {
  const tenants = await withoutTenant(engine, (session) => session.run(allTenants({})))
  return tenants.map(({ id }) => id)
}
