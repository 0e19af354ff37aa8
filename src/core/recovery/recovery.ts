import type { CustomerState } from '../customers/customer.ts'
import type { LinkTarget } from './link.ts'

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

/** A recovery as whoever follows its link finds it. */
export interface FoundRecovery {
  readonly email: string
  readonly isUsed: boolean
  readonly hasRunOut: boolean
  /** Whose it is, as they are now. */
  readonly holder: RecoveryHolder
}

export interface RecoveryHolder {
  readonly state: CustomerState
  readonly email: string
  readonly isEmailVerified: boolean
  readonly firstName: string
  readonly lastName: string
}

export interface RecoveryLookUp {
  /** One query, whatever the answer. */
  find(kind: RecoveryKind, target: LinkTarget): Promise<FoundRecovery | undefined>
}

export interface RecoveryStore {
  /** Waits for nobody. */
  insert(recovery: Recovery): Promise<void>
  /** Uses the recovery up; of any number of uses at once one gets true, and none of one that has run out. */
  use(kind: RecoveryKind, target: LinkTarget): Promise<boolean>
  /** Whether the customer has one of the kind, used or not, that lasts for more than so many seconds from now. */
  hasLasting(customerId: string, kind: RecoveryKind, seconds: number): Promise<boolean>
  /** Takes away what is unused of the kinds. Waits for nobody. */
  discardUnused(customerId: string, kinds: readonly RecoveryKind[]): Promise<void>
  /** Takes away what is unused of the same kind and was made after this one. Waits for nobody. */
  discardLater(target: LinkTarget): Promise<void>
}

/**
 * 60 minutes and seven days: docs/contracts/bagisto.md, section 0. An hour is longer than the ten minutes of ASVS 6.5.5,
 * because mail may be late and a customer who finds the link dead asks again. Proving a mailbox may take a day.
 */
export const lifetimeSeconds: Readonly<Record<RecoveryKind, number>> = {
  password_reset: 3600,
  email_verification: 24 * 3600,
  undo_email_change: 7 * 24 * 3600,
}

/** A recovery of its kind's lifetime. */
export const newRecovery = (recovery: Omit<Recovery, 'lifetimeSeconds'>): Recovery => ({
  ...recovery,
  lifetimeSeconds: lifetimeSeconds[recovery.kind],
})
