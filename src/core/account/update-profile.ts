import type { Violation } from '../../violations/violation.ts'
import { type AddressBook, requireRoom } from '../addresses/address-book.ts'
import type { NewsletterStore } from '../consents/newsletter.ts'
import { type ClaimStore, loginClaim } from '../customers/claim.ts'
import { claimFreeSlug, slugClaim } from '../customers/claim-slug.ts'
import type { Customer, CustomerProfile, CustomerStore } from '../customers/customer.ts'
import { emailKeyVersion } from '../customers/email-key.ts'
import { moveNewsletter, setNewsletter } from '../customers/own-newsletter.ts'
import { slugStem } from '../customers/slug.ts'
import { storedEmail } from '../customers/stored-email.ts'
import type { Locale } from '../tenants/locale.ts'
import { announceProfile, type ProfileEventStores } from './announce-profile.ts'
import { lockActive } from './lock-active.ts'
import type { ProfileDraft } from './profile-draft.ts'
import { type ImageFormat, imageName, type ProfileImageStore } from './profile-image.ts'
import type { ProfilePolicy } from './profile-policy.ts'
import { type PasswordStores, replacePassword } from './replace-password.ts'
import { type ProfileChanges, reviewProfile } from './review-profile.ts'

/** What a change of a profile writes to, all in one transaction. */
export interface ProfileStores extends ProfileEventStores, PasswordStores {
  readonly claims: ClaimStore
  readonly customers: Pick<CustomerStore, 'lock' | 'updateProfile'>
  readonly addresses: Pick<AddressBook, 'count'>
  readonly newsletter: NewsletterStore
  readonly profileImages: ProfileImageStore
}

/** An image in the place of the one before, or none any more. */
export type ImageChange = 'removed' | { readonly format: ImageFormat; readonly content: Uint8Array }

export type ProfileOutcome =
  | { readonly ok: true; readonly customer: Customer }
  | { readonly ok: false; readonly violations: readonly Violation[] }

export interface UpdateProfileDeps {
  /** Looks before the transaction that decides. */
  readonly claims: Pick<ClaimStore, 'holder'>
  transaction(work: (stores: ProfileStores) => Promise<ProfileOutcome>): Promise<ProfileOutcome>
  /** Whether who has not proven the mailbox may sign in; if not, a new one is sent a link by which to do so. */
  readonly unverified: 'accepted' | 'refused'
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
  /** Whether the own mailbox gets the newsletter; `undefined` keeps what is there. */
  readonly subscribesToNewsletter?: boolean | undefined
  readonly image?: ImageChange | undefined
  /** What the customer is written to in. */
  readonly locale?: Locale | undefined
}

const alreadyTaken: Violation = { code: 'already_taken', field: 'email' }

/**
 * Changes a customer's profile: reports everything wrong at once, or stores the whole change with its event.
 *
 * Another mailbox takes effect at once: it is claimed and the old one freed, the newsletter follows, it counts as
 * unproven, every other session ends, and the event carries the id of a recovery by which the old mailbox can undo it.
 * A new password ends every other session, too. The slug follows the names.
 *
 * @returns the customer as they are now, or at least one violation, in field order
 * @throws Trouble `account_inactive` when they are it by now, `quota_reached` when the address is one too many,
 *   `no_such_customer`, `unavailable`
 * @source docs/contracts/django.md#8-apiv1customersid
 */
export async function updateProfile(change: ProfileChange, deps: UpdateProfileDeps): Promise<ProfileOutcome> {
  const { changes, violations } = reviewProfile(change.draft, change.policy, deps.toAscii)
  const holder = changes.emailKey === undefined ? undefined : await deps.claims.holder(loginClaim(changes.emailKey))
  const taken = holder !== undefined && holder !== change.customerId
  if (taken) return { ok: false, violations: [alreadyTaken, ...violations] }
  if (violations.length > 0) return { ok: false, violations }
  return deps.transaction(async (stores) => {
    const before = await lockActive(change.customerId, stores.customers)
    if (changes.address && !before.address) await requireRoom(before.id, stores.addresses)
    const names = await claimNames(before, changes, stores.claims)
    if (!names) return { ok: false, violations: [alreadyTaken] }
    const after: Customer = { ...before, ...names, ...plainChanges(before, changes), ...extraChanges(before, change, deps) }
    if (before.emailKey !== after.emailKey) await moveNewsletter(before, after, stores)
    const { subscribedToNewsletter } = after
    if (subscribedToNewsletter !== before.subscribedToNewsletter) await setNewsletter(after, subscribedToNewsletter, stores)
    await Promise.all([
      stores.customers.updateProfile(before.id, after, deps.newId()),
      announceProfile(before, after, change, stores, deps),
      replacePassword(after, change, stores, deps),
      changeImage(after, change, stores),
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

/** What is no field of the profile: the newsletter's mark, and what the image is called. */
function extraChanges({ subscribedToNewsletter, imageName: before }: Customer, change: ProfileChange, deps: UpdateProfileDeps) {
  const { image, subscribesToNewsletter = subscribedToNewsletter } = change
  const after = image === undefined ? before : image === 'removed' ? null : imageName(deps.newId(), image.format)
  return { subscribedToNewsletter: subscribesToNewsletter, imageName: after }
}

async function changeImage(after: Customer, { image }: ProfileChange, { profileImages }: ProfileStores): Promise<void> {
  if (image === 'removed') await profileImages.remove(after.id)
  else if (image && after.imageName !== null) await profileImages.put(after.id, after.imageName, image.content)
}
