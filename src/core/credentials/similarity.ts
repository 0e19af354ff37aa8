import type { PersonalAttribute } from '../../violations/violation.ts'

/** From this share of common characters on, a password resembles what it is compared with. */
const similarFrom = 0.7

/** In the order in which they are compared, and so in which one is named when several are similar. */
const attributes = ['firstName', 'lastName', 'email'] as const satisfies readonly PersonalAttribute[]

/**
 * Tells which of the customer's own words the password is made of, comparing it with each word of an attribute and with the
 * whole of it, in lower case. Similar means that 70 % of the characters of both together are common to both, in any order.
 * Empty attributes resemble nothing. The cost grows with the sum of the lengths, so bound those first.
 *
 * @returns the first similar attribute, or null
 * @source docs/contracts/django.md, section 5.4, rule 1
 */
export function findSimilarAttribute(
  password: string,
  personal: Readonly<Record<PersonalAttribute, string>>,
): PersonalAttribute | null {
  const characters = [...password.toLowerCase()]
  const counts = countCharacters(characters)
  const resembles = (piece: string): boolean => shareInCommon(counts, characters.length, piece) >= similarFrom
  return attributes.find((attribute) => piecesOf(personal[attribute]).some(resembles)) ?? null
}

/** Words are runs of letters, numbers and `_` of any script. */
function piecesOf(attribute: string): string[] {
  const whole = attribute.toLowerCase()
  return [...whole.split(/[^\p{L}\p{N}_]+/u), whole].filter((piece) => piece !== '')
}

/** Twice the characters in common, counted with repetition, over the characters of both. */
function shareInCommon(counts: ReadonlyMap<string, number>, length: number, piece: string): number {
  const others = [...piece]
  let common = 0
  for (const [character, count] of countCharacters(others)) common += Math.min(count, counts.get(character) ?? 0)
  return (2 * common) / (length + others.length)
}

function countCharacters(characters: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const character of characters) counts.set(character, (counts.get(character) ?? 0) + 1)
  return counts
}
