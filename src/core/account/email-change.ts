import type { Customer } from '../customers/customer.ts'

/** What a mailed link stands for. The link holds an HMAC of the id, made again at every sending; nothing here opens anything. */
export interface Recovery {
  readonly customerId: string
  readonly id: string
  readonly kind: 'undo_email_change'
  /** The address that comes back. */
  readonly email: string
  readonly lifetimeSeconds: number
}

export interface RecoveryStore {
  /** Waits for nobody. */
  insert(recovery: Recovery): Promise<void>
}

// Seven days: docs/contracts/django.md, section 0.
const undoLifetimeSeconds = 7 * 24 * 3600

/** What lets the holder of the old mailbox take a change of address back. */
export const undoOf = (id: string, before: Customer): Recovery => ({
  customerId: before.id,
  id,
  kind: 'undo_email_change',
  email: before.email,
  lifetimeSeconds: undoLifetimeSeconds,
})
