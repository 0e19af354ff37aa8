import type { ConsentAnswer } from '../consents/consent.ts'
import { type AttributesOutcome, storeAttributes } from '../customers/custom-attributes.ts'
import type { Customer } from '../customers/customer.ts'
import { newsletterAnswer, recordConsents } from '../customers/record-consents.ts'
import type { ProfileChanges } from './review-profile.ts'
import type { ProfileChange, ProfileStores, UpdateProfileDeps } from './update-profile.ts'

/** @returns the attributes as they are now, or what is wrong with them */
export async function changeAttributes(
  customerId: string,
  { record }: ProfileChanges,
  { customAttributes }: ProfileStores,
): Promise<AttributesOutcome> {
  if (!record || record.attributes.length === 0) return { ok: true, attributes: [], isChange: false }
  return storeAttributes(customerId, record.attributes, customAttributes)
}

/** The default address goes; the others of the book stay. */
export async function removeAddress(before: Customer, { address }: ProfileChanges, { addresses }: ProfileStores): Promise<void> {
  if (address !== null || !before.address) return
  const present = (await addresses.list(before.id)).find(({ isDefault }) => isDefault)
  if (present) await addresses.remove(before.id, present.number)
}

/** The newsletter's mark is a consent: who sets or clears it says so, and that is kept as what they say to the others. */
export async function changeConsents(
  { subscribedToNewsletter: before }: Customer,
  after: Customer,
  { consents = [], evidence, locale }: ProfileChange & { readonly consents: readonly ConsentAnswer[] | undefined },
  stores: ProfileStores,
  deps: UpdateProfileDeps,
): Promise<void> {
  const ofMark = after.subscribedToNewsletter === before ? [] : [newsletterAnswer(after.subscribedToNewsletter, deps.settings)]
  await recordConsents(after, { answers: [...ofMark, ...consents], evidence, locale }, stores, deps)
}

/** The content of the image that the profile names now. */
export async function changeImage(after: Customer, { image }: ProfileChange, { profileImages }: ProfileStores): Promise<void> {
  if (image === 'removed') await profileImages.remove(after.id)
  else if (image && after.imageName !== null) await profileImages.put(after.id, after.imageName, image.content)
}
