import { type FindTaken, findFreeSlug } from '../customers/free-slug.ts'
import { withSuffix } from '../customers/slug.ts'

/** The number last given to each stem, so that the next of the same name is one question away. */
export type LastNumbers = Map<string, number>

// 100,000 of 50 characters: 15 MB. The one forgotten costs the questions of `findFreeSlug` once more.
const mostRemembered = 100_000

/**
 * Gives each of those who wait a slug that nobody has: the stem, or the stem with the next number. However many share a name,
 * they cost one question together, and a stem that is met for the first time and is taken costs a handful.
 *
 * @param stems  slugs as they are wanted, in the order in which they are given
 * @param taken  as for `findFreeSlug`
 * @param last  what was given before by this import; it is added to
 */
export async function assignSlugs(stems: readonly string[], taken: FindTaken, last: LastNumbers): Promise<readonly string[]> {
  const slugs = new Array<string>(stems.length)
  const given = new Set<string>()
  const takenOrGiven: FindTaken = async (candidates) => {
    const held = new Set(await taken(candidates))
    for (const candidate of candidates) if (given.has(candidate)) held.add(candidate)
    return held
  }
  let pending = stems.map((_, index) => index)
  while (pending.length > 0) {
    const candidates = pending.map((index) => nextSlug(stems[index] ?? '', given, last))
    const held = await taken(candidates)
    const failed = pending.filter((index, at) => {
      const candidate = candidates[at] ?? ''
      if (held.has(candidate)) given.delete(candidate)
      else slugs[index] = candidate
      return held.has(candidate)
    })
    const together = askingTogether(takenOrGiven)
    const unknown = [...new Set(failed.map((index) => stems[index] ?? ''))]
    await Promise.all(unknown.map(async (stem) => last.set(stem, numberOf(stem, await findFreeSlug(stem, together)) - 1)))
    pending = failed
  }
  forgetOldest(last)
  return slugs
}

function nextSlug(stem: string, given: Set<string>, last: LastNumbers): string {
  let number = (last.get(stem) ?? 0) + 1
  while (given.has(withSuffix(stem, number))) number += 1
  const slug = withSuffix(stem, number)
  last.delete(stem) // so that what was used last is forgotten last
  last.set(stem, number)
  given.add(slug)
  return slug
}

const numberOf = (stem: string, slug: string): number => (slug === stem ? 1 : Number(/-(\d+)$/.exec(slug)?.[1]))

/** Questions that are asked at the same time go out as one. */
function askingTogether(taken: FindTaken): FindTaken {
  let asked: { candidates: string[]; answer: Promise<ReadonlySet<string>> } | undefined
  return (candidates) => {
    if (!asked) {
      const all: string[] = []
      const answer = Promise.resolve().then(() => {
        asked = undefined
        return taken(all)
      })
      asked = { candidates: all, answer }
    }
    asked.candidates.push(...candidates)
    return asked.answer
  }
}

function forgetOldest(last: LastNumbers): void {
  for (const stem of last.keys()) {
    if (last.size <= mostRemembered) return
    last.delete(stem)
  }
}
