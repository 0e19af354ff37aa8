import type { Customer } from '../customers/customer.ts'
import { emailKeyVersion } from '../customers/email-key.ts'
import type { ParticularField } from '../customers/particulars.ts'
import { storedEmail } from '../customers/stored-email.ts'
import { imageName } from './profile-image.ts'
import type { ProfileChanges } from './review-profile.ts'
import type { ProfileChange, UpdateProfileDeps } from './update-profile.ts'

/** The customer as the change wants them, before anybody knows whether they may be called so. */
export const changedCustomer = (
  before: Customer,
  changes: ProfileChanges,
  change: ProfileChange,
  deps: UpdateProfileDeps,
): Customer => ({ ...before, ...plainChanges(before, changes, deps), ...extraChanges(before, change, deps) })

/** The fields as they will be. Another mailbox counts as unproven. */
function plainChanges(before: Customer, changes: ProfileChanges, { settings }: UpdateProfileDeps) {
  const { emailKey = before.emailKey, record, usernameKey } = changes
  const movesMailbox = emailKey !== before.emailKey
  const said = Object.entries(record?.particulars ?? {}).filter(([, value]) => value !== undefined)
  const particulars: Partial<Readonly<Record<ParticularField, string | null>>> = Object.fromEntries(said)
  const followsMailbox = !record && movesMailbox && before.usernameKey === before.emailKey
  const email = changes.email === undefined ? before.email : storedEmail(changes.email)
  return {
    emailKey,
    emailKeyVersion,
    emailIsShared: movesMailbox ? !settings.emailUnique : before.emailIsShared,
    emailVerifiedAt: movesMailbox ? null : before.emailVerifiedAt,
    email,
    firstName: changes.firstName ?? before.firstName,
    lastName: changes.lastName ?? before.lastName,
    dateOfBirth: changes.dateOfBirth === undefined ? before.dateOfBirth : changes.dateOfBirth,
    phone: changes.phone === undefined ? before.phone : changes.phone,
    gender: changes.gender === undefined ? before.gender : changes.gender,
    address: changes.address === undefined ? before.address : changes.address,
    username: followsMailbox ? email : before.username,
    usernameKey: followsMailbox ? emailKey : usernameKey === undefined ? before.usernameKey : usernameKey,
    ...particulars,
  }
}

/** What is no field of the profile: the newsletter's mark, and what the image is called. */
function extraChanges({ subscribedToNewsletter, imageName: before }: Customer, change: ProfileChange, deps: UpdateProfileDeps) {
  const { image, subscribesToNewsletter = subscribedToNewsletter } = change
  const after = image === undefined ? before : image === 'removed' ? null : imageName(deps.newId(), image.format)
  const modified = { modifiedBy: change.changedBy ?? change.customerId, modifiedAt: deps.now() }
  return { subscribedToNewsletter: subscribesToNewsletter, imageName: after, ...modified }
}
