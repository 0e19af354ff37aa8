import { Trouble } from '../../violations/trouble.ts'
import type { Violation } from '../../violations/violation.ts'
import { type AddressBook, requireRoom } from '../addresses/address-book.ts'
import type { ConsentStore, Evidence } from '../consents/consent.ts'
import type { NewsletterStore } from '../consents/newsletter.ts'
import type { RecordConsentsDeps } from '../consents/record-answers.ts'
import type { ClaimStore } from '../customers/claim.ts'
import { alreadyTaken, claimedNames, type Named } from '../customers/claimed-names.ts'
import type { CustomAttributeStore } from '../customers/custom-attributes.ts'
import type { Customer, CustomerStore } from '../customers/customer.ts'
import { moveNewsletter } from '../customers/own-newsletter.ts'
import type { Unverified } from '../sessions/unverified.ts'
import type { Locale } from '../tenants/locale.ts'
import type { TenantSettings } from '../tenants/settings.ts'
import { announceProfile, type ProfileEventStores } from './announce-profile.ts'
import { changeAttributes, changeConsents, changeImage, removeAddress } from './change-beside.ts'
import { changedCustomer } from './changed-customer.ts'
import { claimNames } from './claim-names.ts'
import { lockActive } from './lock-active.ts'
import type { ProfileDraft } from './profile-draft.ts'
import type { ImageFormat, ProfileImageStore } from './profile-image.ts'
import type { ProfilePolicy } from './profile-policy.ts'
import { type PasswordStores, replacePassword } from './replace-password.ts'
import { type ProfileChanges, type ProfileReader, reviewProfile } from './review-profile.ts'

/** What a change of a profile writes to, all in one transaction. */
export interface ProfileStores extends ProfileEventStores, PasswordStores {
  readonly claims: ClaimStore
  readonly customers: Pick<CustomerStore, 'lock' | 'updateProfile'>
  readonly addresses: Pick<AddressBook, 'count' | 'list' | 'remove'>
  readonly customAttributes: CustomAttributeStore
  readonly newsletter: NewsletterStore
  readonly consents: ConsentStore
  readonly profileImages: ProfileImageStore
}

/** An image in the place of the one before, or none any more. */
export type ImageChange = 'removed' | { readonly format: ImageFormat; readonly content: Uint8Array }

export type ProfileOutcome =
  | { readonly ok: true; readonly customer: Customer }
  | { readonly ok: false; readonly violations: readonly Violation[] }

export interface UpdateProfileDeps extends ProfileReader, RecordConsentsDeps {
  /** Looks before the transaction that decides. */
  readonly claims: Pick<ClaimStore, 'holder'>
  readonly settings: TenantSettings
  transaction(work: (stores: ProfileStores) => Promise<ProfileOutcome>): Promise<ProfileOutcome>
  /** Whether a new mailbox is sent a link to prove itself by. */
  readonly unverified: Unverified
}

export interface ProfileChange {
  readonly customerId: string
  /** The session that asks, which an e-mail change leaves alive; `null` when it has none. */
  readonly sessionId: string | null
  readonly draft: ProfileDraft
  readonly policy: ProfilePolicy
  /** Of a new password, once the present one was proven. */
  readonly passwordHash?: string | undefined
  /** Whether the own mailbox gets the newsletter; `undefined` keeps what is there. */
  readonly subscribesToNewsletter?: boolean | undefined
  readonly image?: ImageChange | undefined
  /** What the customer is written to in. */
  readonly locale?: Locale | undefined
  /** Who changes the customer in the shop's name, which they may while the customer is suspended; absent: the customer. */
  readonly changedBy?: string | undefined
  /** Of what the customer says to consents. */
  readonly evidence: Evidence
}

