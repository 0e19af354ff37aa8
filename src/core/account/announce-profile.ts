import type { Customer } from '../customers/customer.ts'
import type { CustomerEvent, EventStore } from '../outbox/event.ts'
import { newRecovery, type Recovery, type RecoveryStore } from '../recovery/recovery.ts'
import type { SessionStore } from '../sessions/session.ts'
import type { ProfileChange, UpdateProfileDeps } from './update-profile.ts'

export interface ProfileEventStores {
  readonly sessions: Pick<SessionStore, 'endAll'>
  readonly recoveries: RecoveryStore
  readonly events: EventStore
}

type Asking = Pick<ProfileChange, 'sessionId' | 'locale'>
type AnnounceDeps = Pick<UpdateProfileDeps, 'newId' | 'now' | 'unverified'>

const announced = [
  ...(['email', 'firstName', 'lastName', 'slug', 'dateOfBirth', 'phone', 'gender', 'address'] as const),
  ...(['subscribedToNewsletter', 'imageName', 'username', 'externalId', 'title', 'displayName'] as const),
  ...(['customerType', 'currency', 'nationality', 'mobile'] as const),
] as const

/** Equal for equal values: an address has its parts in one order as it was sent and in another as it was stored. */
const comparable = (value: Customer[(typeof announced)[number]]): string =>
  JSON.stringify(value, Object.keys(value ?? {}).toSorted())

/** A customer as they were and as they are now, and whether what is kept beside them is another, too. */
export interface ChangedProfile {
  readonly before: Customer
  readonly after: Customer
  readonly changesAttributes: boolean
}

/** The events of what has changed, and what else a change of mailbox brings with it. */
export async function announceProfile(
  { before, after, changesAttributes }: ChangedProfile,
  change: Asking,
  stores: ProfileEventStores,
  deps: AnnounceDeps,
): Promise<void> {
  const event = { customerId: after.id, occurredAt: deps.now() }
  const changed = [
    ...announced.filter((field) => comparable(before[field]) !== comparable(after[field])),
    ...(changesAttributes ? ['customAttributes'] : []),
  ]
  if (changed.length === 0) return
  const updated: CustomerEvent = {
    ...event,
    id: deps.newId(),
    type: 'customer.updated',
    facts: { changed: changed.join(' ') },
    personal: null,
  }
  await stores.events.append(updated)
  if (before.emailKey !== after.emailKey) await announceMailbox(before, after, change, stores, deps)
}

/** The old mailbox can undo the change; the new one is to be proven where that is asked for, or is told where it was. */
async function announceMailbox(
  before: Customer,
  after: Customer,
  { sessionId, locale }: Asking,
  { sessions, recoveries, events }: ProfileEventStores,
  deps: AnnounceDeps,
): Promise<void> {
  const mailed = (kind: Recovery['kind'], { id: customerId, email }: Customer) =>
    newRecovery({ customerId, id: deps.newId(), kind, email })
  const undo = mailed('undo_email_change', before)
  const isProven = after.emailVerifiedAt !== null
  const isAsked = !isProven && deps.unverified !== 'accepted'
  const verification = isAsked ? mailed('email_verification', after) : undefined
  await recoveries.insert(undo)
  if (verification) await recoveries.insert(verification)
  await sessions.endAll(after.id, sessionId)
  await events.append({
    customerId: after.id,
    occurredAt: deps.now(),
    id: deps.newId(),
    type: 'customer.email_changed',
    facts: {
      undo: undo.id,
      ...(verification && { verification: verification.id }),
      ...(isProven && { proven: true }),
      ...(locale !== undefined && { locale }),
    },
    personal: { from: before.email, to: after.email, firstName: after.firstName },
  })
}
