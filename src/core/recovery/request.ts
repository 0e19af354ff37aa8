import type { Locale } from '../tenants/locale.ts'

/** Somebody asked for a new password. Whose account it is, if anybody's, is looked up later. */
export interface ResetRequest {
  /** UUIDv7: the oldest is resolved first. */
  readonly id: string
  /** A canonical key, as claimed; empty when the address has none. */
  readonly login: string
  readonly locale: Locale
}

export interface ResetRequestStore {
  insert(request: ResetRequest): Promise<void>
}

export interface WaitingRequestStore {
  /**
   * Takes the oldest request that no other transaction has taken: it is gone when this one commits, and waits again when it
   * does not.
   */
  take(): Promise<Pick<ResetRequest, 'login' | 'locale'> | undefined>
}
