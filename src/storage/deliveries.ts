import { sql } from 'kysely'
import type { DeliveryStore, DueDelivery } from '../core/outbox/deliver.ts'
import type { Channel, DeliveryState } from '../core/outbox/delivery.ts'
import type { Engine } from './engine.ts'
import { statement } from './statement.ts'
import { asRelay, type Session } from './transaction.ts'

const leaseSeconds = 60

type DueRow = Omit<DueDelivery, 'event'> & DueDelivery['event']

const leaseDue = statement(
  ({ channel, limit }: { channel: Channel; limit: number }) => sql<DueRow>`
    update delivery set attempts = attempts + 1, leased_until = now() + make_interval(secs => ${sql.lit(leaseSeconds)})
    from (
      select delivery.customer_id, delivery.id, event.type, event.facts, event.personal
      from delivery join event on event.customer_id = delivery.customer_id and event.id = delivery.event_id
      where state = 'waiting' and channel = ${channel} and next_at <= now() and (leased_until is null or leased_until < now())
      order by next_at limit ${limit} for update of delivery skip locked
    ) as due
    where delivery.customer_id = due.customer_id and delivery.id = due.id
    returning delivery.id, delivery.customer_id as "customerId", delivery.tenant_id as "tenantId", channel, purpose,
      attempts, gives_up_at <= now() as "isTooLate", due.type, due.facts, due.personal`,
)

interface Leased {
  readonly customerId: string
  readonly id: string
  readonly attempts: number
}

// Each lease counts a try, so whoever still knows the newest count has the lease.
const finish = statement(
  ({ customerId, id, attempts, state, failure }: Leased & { state: DeliveryState; failure: string | null }) => sql<{
    state: DeliveryState
  }>`
    update delivery set state = ${state}, failure = ${failure}, finished_at = now(), leased_until = null
    where customer_id = ${customerId} and id = ${id} and attempts = ${attempts} and state = 'waiting' returning state`,
)

const putOff = statement(
  ({ customerId, id, attempts, failure, seconds }: Leased & { failure: string; seconds: number }) => sql<{
    state: DeliveryState
  }>`
    update delivery set failure = ${failure}, leased_until = null, next_at = now() + pause,
      state = case when now() + pause < gives_up_at then 'waiting' else 'given_up' end,
      finished_at = case when now() + pause < gives_up_at then null else now() end
    from (select make_interval(secs => ${seconds}) as pause) as paused
    where customer_id = ${customerId} and id = ${id} and attempts = ${attempts} and state = 'waiting' returning state`,
)

/** The messages of all tenants. */
export function deliveryStore(engine: Engine): DeliveryStore {
  const alone: Session['run'] = (asked) => asRelay(engine, (session) => session.run(asked))
  return {
    async lease(channel, limit) {
      const rows = await alone(leaseDue({ channel, limit }))
      return rows.map(({ type, facts, personal, ...due }) => ({ ...due, event: { type, facts, personal } }))
    },
    async note({ customerId, id, attempts }, outcome) {
      const leased = { customerId, id, attempts }
      const ended =
        outcome.state === 'waiting'
          ? putOff({ ...leased, failure: outcome.failure, seconds: outcome.retryInSeconds })
          : finish({ ...leased, state: outcome.state, failure: outcome.state === 'given_up' ? outcome.failure : null })
      const [noted] = await alone(ended)
      return noted?.state
    },
  }
}
