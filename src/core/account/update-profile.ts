import { Trouble } from '../../violations/trouble.ts'
import type { Violation } from '../../violations/violation.ts'
import type { CredentialStore } from '../credentials/credential.ts'
import { type ClaimStore, loginClaim } from '../customers/claim.ts'
import { claimFreeSlug, slugClaim } from '../customers/claim-slug.ts'
import type { Customer, CustomerProfile, CustomerStore } from '../customers/customer.ts'
import { emailKeyVersion } from '../customers/email-key.ts'
import { slugStem } from '../customers/slug.ts'
import { storedEmail } from '../customers/stored-email.ts'
import type { CustomerEvent, EventStore } from '../outbox/event.ts'
import { newRecovery, type RecoveryStore } from '../recovery/recovery.ts'
import type { SessionStore } from '../sessions/session.ts'
import type { Locale } from '../tenants/locale.ts'
import type { ProfileDraft } from './profile-draft.ts'
import type { ProfilePolicy } from './profile-policy.ts'
import { type ProfileChanges, reviewProfile } from './review-profile.ts'

/** What a change of a profile writes to, all in one transaction. */
export interface ProfileStores {
  readonly claims: ClaimStore
  readonly customers: Pick<CustomerStore, 'lock' | 'updateProfile'>
  readonly credentials: Pick<CredentialStore, 'replace'>
  readonly sessions: Pick<SessionStore, 'endAll'>
  readonly recoveries: RecoveryStore
  readonly events: EventStore
}

export type ProfileOutcome =
  | { readonly ok: true; readonly customer: Customer }
  | { readonly ok: false; readonly violations: readonly Violation[] }

export interface UpdateProfileDeps {
  /** Looks before the transaction that decides. */
  readonly claims: Pick<ClaimStore, 'holder'>
  transaction(work: (stores: ProfileStores) => Promise<ProfileOutcome>): Promise<ProfileOutcome>
  newId(): string
  now(): Date
  toAscii(domain: string): string
}

export interface ProfileChange {
  readonly customerId: string
  /** The session that asks, which an e-mail change leaves alive; `null` when it has none. */
  readonly sessionId: string | null
  readonly draft: ProfileDraft
  readonly policy: ProfilePolicy
  /** Of a new password, once the present one was proven. */
  readonly passwordHash?: string | undefined
  /** What the customer is written to in. */
  readonly locale?: Locale | undefined
}

const alreadyTaken: Violation = { code: 'already_taken', field: 'email' }

/**
 * Changes a customer's profile: reports everything wrong at once, or stores the whole change with its event.
 *
 * Another mailbox takes effect at once: it is claimed and the old one freed, it counts as unproven, every other session
 * ends, and the event carries the id of a recovery by which the old mailbox can undo it. The slug follows the names.
 * So does a new password end every other session.
 *
 * @returns the customer as they are now, or at least one violation, in field order
 * @throws Trouble `account_inactive` when they are it by now, `no_such_customer`, `unavailable`
 * @source docs/contracts/django.md#8-apiv1customersid
 */
export async function updateProfile(change: ProfileChange, deps: UpdateProfileDeps): Promise<ProfileOutcome> {
  const { changes, violations } = reviewProfile(change.draft, change.policy, deps.toAscii)
  const holder = changes.emailKey === undefined ? undefined : await deps.claims.holder(loginClaim(changes.emailKey))
  const taken = holder !== undefined && holder !== change.customerId
  if (taken) return { ok: false, violations: [alreadyTaken, ...violations] }
  if (violations.length > 0) return { ok: false, violations }
  return deps.transaction(async (stores) => {
    const before = await stores.customers.lock(change.customerId)
    if (!before) throw new Trouble({ code: 'no_such_customer' })
    // It ended after the token was looked at.
    if (before.state !== 'active') throw new Trouble({ code: 'account_inactive', carriedIn: 'header', state: before.state })
    const names = await claimNames(before, changes, stores.claims)
    if (!names) return { ok: false, violations: [alreadyTaken] }
    const after: Customer = { ...before, ...names, ...plainChanges(before, changes) }
    await Promise.all([
      stores.customers.updateProfile(before.id, after, deps.newId()),
      announce(before, after, change, stores, deps),
      replacePassword(after, change, stores, deps),
    ])
    return { ok: true, customer: after }
  })
}

