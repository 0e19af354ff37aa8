import type { PasswordCredential } from '../credentials/credential.ts'
import type { IncomingCustomer } from './incoming.ts'
import type { ReviewedPiece, System } from './reviewed.ts'

/** Somebody whose login and password are good in the system that customers come from. */
export interface ProvenThere {
  readonly incoming: IncomingCustomer
  /** The password as that system takes it: some trim what is sent. */
  readonly password: string
}

/**
 * Asks that system once.
 *
 * @returns `undefined` when login and password are refused there
 * @throws Trouble `unavailable` when it gives no answer, or none that is one
 */
export type AskPreviousSystem = (login: string, password: string) => Promise<ProvenThere | undefined>

/** What a customer is called there: the system, and its own key of them. */
export interface Origin {
  readonly system: System
  readonly key: string
}

/** Who came under a key of that system. */
export interface OriginLookUp {
  customerFrom(origin: Origin): Promise<string | undefined>
}

/** As `OriginLookUp`, with what else only somebody who moves in has stored. */
export interface MovingInStore extends OriginLookUp {
  /**
   * Notes who moved in. Of two who move in under one key at the same moment, one does.
   *
   * @returns false when somebody else came under the key, who may be erased by now
   */
  note(origin: Origin, customerId: string, movedAt: Date): Promise<boolean>
  /** From now on this number is not drawn any more; nothing of that is undone when the transaction fails. */
  keepNumber(number: number): Promise<void>
  /** Stores what the customer has beside the profile; waits for nobody. Names that pieces leave out are the customer's. */
  storeBeside(customerId: string, pieces: readonly ReviewedPiece[], names: { firstName: string; lastName: string }): void
  /** Stores the first password of a customer. @returns false when there is one by now, or was one that was taken away */
  setFirstPassword(credential: PasswordCredential): Promise<boolean>
}
