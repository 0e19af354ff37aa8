import type { Claim, ClaimStore } from './claim.ts'
import { findFreeSlug } from './free-slug.ts'

export const slugClaim = (value: string): Claim => ({ kind: 'slug', value })

/**
 * Finds and takes a free slug for the customer: the stem, or the stem with a number. A slug lost to somebody else in
 * between moves on to the next free one.
 *
 * @param own  the slug the customer holds already, which counts as free and stays theirs when it is the one found
 * @source docs/contracts/django.md, section 5.5
 */
export async function claimFreeSlug(
  customerId: string,
  stem: string,
  claims: Pick<ClaimStore, 'held' | 'take'>,
  own?: string,
): Promise<string> {
  for (;;) {
    const takenByOthers = async (candidates: string[]) => {
      const taken = new Set(await claims.held('slug', candidates))
      if (own !== undefined) taken.delete(own)
      return taken
    }
    const slug = await findFreeSlug(stem, takenByOthers, own)
    if (slug === own || !(await claims.take(customerId, [slugClaim(slug)]))) return slug
  }
}
