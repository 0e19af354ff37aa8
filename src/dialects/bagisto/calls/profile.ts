import type { ProfileChange } from '../../../core/account/update-profile.ts'
import type { Customer } from '../../../core/customers/customer.ts'
import type { StorefrontBearer } from '../../../core/sessions/authenticate-storefront.ts'
import type { BearerWords } from '../bearer.ts'
import { bearerWords, requireBearer } from '../bearer.ts'
import { requireVerified, type ShopContext } from '../context.ts'
import type { ProfileInput, SentText } from '../contract/input.ts'
import { ifSent } from '../contract/input.ts'
import { decodeImage, decodePassword, decodeProfile } from '../decode.ts'
import { Refusal } from '../graphql/refusal.ts'
import { numberIn } from '../iri.ts'
import { refusalOf } from '../refusals.ts'

/**
 * The customer who asks.
 *
 * @throws Refusal, Trouble
 * @source docs/contracts/bagisto.md#86-readcustomerprofile
 */
export const readProfile = async ({ caller }: ShopContext, words: BearerWords): Promise<Customer> =>
  (await requireBearer(caller, words)).customer

/**
 * Changes what is sent of the caller's own profile, the password and the image included; all of it or nothing.
 *
 * @throws Refusal, Trouble
 * @source docs/contracts/bagisto.md#87-createcustomerprofileupdate
 */
export async function changeProfile(input: ProfileInput, context: ShopContext): Promise<Customer> {
  const { caller, services, policies, locale, evidence } = context
  const bearer = await requireBearer(caller, bearerWords.changeProfile)
  const { customer, session } = bearer
  requireOwn(customer, input)
  if (ifSent(input.email) !== undefined) requireVerified(customer, context)
  const image = decodeImage(input)
  if (typeof image === 'object' && 'code' in image) throw refusalOf([image])
  const change: ProfileChange = {
    customerId: customer.id,
    sessionId: session.id,
    draft: decodeProfile(input),
    policy: policies.profile,
    passwordHash: await newPasswordHash(input, bearer, context),
    subscribesToNewsletter: input.subscribedToNewsLetter ?? undefined,
    image,
    locale,
    evidence,
  }
  const outcome = await services.updateProfile(change)
  if (!outcome.ok) throw refusalOf(outcome.violations)
  return outcome.customer
}

/** @throws Refusal when a number that is sent is another customer's */
export function requireOwn({ number }: Customer, { _id, id }: Pick<ProfileInput, '_id' | 'id'>): void {
  const isOther = (sent: SentText) =>
    ifSent(sent) !== undefined && !profileCollections.some((name) => numberIn(name, sent ?? '') === number)
  if (isOther(_id) || isOther(id)) throw new Refusal('Unauthorized: Cannot update another customer profile', undefined, 403)
}

/** Where an id of a customer may come from: what is registered, what is read, what was changed. */
const profileCollections = ['customers', 'customer-profiles', 'customer-profile-updates']

async function newPasswordHash(
  input: ProfileInput,
  { customer }: StorefrontBearer,
  { services, policies, clientNetwork }: ShopContext,
): Promise<string | undefined> {
  const draft = decodePassword(input)
  const current = ifSent(input.currentPassword)
  // The mobile app asks for it before another address, too: a wrong one is a person who must not change it.
  const wrong = draft || current === undefined ? [] : await services.provePassword({ customer, password: current, clientNetwork })
  if (wrong.length > 0) throw refusalOf(wrong)
  if (!draft) return undefined
  const prepared = await services.preparePassword({ customer, draft, policy: policies.password, clientNetwork })
  if (!prepared.ok) throw refusalOf(prepared.violations)
  return prepared.hash
}

/**
 * Deletes the caller's account for good; a password that is sent has to be the right one.
 *
 * @returns the customer as they were
 * @throws Refusal, Trouble
 * @source docs/contracts/bagisto.md#88-createcustomerprofiledelete
 */
export async function deleteProfile(
  input: Pick<ProfileInput, '_id' | 'password' | 'currentPassword'>,
  { caller, services, clientNetwork }: ShopContext,
): Promise<Customer> {
  const { customer } = await requireBearer(caller, bearerWords.changeProfile)
  requireOwn(customer, input)
  const password = ifSent(input.password) ?? ifSent(input.currentPassword)
  const violations = await services.deleteOwnAccount({ customer, password, clientNetwork })
  if (violations.length > 0) throw refusalOf(violations)
  return customer
}
