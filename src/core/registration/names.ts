import type { Violation } from '../../violations/violation.ts'
import { type Claim, type ClaimStore, numberClaim } from '../customers/claim.ts'
import { claimFreeSlug, slugClaim } from '../customers/claim-slug.ts'
import { alreadyTaken, type ClaimedName, claimedNames, isSameClaim } from '../customers/claimed-names.ts'
import type { Customer } from '../customers/customer.ts'
import { claimReferralCode, referralClaim } from '../customers/referral-code.ts'
import { slugStem } from '../customers/slug.ts'
import { usernameKey } from '../customers/username.ts'
import type { TenantSettings } from '../tenants/settings.ts'
import type { RegistrationDetails } from './review.ts'

export interface NamingDeps {
  readonly settings: Pick<TenantSettings, 'emailUnique' | 'externalIdUnique'>
  /** IDNA: a domain in ASCII, empty when it has no such form. */
  toAscii(domain: string): string
  /** Eight letters and digits, at random. */
  newReferralCode(): string
}

/** What the customer will be called, and of which mailbox. */
export interface RegistrationNames extends Pick<Customer, 'emailKey' | 'usernameKey' | 'emailIsShared'> {
  readonly claimed: readonly ClaimedName[]
}

/** `undefined` when what would name the customer is no name at all. */
export function namesOf(
  { emailKey, record }: RegistrationDetails,
  { settings, toAscii }: NamingDeps,
): RegistrationNames | undefined {
  if (emailKey === null) return undefined
  const { username, externalId } = record?.particulars ?? {}
  const key = username ? usernameKey(username, toAscii) : null
  if (username && key === null) return undefined
  const names = { emailKey, usernameKey: key, emailIsShared: !settings.emailUnique }
  return { ...names, claimed: claimedNames({ ...names, externalId: externalId ?? null }, settings) }
}

export interface TakenNames {
  readonly slug: string
  readonly number: number
  readonly referralCode: string | null
}

/** Names a look found free, and what they will be taken as. */
export interface FreeNames extends TakenNames {
  readonly claims: readonly Claim[]
}

/**
 * Looks for the names, the first slug and a referral code at once.
 *
 * @returns those of the names that somebody holds, and, when all of it is free, what may be taken together
 */
export async function lookForNames(
  { claimed }: RegistrationNames,
  details: RegistrationDetails,
  claims: Pick<ClaimStore, 'heldOrNumber'>,
  { newReferralCode }: Pick<NamingDeps, 'newReferralCode'>,
): Promise<{ readonly taken: readonly ClaimedName[]; readonly free: FreeNames | undefined }> {
  const slug = stemOf(details)
  const referralCode = details.record ? newReferralCode() : null
  const wanted = [...claimed.map(({ claim }) => claim), slugClaim(slug), ...(referralCode ? [referralClaim(referralCode)] : [])]
  const looked = await claims.heldOrNumber(wanted)
  if ('number' in looked) {
    const { number } = looked
    return { taken: [], free: { slug, number, referralCode, claims: [...wanted, numberClaim(number)] } }
  }
  const isHeld = ({ claim }: ClaimedName) => looked.held.some((held) => isSameClaim(held, claim))
  return { taken: claimed.filter(isHeld), free: undefined }
}

const stemOf = ({ firstName, lastName }: RegistrationDetails): string => slugStem(`${firstName} ${lastName}`)

/** Takes the names, a slug and a number. A lost name ends the registration; a lost slug moves on to the next free one. */
export async function takeNames(
  customerId: string,
  { claimed: names }: RegistrationNames,
  details: RegistrationDetails,
  claims: ClaimStore,
  { newReferralCode }: Pick<NamingDeps, 'newReferralCode'>,
): Promise<TakenNames | { readonly lost: Violation }> {
  const stem = stemOf(details)
  const { lost, number } = await claims.takeWithNumber(customerId, [...names.map(({ claim }) => claim), slugClaim(stem)])
  const name = names.find(({ claim }) => claim === lost)
  if (name) return { lost: alreadyTaken(name) }
  const slug = lost ? await claimFreeSlug(customerId, stem, claims) : stem
  const referralCode = details.record ? await claimReferralCode(customerId, claims, newReferralCode) : null
  return { slug, number, referralCode }
}
