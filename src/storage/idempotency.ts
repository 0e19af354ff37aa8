import { sql } from 'kysely'
import type { IdempotencyStore, KeptAnswerStore, KeyRecord } from '../core/idempotency/run-once.ts'
import type { Engine } from './engine.ts'
import { database } from './schema.ts'
import { inTenant, type Session } from './transaction.ts'

// docs/decisions/0008: longer than any request may take; as long as clients retry.
const leaseFor = sql<Date>`now() + interval '30 seconds'`
const keptFor = sql<Date>`now() + interval '24 hours'`

/** Leases on keys, each committed by itself, so that other nodes see them while the work is under way. All times are the database's. */
export const idempotencyStore = (engine: Engine, tenantId: string): IdempotencyStore => ({
  lease: ({ digest, token }, fingerprint) =>
    inTenant(engine, tenantId, async (session) => {
      const leased = await session.run(
        database
          .insertInto('idempotency')
          .values({
            tenant_id: tenantId,
            digest,
            fingerprint,
            lease_token: token,
            leased_until: leaseFor,
            expires_at: keptFor,
          })
          .onConflict((conflict) =>
            conflict
              .columns(['tenant_id', 'digest'])
              .doUpdateSet({
                fingerprint,
                lease_token: token,
                leased_until: leaseFor,
                expires_at: keptFor,
                customer_id: null,
                answer: null,
              })
              .where(
                sql<boolean>`idempotency.expires_at <= now() or (idempotency.answer is null and idempotency.leased_until <= now())`,
              ),
          )
          .returning('digest'),
      )
      if (leased.length > 0) return undefined
      const [record] = await session.run<KeyRecord>(standing(digest, tenantId))
      // Released between the two statements: as if it were still held for a moment.
      return record ?? { fingerprint, answer: null, leaseRemainingSeconds: 1 }
    }),
  release: ({ digest, token }) =>
    inTenant(engine, tenantId, async (session) => {
      await session.run(
        database
          .deleteFrom('idempotency')
          .where('tenant_id', '=', tenantId)
          .where('digest', '=', digest)
          .where('lease_token', '=', token)
          .where('answer', 'is', null),
      )
    }),
})

const standing = (digest: Uint8Array, tenantId: string) =>
  database
    .selectFrom('idempotency')
    .select(['fingerprint', 'answer', sql<number>`extract(epoch from leased_until - now())::float8`.as('leaseRemainingSeconds')])
    .where('tenant_id', '=', tenantId)
    .where('digest', '=', digest)

/** Keeps an answer in the transaction of what it tells about; the row names its customer, so that erasure finds it. */
export const keptAnswerStore = (session: Session, tenantId: string): KeptAnswerStore => ({
  async keep({ digest, token }, customerId, sealed) {
    const kept = await session.run(
      database
        .updateTable('idempotency')
        .set({ customer_id: customerId, answer: sealed, expires_at: keptFor })
        .where('tenant_id', '=', tenantId)
        .where('digest', '=', digest)
        .where('lease_token', '=', token)
        .where('answer', 'is', null)
        .returning('digest'),
    )
    return kept.length === 1
  },
})
