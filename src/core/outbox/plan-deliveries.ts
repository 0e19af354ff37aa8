import { type Channel, type PlannedDelivery, type Purpose, secondsWorthTrying } from './delivery.ts'
import type { CustomerEvent, EventType } from './event.ts'

type Facts = CustomerEvent['facts']
type Message = readonly [channel: Channel, purpose: Purpose]

const none: readonly Message[] = []
/** The new mailbox is told in any case: by what asks it to prove itself, or by this. */
const newAddress: readonly Message[] = [['mail', 'new_address']]
const verification: readonly Message[] = [['mail', 'email_verification']]

/** What follows from events; from those not named nothing does. */
const messages: Readonly<Partial<Record<EventType, (facts: Facts) => readonly Message[]>>> = {
  'customer.registered': (facts) => [...firstMail(facts), ...(facts['welcome'] === true ? [['push', 'welcome'] as const] : none)],
  'customer.registration_repeated': (facts) => [['mail', facts['recovery'] === undefined ? 'closed_account' : 'known_address']],
  'customer.email_change_asked': (facts) => [
    ['mail', 'email_change_old'],
    ...(facts['asksNew'] === true ? [['mail', 'email_change_new'] as const] : none),
  ],
  'customer.email_changed': (facts) => [['mail', 'email_changed'], ...(isToBeVerified(facts) ? verification : newAddress)],
  'customer.email_change_undone': () => [['mail', 'email_change_undone']],
  'customer.password_reset_requested': () => [['mail', 'password_reset']],
  'customer.password_changed': () => [['mail', 'password_changed']],
  'customer.deletion_planned': () => [['mail', 'deletion_planned']],
}

const isToBeVerified = (facts: Facts): boolean => facts['verification'] !== undefined

/** Who has a mailbox to prove gets that mail and no welcome beside it. */
function firstMail(facts: Facts): readonly Message[] {
  if (isToBeVerified(facts)) return verification
  return facts['welcome'] === true ? [['mail', 'welcome']] : none
}

/**
 * Says which messages follow from an event, each with the time after which it is not worth sending any more.
 *
 * @param channels  those there are; nothing is planned for others
 */
export const planDeliveries = (
  { type, facts, occurredAt }: Pick<CustomerEvent, 'type' | 'facts' | 'occurredAt'>,
  channels: readonly Channel[],
): readonly PlannedDelivery[] =>
  (messages[type]?.(facts) ?? none)
    .filter(([channel]) => channels.includes(channel))
    .map(([channel, purpose]) => ({
      channel,
      purpose,
      givesUpAt: new Date(occurredAt.getTime() + secondsWorthTrying(purpose) * 1000),
    }))
