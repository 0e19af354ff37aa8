import type { Violation } from '../../violations/violation.ts'
import type { ClaimStore } from '../customers/claim.ts'
import { claimFreeSlug, slugClaim } from '../customers/claim-slug.ts'
import { alreadyTaken, type ClaimedName, claimedNames, isSameClaim, type Named } from '../customers/claimed-names.ts'
import type { Customer } from '../customers/customer.ts'
import { slugStem } from '../customers/slug.ts'
import type { TenantSettings } from '../tenants/settings.ts'

type NamingSettings = Pick<TenantSettings, 'externalIdUnique'>

/** What the customer is going to be called and is not called yet. */
export function newNames(before: Named, after: Named, settings: NamingSettings): readonly ClaimedName[] {
  const present = claimedNames(before, settings)
  return claimedNames(after, settings).filter((name) => !present.some(({ claim }) => isSameClaim(claim, name.claim)))
}

/**
 * Takes what the customer will be called and frees what they no longer are, in the transaction that has locked them. The slug
 * follows the names.
 *
 * @returns the slug, or by which field the change is refused: somebody else is called so
 */
export async function claimNames(
  before: Customer,
  after: Customer,
  claims: ClaimStore,
  settings: NamingSettings,
): Promise<{ readonly slug: string } | { readonly lost: Violation }> {
  const wanted = newNames(before, after, settings)
  const claimed = wanted.map(({ claim }) => claim)
  const lost = claimed.length === 0 ? undefined : await claims.take(before.id, claimed)
  const lostName = wanted.find(({ claim }) => claim === lost)
  if (lostName) return { lost: alreadyTaken(lostName) }
  const stem = slugStem(`${after.firstName} ${after.lastName}`)
  const slug = stem === before.slug ? stem : await claimFreeSlug(before.id, stem, claims, before.slug)
  const left = newNames(after, before, settings).map(({ claim }) => claim)
  const freed = slug === before.slug ? left : [...left, slugClaim(before.slug)]
  if (freed.length > 0) await claims.release(before.id, freed)
  return { slug }
}
