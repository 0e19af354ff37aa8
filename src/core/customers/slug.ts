/** The width of the slug on the wire and in the contract's own table. */
const maximumCharacters = 50

/** What a name without a single usable character becomes. */
const fallbackStem = 'customer'

/**
 * The slug of a name before anyone else of that name is thought of: "José Núñez" gives `jose-nunez`, "李 雷" gives `customer`.
 * Always 1 to 50 of `a-z`, `0-9`, `_` and `-`, and neither end is `_` or `-`.
 *
 * @source docs/contracts/django.md, section 5.5, steps 1 to 4
 */
export function slugStem(fullName: string): string {
  const words = fullName
    .normalize('NFKD')
    .replace(/\P{ASCII}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_\t-\r\u001c- -]/g, '') // Python's white space within ASCII: with U+001C to U+001F, which \s leaves out
    .replace(/[\t-\r\u001c- -]+/g, '-')
  return stripEnds(stripEnds(words).slice(0, maximumCharacters)) || fallbackStem
}

/**
 * The slug of the nth customer with this stem: the first has the stem itself, then `-2`, `-3` and so on follow.
 * Where the whole would pass 50 characters the stem gives way, one character more for each further digit and without
 * stripping its new end: `…aaa-9` is followed by `…aa-10`. Different numbers from 2 on give different slugs.
 *
 * @param stem  as `slugStem` made it
 * @source docs/contracts/django.md, section 5.5, step 5
 */
export function withSuffix(stem: string, n: number): string {
  if (n === 1) return stem
  const suffix = `-${n}`
  return stem.slice(0, maximumCharacters - suffix.length) + suffix
}

/** Whether the slug is the one of some number of this stem. */
export const isNumbered = (stem: string, slug: string): boolean =>
  withSuffix(stem, Number(/-(\d+)$/.exec(slug)?.[1] ?? 1)) === slug

const stripEnds = (text: string): string => text.replace(/^[-_]+/, '').replace(/[-_]+$/, '')
