import { sql } from 'kysely'
import type { IdempotencyStore, KeptAnswerStore, KeyRecord } from '../core/idempotency/run-once.ts'
import type { Engine } from './engine.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import { type Asking, inTenant, statementByStatement } from './transaction.ts'

// docs/decisions/0008: longer than any request may take; as long as clients retry.
const leaseLength = sql`interval '30 seconds'`
const leaseFor = sql<Date>`now() + ${leaseLength}`
const keptFor = sql<Date>`now() + interval '24 hours'`

interface Row {
  readonly tenantId: string
  readonly digest: Uint8Array
}

interface Leased extends Row {
  readonly token: string
}

/** A row of the key that is expired, or whose holder has let the lease run out, is as good as none. */
const takeLease = statement(({ tenantId, digest, token, fingerprint }: Leased & { fingerprint: Uint8Array }) => {
  const fresh = { fingerprint, lease_token: token, leased_until: leaseFor, expires_at: keptFor }
  return database
    .insertInto('idempotency')
    .values({ tenant_id: tenantId, digest, ...fresh })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'digest'])
        .doUpdateSet({ ...fresh, customer_id: null, answer: null })
        .where(
          sql<boolean>`idempotency.expires_at <= now() or (idempotency.answer is null and idempotency.leased_until <= now())`,
        ),
    )
    .returning('digest')
})

// Never more than the whole of it: this transaction may have begun before the lease.
const standingRecord = statement(({ tenantId, digest }: Row) =>
  database
    .selectFrom('idempotency')
    .select([
      'fingerprint',
      'answer',
      sql<number>`extract(epoch from least(leased_until - now(), ${leaseLength}))::float8`.as('leaseRemainingSeconds'),
    ])
    .where('tenant_id', '=', tenantId)
    .where('digest', '=', digest)
    .$castTo<KeyRecord>(),
)

const freeKey = statement(({ tenantId, digest, token }: Leased) =>
  database
    .deleteFrom('idempotency')
    .where('tenant_id', '=', tenantId)
    .where('digest', '=', digest)
    .where('lease_token', '=', token)
    .where('answer', 'is', null),
)

const keepAnswer = statement(
  ({ tenantId, digest, token, customerId, sealed }: Leased & { customerId: string; sealed: Uint8Array }) =>
    database
      .updateTable('idempotency')
      .set({ customer_id: customerId, answer: sealed, expires_at: keptFor })
      .where('tenant_id', '=', tenantId)
      .where('digest', '=', digest)
      .where('lease_token', '=', token)
      .where('answer', 'is', null)
      .returning('digest'),
)

/** Leases on keys, each committed by itself, so that other nodes see them while the work is under way. All times are the database's. */
export const idempotencyStore = (engine: Engine, tenantId: string): IdempotencyStore => ({
  lease: ({ digest, token }, fingerprint) =>
    inTenant(engine, tenantId, async (session) => {
      const leased = await session.run(takeLease({ tenantId, digest, token, fingerprint }))
      if (leased.length > 0) return undefined
      const [record] = await session.run(standingRecord({ tenantId, digest }))
      // Released between the two statements: as if it were still held for a moment.
      return record ?? { fingerprint, answer: null, leaseRemainingSeconds: 1 }
    }),
  async release({ digest, token }) {
    await statementByStatement(engine, tenantId).run(freeKey({ tenantId, digest, token }))
  },
})

/** Keeps an answer in the transaction of what it tells about; the row names its customer, so that erasure finds it. */
export const keptAnswerStore = (session: Asking, tenantId: string): KeptAnswerStore => ({
  async keep({ digest, token }, customerId, sealed) {
    const kept = await session.run(keepAnswer({ tenantId, digest, token, customerId, sealed }))
    return kept.length === 1
  },
})
