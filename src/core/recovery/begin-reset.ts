import type { Customer } from '../customers/customer.ts'
import type { EventStore } from '../outbox/event.ts'
import type { Locale } from '../tenants/locale.ts'
import { lifetimeSeconds, newRecovery, type RecoveryStore } from './recovery.ts'

/** What beginning a reset reads and writes, all in the transaction that has locked the customer. */
export interface BeginResetStores {
  readonly recoveries: Pick<RecoveryStore, 'hasLasting' | 'insert'>
  readonly events: EventStore
}

export interface BeginResetDeps {
  newId(): string
  now(): Date
}

// One mail a minute for one mailbox, however often anybody asks.
const pauseSeconds = 60

/**
 * Gives an active customer a recovery, and the event that the mail with its link follows from. The mail goes to the address
 * that is stored.
 *
 * @returns false where a mail was asked for within the last minute: nothing is done then
 */
export async function beginReset(
  { id, email, firstName }: Customer,
  locale: Locale,
  { recoveries, events }: BeginResetStores,
  { newId, now }: BeginResetDeps,
): Promise<boolean> {
  if (await recoveries.hasLasting(id, 'password_reset', lifetimeSeconds.password_reset - pauseSeconds)) return false
  const recovery = newRecovery({ customerId: id, id: newId(), kind: 'password_reset', email })
  await recoveries.insert(recovery)
  await events.append({
    id: newId(),
    customerId: id,
    type: 'customer.password_reset_requested',
    occurredAt: now(),
    facts: { recovery: recovery.id, locale },
    personal: { email, firstName },
  })
  return true
}
