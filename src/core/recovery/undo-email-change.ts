import type { CredentialStore } from '../credentials/credential.ts'
import { noPassword } from '../credentials/scheme.ts'
import type { Claim, ClaimStore } from '../customers/claim.ts'
import { claimedNames, isSameClaim } from '../customers/claimed-names.ts'
import type { Customer, CustomerStore } from '../customers/customer.ts'
import { emailKey, emailKeyVersion } from '../customers/email-key.ts'
import { moveNewsletter, type OwnNewsletterStores } from '../customers/own-newsletter.ts'
import type { EventStore } from '../outbox/event.ts'
import type { SessionStore } from '../sessions/session.ts'
import { type FollowDeps, followLink, refuseLink } from './follow-link.ts'
import { newRecovery, type RecoveryStore } from './recovery.ts'

/** What undoing a change writes to, all in one transaction. */
export interface UndoStores extends OwnNewsletterStores {
  readonly claims: Pick<ClaimStore, 'take' | 'release'>
  readonly customers: Pick<CustomerStore, 'lock' | 'setMailbox'>
  readonly credentials: Pick<CredentialStore, 'replace'>
  readonly sessions: Pick<SessionStore, 'endAll'>
  readonly recoveries: Pick<RecoveryStore, 'use' | 'insert' | 'discardUnused' | 'discardLater'>
  readonly events: EventStore
}

export interface UndoDeps extends FollowDeps {
  transaction<Result>(work: (stores: UndoStores) => Promise<Result>): Promise<Result>
  newId(): string
  now(): Date
}

/**
 * Gives an account back to the mailbox it had before its address was changed, whatever it was changed to since.
 *
 * A username that is the present address goes back with it. Whoever changed it may know the password and sit in a session, so both end: every session does, the password is taken away,
 * and the old mailbox, which has proven itself by the link, gets to choose another. Links to a new password and to a
 * verification end, and those that would undo later changes, since they went to mailboxes of whoever made these. Links of
 * earlier changes stay good.
 *
 * @returns the token of a link to a new password
 * @throws Trouble `link_refused`, also when somebody else has the address by now; `too_many_requests` before anything is
 *   looked up; `unavailable`
 * @source docs/contracts/bagisto.md, section 0
 */
export async function undoEmailChange(request: { token: string; clientNetwork: string }, deps: UndoDeps): Promise<string> {
  const { target, email } = await followLink({ ...request, kind: 'undo_email_change' }, deps)
  const { customerId } = target
  const reset = newRecovery({ customerId, id: deps.newId(), kind: 'password_reset', email })
  await deps.transaction(async (stores) => {
    const { customers, credentials, sessions, recoveries, events } = stores
    const customer = await customers.lock(customerId)
    if (customer?.state !== 'active' || !(await recoveries.use('undo_email_change', target))) return refuseLink()
    await moveBack(customer, email, stores, deps)
    await credentials.replace({ customerId, hash: noPassword, changedAt: deps.now() })
    await sessions.endAll(customerId, null)
    await recoveries.discardUnused(customerId, ['password_reset', 'email_verification'])
    await recoveries.discardLater(target)
    await recoveries.insert(reset)
    await events.append({
      id: deps.newId(),
      customerId,
      type: 'customer.email_change_undone',
      occurredAt: deps.now(),
      facts: {},
      personal: { to: email, firstName: customer.firstName },
    })
  })
  return deps.links.make({ ...reset, tenantId: deps.tenantId })
}

async function moveBack(customer: Customer, email: string, stores: UndoStores, deps: UndoDeps): Promise<void> {
  const { claims, customers } = stores
  const key = emailKey(email, deps.toAscii)
  if (key === null) return refuseLink()
  const isNamedByMailbox = customer.usernameKey === customer.emailKey
  const { username, usernameKey } = isNamedByMailbox ? { username: email, usernameKey: key } : customer
  const mailbox = { email, emailKey: key, emailKeyVersion, emailVerifiedAt: deps.now(), username, usernameKey }
  if (key !== customer.emailKey) {
    const [present, wanted] = [loginsOf(customer), loginsOf({ ...customer, ...mailbox })]
    if (await claims.take(customer.id, without(wanted, present))) return refuseLink()
    await claims.release(customer.id, without(present, wanted))
    await moveNewsletter(customer, { id: customer.id, email, emailKey: key }, stores)
  }
  await customers.setMailbox(customer.id, mailbox)
}

/** What the customer signs in by: a mailbox that others may have, too, is not among it. */
const loginsOf = (customer: Customer): readonly Claim[] =>
  claimedNames({ ...customer, externalId: null }, { externalIdUnique: false }).map(({ claim }) => claim)

const without = (claims: readonly Claim[], others: readonly Claim[]): readonly Claim[] =>
  claims.filter((claim) => !others.some((other) => isSameClaim(claim, other)))