/**
 * Changes a customer's profile: reports everything wrong at once, or stores the whole change with its event.
 *
 * Another mailbox takes effect at once: it is claimed and the old one freed, the newsletter follows, it counts as
 * unproven, every other session ends, and the event carries the id of a recovery by which the old mailbox can undo it.
 * Whose username is the mailbox keeps being called by it, unless the contract knows usernames and so changes them by themselves.
 * A new password ends every other session, too. The slug follows the names.
 *
 * Where registrations are private, customers change neither mailbox nor username themselves unless the contract says so: that
 * another is taken would tell what registrations do not.
 *
 * @returns the customer as they are now, or at least one violation, in field order
 * @throws Trouble `account_inactive` when they are it by now, `quota_reached` when the address is one too many,
 *   `no_such_customer`, `unavailable`
 * @source docs/contracts/django.md#8-apiv1customersid
 */
export async function updateProfile(change: ProfileChange, deps: UpdateProfileDeps): Promise<ProfileOutcome> {
  const { changes, violations } = reviewProfile(change.draft, change.policy, deps)
  const staysNamed = isPrivate(change, deps)
  const looks = !staysNamed && (violations.length === 0 || change.policy.takenNames === 'always')
  const taken = looks ? await takenNames(change, changes, deps) : []
  if (taken.length > 0) return { ok: false, violations: [...taken, ...violations] }
  if (violations.length > 0) return { ok: false, violations }
  return deps.transaction(async (stores) => {
    const before = await lockChangeable(change, stores.customers)
    if (changes.address && !before.address) await requireRoom(before.id, stores.addresses)
    const wanted = changedCustomer(before, changes, change, deps)
    const renamed = staysNamed ? loginFields.filter(([, key]) => ![undefined, before[key]].includes(changes[key])) : []
    if (renamed.length > 0) return { ok: false, violations: renamed.map(([field]) => ({ code: 'not_allowed', field })) }
    const claimed = await claimNames(before, wanted, stores.claims, deps.settings)
    if ('lost' in claimed) return { ok: false, violations: [claimed.lost] }
    const after: Customer = { ...wanted, slug: claimed.slug }
    const attributes = await changeAttributes(after.id, changes, stores)
    if (!attributes.ok) return attributes
    if (before.emailKey !== after.emailKey) await moveNewsletter(before, after, stores)
    await changeConsents(before, after, { ...change, consents: changes.record?.consents }, stores, deps)
    await Promise.all([
      stores.customers.updateProfile(before.id, after, deps.newId()),
      removeAddress(before, changes, stores),
      announceProfile({ before, after, changesAttributes: attributes.isChange }, change, stores, deps),
      replacePassword(after, change, stores, deps),
      changeImage(after, change, stores),
    ])
    return { ok: true, customer: after }
  })
}

/** What customers sign in by, in field order. */
const loginFields = [
  ['username', 'usernameKey'],
  ['email', 'emailKey'],
] as const

/** Whether a customer asks who must not learn by it what others are called. */
const isPrivate = ({ policy, changedBy }: ProfileChange, { settings }: UpdateProfileDeps): boolean =>
  settings.privateRegistration && policy.loginsStayIfPrivate && changedBy === undefined

/** Whoever acts for the shop changes suspended customers, too. */
async function lockChangeable(
  { customerId, changedBy }: ProfileChange,
  customers: Pick<CustomerStore, 'lock'>,
): Promise<Customer> {
  if (changedBy === undefined) return lockActive(customerId, customers)
  const customer = await customers.lock(customerId)
  if (!customer || customer.state === 'deleted') throw new Trouble({ code: 'no_such_customer' })
  return customer
}

/** What others are called by now. A look: the transaction decides. */
async function takenNames(
  { customerId }: ProfileChange,
  { emailKey, usernameKey, record }: ProfileChanges,
  { claims, settings }: UpdateProfileDeps,
): Promise<readonly Violation[]> {
  const named: Named = {
    emailKey: emailKey ?? '',
    emailIsShared: emailKey === undefined || !settings.emailUnique,
    usernameKey: usernameKey ?? null,
    externalId: record?.particulars.externalId ?? null,
  }
  const names = claimedNames(named, settings)
  const holders = await Promise.all(names.map(({ claim }) => claims.holder(claim)))
  return names.filter((_, index) => ![undefined, customerId].includes(holders[index])).map(alreadyTaken)
}
