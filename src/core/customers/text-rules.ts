import type { Field, Violation } from '../../violations/violation.ts'

/** One question about a text; `null` means nothing to say against it. */
export type TextRule = (text: string) => Violation | null

/** Refuses texts of more than `maximumCharacters` Unicode code points. */
export const notLonger =
  (field: Field, maximumCharacters: number): TextRule =>
  (text) => {
    // A text has at most as many code points as UTF-16 units, so most texts are not taken apart.
    const fits = text.length <= maximumCharacters || [...text].length <= maximumCharacters
    return fits ? null : { code: 'too_long', field, maximumCharacters }
  }

/** Refuses what no text column holds and no answer could echo: U+0000, and halves of surrogate pairs. */
export const storable = (field: Field): readonly TextRule[] => [
  (text) => (text.includes('\0') ? { code: 'null_character', field } : null),
  (text) => {
    const codePoint = firstLoneSurrogate(text)
    return codePoint === undefined ? null : { code: 'lone_surrogate', field, codePoint }
  },
]

/** Everything the rules have against the text, in their order. */
export const askAll = (rules: readonly TextRule[], text: string): Violation[] =>
  rules.map((rule) => rule(text)).filter((violation) => violation !== null)

function firstLoneSurrogate(text: string): number | undefined {
  if (text.isWellFormed()) return undefined
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) return codePoint
  }
  return undefined
}
