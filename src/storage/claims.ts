import { sql } from 'kysely'
import type { Claim, ClaimKind, ClaimStore } from '../core/customers/claim.ts'
import { database } from './schema.ts'
import type { Session } from './transaction.ts'

/** The table that owns every name only one customer of a tenant may hold; its key decides races. */
export function claimStore(session: Session, tenantId: string): ClaimStore {
  const insert = (customerId: string, rows: readonly { kind: ClaimKind; value: unknown }[]) =>
    session.run<{ kind: ClaimKind; value: string }>(
      database
        .insertInto('claim')
        .values(rows.map(({ kind, value }) => ({ tenant_id: tenantId, kind, value: value as string, customer_id: customerId })))
        .onConflict((conflict) => conflict.columns(['tenant_id', 'kind', 'value']).doNothing())
        .returning(['kind', 'value'])
        .$castTo<{ kind: ClaimKind; value: string }>(),
    )
  return {
    held: (names) =>
      session.run(
        database
          .selectFrom('claim')
          .select(['kind', 'value'])
          .where('tenant_id', '=', tenantId)
          .where((where) => where.or(names.map(({ kind, value }) => where.and({ kind, value }))))
          .$castTo<Claim>(),
      ),
    async take(customerId, names) {
      const taken = await insert(customerId, names)
      return firstLost(names, taken)
    },
    async takeWithNumber(customerId, names) {
      const taken = await insert(customerId, [...names, { kind: 'number', value: sql`nextval('customer_number')::text` }])
      const number = taken.find(({ kind }) => kind === 'number')?.value
      if (number === undefined) throw new Error('the customer number drawn is already claimed; the sequence was set back')
      return { lost: firstLost(names, taken), number: Number(number) }
    },
  }
}

const firstLost = (names: readonly Claim[], taken: readonly Claim[]): Claim | undefined =>
  names.find((name) => !taken.some(({ kind, value }) => kind === name.kind && value === name.value))
