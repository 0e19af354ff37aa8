import type { Registration } from './registration.ts'

/** Registrations of one tenant that were answered, and of which nobody has looked yet whose mailbox it is. */
export interface WaitingRegistrationStore {
  /** Waits for nobody. */
  insert(registration: Registration): Promise<void>
  /**
   * Takes the oldest that no other transaction has taken: it is gone when this one commits, and waits again when it does not.
   */
  take(): Promise<Registration | undefined>
}
