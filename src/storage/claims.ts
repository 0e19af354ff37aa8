import { sql } from 'kysely'
import type { Claim, ClaimKind, ClaimStore, ClaimTransaction } from '../core/customers/claim.ts'
import { database } from './schema.ts'
import { addition, statement } from './statement.ts'
import type { Asking, Session } from './transaction.ts'

/** Names go as two lists, so that the statement is the same however many there are. */
interface Taking {
  readonly tenantId: string
  readonly customerId: string
  readonly kinds: readonly string[]
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

const heldNamesOrNumber = statement(
  ({ tenantId, kinds, values }: Omit<Taking, 'customerId'>) => sql<Claim>`
    with held as (
      select name.kind, name.value from unnest(${kinds}::text[], ${values}::text[]) as name (kind, value)
      where (select true from claim
        where claim.tenant_id = ${tenantId} and claim.kind = name.kind collate "C" and claim.value = name.value collate "C")
    )
    select kind, value from held
    union all select 'number', nextval('customer_number')::text where not exists (select from held)`,
)

const namesOf = ({ tenantId, customerId, kinds, values }: Taking) =>
  sql`select ${tenantId}::uuid, kind, value, ${customerId}::uuid from unnest(${kinds}::text[], ${values}::text[]) as name (kind, value)`

/** Names of several customers: of each name, whose it is to be. */
export interface TakingForMany extends Omit<Taking, 'customerId'> {
  readonly customerIds: readonly string[]
}

// In the order of the key: of two who each take several at once, none waits for the other with what the other waits for.
const namesOfMany = ({ tenantId, kinds, values, customerIds }: TakingForMany) => sql`
  select ${tenantId}::uuid, kind, value, customer_id
  from unnest(${kinds}::text[], ${values}::text[], ${customerIds}::uuid[]) as name (kind, value, customer_id)
  order by kind collate "C", value collate "C"`

/** Takes whatever is free of the names, and has those as rows. */
export const takingForMany = (taking: TakingForMany) => insertClaims(namesOfMany(taking))

const takeNames = statement((taking: Taking) => insertClaims(namesOf(taking)))

const takeNamesWithNumber = statement((taking: Taking) =>
  insertClaims(
    sql`${namesOf(taking)} union all select ${taking.tenantId}::uuid, 'number', nextval('customer_number')::text, ${taking.customerId}::uuid`,
  ),
)

const insertClaims = (rows: ReturnType<typeof namesOf>) =>
  sql<Claim>`insert into claim (tenant_id, kind, value, customer_id) ${rows} on conflict (tenant_id, kind, value) do nothing returning kind, value`

// PostgreSQL has no statement that fails for a reason of ours, so this divides by zero. An error about the key would put the
// name, which may be an address, into the server's log.
const takeAllForMany = statement(
  (taking: TakingForMany) => sql`
    with taken as (${takingForMany(taking)})
    select 1 / (count(*) = cardinality(${taking.values}::text[]))::int from taken
      /* divides by zero when a name was taken meanwhile; the registration then takes its names one by one */`,
)

const takeAllNames = addition(takeAllForMany, (takings) => {
  const [{ tenantId }] = takings
  const kinds = takings.flatMap((taking) => taking.kinds)
  const values = takings.flatMap((taking) => taking.values)
  const customerIds = takings.flatMap((taking) => taking.customerIds)
  return [takeAllForMany({ tenantId, kinds, values, customerIds })]
})

/** Whether a transaction failed because `takeAll` did. */
export const isNameTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === divisionByZero

const divisionByZero = '22012'

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

const listOf = (names: readonly Claim[], tenantId: string) => ({
  tenantId,
  kinds: names.map(({ kind }) => kind),
  values: names.map(({ value }) => value),
})

/** The table that owns every name only one customer of a tenant may hold; its key decides races. */
export function claimStore(session: Asking, tenantId: string): ClaimStore {
  const taking = (customerId: string, names: readonly Claim[]): Taking => ({ ...listOf(names, tenantId), customerId })
  return {
    async held(kind, values) {
      const rows = await session.run(heldNames({ tenantId, kind, values }))
      return rows.map(({ value }) => value)
    },
    async heldOrNumber(names) {
      const rows = await session.run(heldNamesOrNumber(listOf(names, tenantId)))
      const number = rows.find(({ kind }) => kind === 'number')?.value
      return number === undefined ? { held: rows } : { number: Number(number) }
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

/** As `claimStore`, within one transaction. */
export const claimTransaction = (session: Session, tenantId: string): ClaimTransaction => ({
  ...claimStore(session, tenantId),
  async takeAll(customerId, names) {
    session.send(takeAllNames({ ...listOf(names, tenantId), customerIds: names.map(() => customerId) }))
  },
})

const firstLost = (names: readonly Claim[], taken: readonly Claim[]): Claim | undefined =>
  names.find((name) => !taken.some(({ kind, value }) => kind === name.kind && value === name.value))
