import type { CustomerEvent, EventStore } from '../core/outbox/event.ts'
import { insertion } from './statement.ts'
import type { Session } from './transaction.ts'

interface EventRow extends Omit<CustomerEvent, 'facts' | 'personal'> {
  readonly tenantId: string
  readonly facts: string
  readonly personal: string | null
}

const insertEvent = insertion('event', (event: EventRow) => ({
  customer_id: event.customerId,
  id: event.id,
  tenant_id: event.tenantId,
  type: event.type,
  occurred_at: event.occurredAt,
  facts: event.facts,
  personal: event.personal,
}))

/** The event table: written in the transaction of what it tells about, read by everything that follows from it. */
export const eventStore = (session: Session, tenantId: string): EventStore => ({
  async append(event) {
    const facts = JSON.stringify(event.facts)
    const personal = event.personal && JSON.stringify(event.personal)
    session.send(insertEvent({ ...event, tenantId, facts, personal }))
  },
})