type ClaimedNames = Pick<CustomerProfile, 'emailKey' | 'emailKeyVersion' | 'emailVerifiedAt' | 'slug'>

/** Takes what the customer will be called and frees what they no longer are; `undefined` when the mailbox was lost. */
async function claimNames(before: Customer, changes: ProfileChanges, claims: ClaimStore): Promise<ClaimedNames | undefined> {
  const { firstName = before.firstName, lastName = before.lastName, emailKey = before.emailKey } = changes
  const movesMailbox = emailKey !== before.emailKey
  if (movesMailbox && (await claims.take(before.id, [loginClaim(emailKey)]))) return undefined
  const stem = slugStem(`${firstName} ${lastName}`)
  const slug = stem === before.slug ? stem : await claimFreeSlug(before.id, stem, claims, before.slug)
  const freed = [
    ...(movesMailbox ? [loginClaim(before.emailKey)] : []),
    ...(slug === before.slug ? [] : [slugClaim(before.slug)]),
  ]
  if (freed.length > 0) await claims.release(before.id, freed)
  return { emailKey, emailKeyVersion, slug, emailVerifiedAt: movesMailbox ? null : before.emailVerifiedAt }
}

const plainChanges = (before: Customer, changes: ProfileChanges) => ({
  email: changes.email === undefined ? before.email : storedEmail(changes.email),
  firstName: changes.firstName ?? before.firstName,
  lastName: changes.lastName ?? before.lastName,
  dateOfBirth: changes.dateOfBirth === undefined ? before.dateOfBirth : changes.dateOfBirth,
  phone: changes.phone ?? before.phone,
  gender: changes.gender ?? before.gender,
  address: changes.address ?? before.address,
})

const announced = ['email', 'firstName', 'lastName', 'slug', 'dateOfBirth', 'phone', 'gender', 'address'] as const

/** Equal for equal values: an address has its parts in one order as it was sent and in another as it was stored. */
const comparable = (value: Customer[(typeof announced)[number]]): string =>
  JSON.stringify(value, Object.keys(value ?? {}).toSorted())

/** The events of what has changed, and what else a change of mailbox brings with it. */
async function announce(
  before: Customer,
  after: Customer,
  { sessionId, locale }: ProfileChange,
  { sessions, recoveries, events }: ProfileStores,
  deps: UpdateProfileDeps,
): Promise<void> {
  const event = { customerId: after.id, occurredAt: deps.now() }
  const changed = announced.filter((field) => comparable(before[field]) !== comparable(after[field]))
  if (changed.length === 0) return
  const updated: CustomerEvent = {
    ...event,
    id: deps.newId(),
    type: 'customer.updated',
    facts: { changed: changed.join(' ') },
    personal: null,
  }
  await events.append(updated)
  if (before.emailKey === after.emailKey) return
  const undo = newRecovery({ customerId: after.id, id: deps.newId(), kind: 'undo_email_change', email: before.email })
  await recoveries.insert(undo)
  await sessions.endAll(after.id, sessionId)
  await events.append({
    ...event,
    id: deps.newId(),
    type: 'customer.email_changed',
    facts: { undo: undo.id, ...(locale !== undefined && { locale }) },
    personal: { from: before.email, to: after.email, firstName: after.firstName },
  })
}

async function replacePassword(
  { id: customerId, email, firstName }: Customer,
  { passwordHash, sessionId, locale }: ProfileChange,
  { credentials, sessions, events }: ProfileStores,
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
    facts: { by: 'customer', ...(locale !== undefined && { locale }) },
    personal: { email, firstName },
  })
}
