import type { Customer } from '../customers/customer.ts'
import type { Limit, LimitStore } from '../limits/limit.ts'
import type { EventStore } from '../outbox/event.ts'
import { lifetimeSeconds, newRecovery, type RecoveryStore } from '../recovery/recovery.ts'
import type { Locale } from '../tenants/locale.ts'

export interface TellHolderStores {
  /** Counts in this transaction. */
  readonly counts: LimitStore
  readonly recoveries: Pick<RecoveryStore, 'insert' | 'discardUnused'>
  readonly events: EventStore
}

/** One mail an hour for one customer, however often anybody tries: as long as the link in it works. */
export const noticeLimit: Limit = { name: 'notice of a registration', count: 1, windowSeconds: lifetimeSeconds.password_reset }

/**
 * Has the customer, whom the transaction has locked, told that somebody tried to register with their mailbox: it goes to the
 * address that is stored, to the active ones with a link to a new password.
 *
 * Of an unproven mailbox nobody knows which of the two has it. So the link that proves it for the one who was first is over,
 * and whoever reads the mail chooses the password.
 */
export async function tellHolder(
  { id: customerId, state, email, firstName, emailVerifiedAt }: Customer,
  locale: Locale | undefined,
  { counts, recoveries, events }: TellHolderStores,
  deps: { newId(): string; now(): Date },
): Promise<void> {
  const [counted] = await counts.count([{ limit: noticeLimit, subject: customerId }])
  if (counted && counted.used > noticeLimit.count) return
  const recovery = newRecovery({ customerId, id: deps.newId(), kind: 'password_reset', email })
  if (emailVerifiedAt === null) await recoveries.discardUnused(customerId, ['email_verification'])
  if (state === 'active') await recoveries.insert(recovery)
  await events.append({
    id: deps.newId(),
    customerId,
    type: 'customer.registration_repeated',
    occurredAt: deps.now(),
    facts: { ...(locale !== undefined && { locale }), ...(state === 'active' && { recovery: recovery.id }) },
    personal: { email, firstName },
  })
}
