import { sql } from 'kysely'
import type { Claim, ClaimKind, ClaimStore } from '../core/customers/claim.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import type { Asking } from './transaction.ts'

/** Names go as two lists, so that the statement is the same however many there are. */
interface Taking {
  readonly tenantId: string
  readonly customerId: string
  readonly kinds: readonly ClaimKind[]
  readonly values: readonly string[]
}

// Each name is looked up by the whole key. `value = any(…)` would leave it to the planner, which on a table it has no figures
// of yet may settle for reading every claim of the kind, and keeps to that plan.
const heldNames = statement(
  ({ tenantId, kind, values }: { tenantId: string; kind: ClaimKind; values: readonly string[] }) => sql<{ value: string }>`
    select name.value from unnest(${values}::text[]) as name (value)
    where (select true from claim
      where claim.tenant_id = ${tenantId} and claim.kind = ${kind} and claim.value = name.value collate "C")`,
)

const namesOf = ({ tenantId, customerId, kinds, values }: Taking) =>
  sql`select ${tenantId}::uuid, kind, value, ${customerId}::uuid from unnest(${kinds}::text[], ${values}::text[]) as name (kind, value)`

const takeNames = statement((taking: Taking) => insertClaims(namesOf(taking)))

const takeNamesWithNumber = statement((taking: Taking) =>
  insertClaims(
    sql`${namesOf(taking)} union all select ${taking.tenantId}::uuid, 'number', nextval('customer_number')::text, ${taking.customerId}::uuid`,
  ),
)

const insertClaims = (rows: ReturnType<typeof namesOf>) =>
  sql<Claim>`insert into claim (tenant_id, kind, value, customer_id) ${rows} on conflict (tenant_id, kind, value) do nothing returning kind, value`

const nameHolder = statement(({ tenantId, kind, value }: Claim & { tenantId: string }) =>
  database
    .selectFrom('claim')
    .select('customer_id as customerId')
    .where('tenant_id', '=', tenantId)
    .where('kind', '=', kind)
    .where('value', '=', value),
)

const releaseNames = statement(
  ({ tenantId, customerId, kinds, values }: Taking) => sql`
    delete from claim using unnest(${kinds}::text[], ${values}::text[]) as name (kind, value)
    where claim.tenant_id = ${tenantId} and claim.kind = name.kind collate "C" and claim.value = name.value collate "C"
      and claim.customer_id = ${customerId}`,
)

/** The table that owns every name only one customer of a tenant may hold; its key decides races. */
export function claimStore(session: Asking, tenantId: string): ClaimStore {
  const taking = (customerId: string, names: readonly Claim[]): Taking => ({
    tenantId,
    customerId,
    kinds: names.map(({ kind }) => kind),
    values: names.map(({ value }) => value),
  })
  return {
    async held(kind, values) {
      const rows = await session.run(heldNames({ tenantId, kind, values }))
      return rows.map(({ value }) => value)
    },
    async holder(name) {
      const [row] = await session.run(nameHolder({ ...name, tenantId }))
      return row?.customerId
    },
    async release(customerId, names) {
      await session.run(releaseNames(taking(customerId, names)))
    },
    async take(customerId, names) {
      const taken = await session.run(takeNames(taking(customerId, names)))
      return firstLost(names, taken)
    },
    async takeWithNumber(customerId, names) {
      const taken = await session.run(takeNamesWithNumber(taking(customerId, names)))
      const number = taken.find(({ kind }) => kind === 'number')?.value
      if (number === undefined) throw new Error('the customer number drawn is already claimed; the sequence was set back')
      return { lost: firstLost(names, taken), number: Number(number) }
    },
  }
}

const firstLost = (names: readonly Claim[], taken: readonly Claim[]): Claim | undefined =>
  names.find((name) => !taken.some(({ kind, value }) => kind === name.kind && value === name.value))
