import type { Customer } from '../customers/customer.ts'
import { emailKeyVersion } from '../customers/email-key.ts'
import { storedEmail } from '../customers/stored-email.ts'

/** The two mailboxes that agree to a change: the one that is left, and the one that is moved to. */
export type MailboxSide = 'old' | 'new'

/** A change of address that waits until both mailboxes have agreed to it. */
export interface EmailChange {
  readonly id: string
  /** Where it goes, as typed. */
  readonly email: string
  /** The mailbox it began from: after another change of address it is void. */
  readonly fromKey: string
  /** The session that asked, which the change leaves alive. */
  readonly sessionId: string
  readonly hasOldAgreed: boolean
  readonly hasNewAgreed: boolean
  readonly expiresAt: Date
}

export type NewEmailChange = Pick<EmailChange, 'id' | 'email' | 'fromKey' | 'sessionId'>

export interface EmailChangeLookUp {
  /** The customer's one change that has not run out. */
  find(customerId: string): Promise<EmailChange | undefined>
}

/** As `EmailChangeLookUp`, written; for a transaction that has locked the customer. All of it waits for nobody. */
export interface EmailChangeStore extends EmailChangeLookUp {
  /** Takes the place of the customer's older one, whose links end with it. */
  put(customerId: string, change: NewEmailChange, lifetimeSeconds: number): Promise<void>
  agree(customerId: string, side: MailboxSide): Promise<void>
  remove(customerId: string): Promise<void>
}

/** 24 hours, as long as a mailbox may take to prove itself. */
export const emailChangeSeconds = 24 * 3600

/** The customer at another mailbox, which is proven. A username that is the mailbox follows it. */
export function movedTo(
  before: Customer,
  { email, emailKey }: Pick<Customer, 'email' | 'emailKey'>,
  { emailUnique, movedAt }: { readonly emailUnique: boolean; readonly movedAt: Date },
): Customer {
  const stored = storedEmail(email)
  const isNamedByMailbox = before.usernameKey === before.emailKey
  return {
    ...before,
    ...{ email: stored, emailKey, emailKeyVersion, emailIsShared: !emailUnique, emailVerifiedAt: movedAt },
    ...(isNamedByMailbox && { username: stored, usernameKey: emailKey }),
    ...{ modifiedBy: before.id, modifiedAt: movedAt },
  }
}
