import { isNumbered, withSuffix } from './slug.ts'

/** Tells which of the candidates are taken. */
export type FindTaken = (candidates: string[]) => Promise<ReadonlySet<string>>

/** Most names are rare, so the first question is about these numbers and is mostly the last one. */
const smallNumbers = numbersFrom(1, 8)

/** 16, 32, … 2^30: one question finds the order of magnitude, and 2^30 is half of what customer numbers can reach. */
const gallop = Array.from({ length: 27 }, (_, index) => 2 ** (index + 4))

/** Questions hold up to 16 candidates, so each cuts the stretch in which the answer lies to a sixteenth. */
const batchSize = 16

/**
 * Finds a slug nobody holds: the stem, or the stem with a number. Without gaps among the numbers it is the lowest free one;
 * with gaps (people leave, and someone is called "John 16") it may be a higher one. The ten-thousandth of a name costs
 * 6 questions with 84 candidates, the millionth 7 with 104.
 *
 * @param taken  one round trip; what it says may be out of date a moment later, so the slug still has to be claimed
 * @param own  the slug of whoever asks, which `taken` does not name; unless a small number is free it is the one found, since
 *   the search by orders of magnitude would pass it by
 * @throws RangeError when every number asked about up to 2^30 is taken
 * @source docs/contracts/django.md, section 5.5, step 5
 */
export async function findFreeSlug(stem: string, taken: FindTaken, own?: string): Promise<string> {
  const small = await askAbout(stem, smallNumbers, taken)
  if (small.free !== undefined) return withSuffix(stem, small.free)
  if (own !== undefined && isNumbered(stem, own)) return own
  let { lastTaken, free } = await askAbout(stem, gallop, taken)
  if (free === undefined) throw new RangeError(`no free number for the slug "${stem}" up to ${lastTaken}`)
  lastTaken = Math.max(lastTaken, smallNumbers.length)
  while (free - lastTaken > 1) {
    const narrowed = await askAbout(stem, spread(lastTaken, free), taken)
    lastTaken = Math.max(lastTaken, narrowed.lastTaken)
    free = narrowed.free ?? free
  }
  return withSuffix(stem, free)
}

/** The first free number, and the last taken one before it (0: none). */
async function askAbout(
  stem: string,
  numbers: readonly number[],
  taken: FindTaken,
): Promise<{ lastTaken: number; free?: number }> {
  const held = await taken(numbers.map((number) => withSuffix(stem, number)))
  const index = numbers.findIndex((number) => !held.has(withSuffix(stem, number)))
  if (index < 0) return { lastTaken: numbers.at(-1) ?? 0 }
  return { lastTaken: numbers[index - 1] ?? 0, free: numbers[index] ?? 0 }
}

/** Up to a batch of whole numbers strictly between the two, evenly spread. */
function spread(above: number, below: number): number[] {
  const between = below - above - 1
  if (between <= batchSize) return numbersFrom(above + 1, between)
  return Array.from({ length: batchSize }, (_, index) => above + Math.floor(((index + 1) * (between + 1)) / (batchSize + 1)))
}

function numbersFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index)
}
