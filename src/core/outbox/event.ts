/** What happened to a customer. One truth for mail, push, webhooks, the change feed and the audit trail. */
export const eventTypes = [
  'customer.registered',
  // They came from another system, whose mail they do not expect twice: no message follows.
  'customer.imported',
  'customer.registration_repeated',
  'customer.updated',
  'customer.email_change_asked',
  'customer.email_changed',
  'customer.email_change_undone',
  'customer.email_verified',
  'customer.password_changed',
  'customer.password_reset_requested',
  'customer.suspended',
  'customer.deactivated',
  'customer.reinstated',
  'customer.purchase_recorded',
  'customer.voucher_redeemed',
  'customer.data_request_raised',
  'customer.data_request_revoked',
  'customer.consent_given',
  'customer.consent_withdrawn',
  'customer.deletion_planned',
  'customer.deletion_cancelled',
  'customer.erased',
] as const

export type EventType = (typeof eventTypes)[number]

export interface CustomerEvent {
  /** UUIDv7. */
  readonly id: string
  readonly customerId: string
  readonly type: EventType
  readonly occurredAt: Date
  /** What says nothing about a person; stays when the customer is erased. */
  readonly facts: Readonly<Record<string, string | number | boolean>>
  /** What does; erasure empties it and leaves the event. Never a secret. */
  readonly personal: Readonly<Record<string, string>> | null
}

export interface EventStore {
  /** Adds the event to the transaction under way: it exists exactly when what it tells of does. */
  append(event: CustomerEvent): Promise<void>
}
