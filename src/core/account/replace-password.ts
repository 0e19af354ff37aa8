import type { CredentialStore } from '../credentials/credential.ts'
import type { Customer } from '../customers/customer.ts'
import type { EventStore } from '../outbox/event.ts'
import type { SessionStore } from '../sessions/session.ts'
import type { ProfileChange, UpdateProfileDeps } from './update-profile.ts'

export interface PasswordStores {
  readonly credentials: Pick<CredentialStore, 'replace'>
  readonly sessions: Pick<SessionStore, 'endAll'>
  readonly events: EventStore
}

/** Puts the new password in the place of the old one, if there is a new one, and ends every other session. */
export async function replacePassword(
  { id: customerId, email, firstName }: Customer,
  { passwordHash, sessionId, locale, changedBy }: ProfileChange,
  { credentials, sessions, events }: PasswordStores,
  deps: UpdateProfileDeps,
): Promise<void> {
  if (passwordHash === undefined) return
  const changedAt = deps.now()
  await credentials.replace({ customerId, hash: passwordHash, changedAt })
  await sessions.endAll(customerId, sessionId)
  await events.append({
    id: deps.newId(),
    customerId,
    type: 'customer.password_changed',
    occurredAt: changedAt,
    facts: { by: changedBy === undefined ? 'customer' : 'shop', ...(locale !== undefined && { locale }) },
    personal: { email, firstName },
  })
}
