/** What a mailed link stands for. The link holds an HMAC of the id, made again at every sending; nothing here opens anything. */
export interface Recovery {
  readonly customerId: string
  readonly id: string
  readonly kind: RecoveryKind
  /** The mailbox the link goes to; of an undone change the address that comes back. */
  readonly email: string
  readonly lifetimeSeconds: number
}

export type RecoveryKind = 'password_reset' | 'email_verification' | 'undo_email_change'

export interface RecoveryStore {
  /** Waits for nobody. */
  insert(recovery: Recovery): Promise<void>
}

// 60 minutes and seven days: docs/contracts/bagisto.md, section 0. Proving a mailbox may take a day (ASVS 6.5.5).
const lifetimeSeconds: Readonly<Record<RecoveryKind, number>> = {
  password_reset: 3600,
  email_verification: 24 * 3600,
  undo_email_change: 7 * 24 * 3600,
}

/** A recovery of its kind's lifetime. */
export const newRecovery = (recovery: Omit<Recovery, 'lifetimeSeconds'>): Recovery => ({
  ...recovery,
  lifetimeSeconds: lifetimeSeconds[recovery.kind],
})
