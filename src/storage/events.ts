import type { EventStore } from '../core/outbox/event.ts'
import { database } from './schema.ts'
import type { Session } from './transaction.ts'

/** The event table: written in the transaction of what it tells about, read by everything that follows from it. */
export const eventStore = (session: Session, tenantId: string): EventStore => ({
  async append({ id, customerId, type, occurredAt, facts, personal }) {
    await session.run(
      database.insertInto('event').values({
        customer_id: customerId,
        id,
        tenant_id: tenantId,
        type,
        occurred_at: occurredAt,
        facts: JSON.stringify(facts),
        personal: personal && JSON.stringify(personal),
      }),
    )
  },
})
