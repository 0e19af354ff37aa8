import type { Violation } from '../../violations/violation.ts'
import type { CredentialStore } from '../credentials/credential.ts'
import type { PasswordHashing } from '../credentials/hashing.ts'
import type { CustomerStore } from '../customers/customer.ts'
import type { NewPasswordPolicy } from '../customers/new-password.ts'
import { textOf } from '../customers/sent.ts'
import type { EventStore } from '../outbox/event.ts'
import type { SessionStore } from '../sessions/session.ts'
import type { Locale } from '../tenants/locale.ts'
import { type FollowDeps, followLink, isSameMailbox, refuseLink } from './follow-link.ts'
import { proveMailbox } from './prove-mailbox.ts'
import type { RecoveryStore } from './recovery.ts'
import { type NewPasswordDraft, reviewReset } from './review-reset.ts'

export interface PasswordReset extends NewPasswordDraft {
  readonly token: string
  /** The language of the mail that tells of it. */
  readonly locale: Locale
  /** What counts as one client for the limits. */
  readonly clientNetwork: string
}

/** What a reset writes to, all in one transaction. */
export interface ResetStores {
  readonly customers: Pick<CustomerStore, 'lock' | 'setMailbox'>
  readonly credentials: Pick<CredentialStore, 'replace'>
  readonly sessions: Pick<SessionStore, 'endAll'>
  readonly recoveries: Pick<RecoveryStore, 'use' | 'discardUnused'>
  readonly events: EventStore
}

export interface ResetDeps extends FollowDeps {
  readonly hashing: Pick<PasswordHashing, 'hash'>
  transaction<Result>(work: (stores: ResetStores) => Promise<Result>): Promise<Result>
  newId(): string
  now(): Date
}

/** With the mailbox the link went to. */
export type ResetOutcome =
  | { readonly ok: true; readonly email: string }
  | { readonly ok: false; readonly email: string; readonly violations: readonly Violation[] }

/**
 * Sets a new password for whoever has the link that was mailed to the customer's mailbox: reports everything wrong with the
 * password at once, and the link stays good; or stores it, uses the link up, ends every session of the customer and every
 * other link to a new password, and takes the mailbox for proven. Of any number of uses at once exactly one sets its password.
 *
 * @throws Trouble `link_refused` before anything is hashed; `too_many_requests` before anything is looked up; `busy` when the
 *   hash cannot be made in time; `unavailable`
 * @source docs/contracts/bagisto.md, section 0 and 8.5
 */
export async function resetPassword(reset: PasswordReset, policy: NewPasswordPolicy, deps: ResetDeps): Promise<ResetOutcome> {
  const { token, clientNetwork } = reset
  const { target, email, holder } = await followLink({ kind: 'password_reset', token, clientNetwork }, deps)
  const violations = reviewReset(reset, policy, holder)
  if (violations.length > 0) return { ok: false, email, violations }
  // As registrations, since a flood of sign-ins is what most often drives people here. Slow, so before the transaction opens.
  const hash = await deps.hashing.hash(textOf(reset.password), 'registration')
  const { customerId } = target
  return deps.transaction(async (stores) => {
    const customer = await stores.customers.lock(customerId)
    if (customer?.state !== 'active' || !isSameMailbox(email, customer.email, deps.toAscii)) return refuseLink()
    if (!(await stores.recoveries.use('password_reset', target))) return refuseLink()
    await stores.credentials.replace({ customerId, hash, changedAt: deps.now() })
    await stores.sessions.endAll(customerId, null)
    await stores.recoveries.discardUnused(customerId, ['password_reset'])
    await proveMailbox(customer, stores, deps)
    await stores.events.append({
      id: deps.newId(),
      customerId,
      type: 'customer.password_changed',
      occurredAt: deps.now(),
      facts: { by: 'reset', locale: reset.locale },
      personal: { email: customer.email, firstName: customer.firstName },
    })
    return { ok: true, email }
  })
}
