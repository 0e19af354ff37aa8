import { foldCase } from './case-folding.ts'

/** UTF-16 units; an address has at most 320 characters (64 + `@` + 255, RFC 5321 section 4.5.3.1). */
export const maximumKeyedUnits = 640

/** 512 characters are at most 2,048 bytes of UTF-8, and PostgreSQL's B-tree takes entries up to 2,704. NFKC can make text longer. */
const maximumKeyCharacters = 512

/**
 * What nobody sees, so that two texts which look the same are the same: controls, format characters, default ignorables,
 * separators other than the blank, the blank Braille pattern. Also lone surrogates, and code points the runtime's Unicode
 * does not know yet: a later version may normalise those to something else.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u1680\u2800]/u

/** All of it is seen, and is its own normal form in every way. Most addresses and names are such, and cost a hundredth then. */
export const isPlain = (text: string): boolean => /^[ -~]*$/.test(text)

/** Whether there is something in the text that nobody would see. */
export const hidesSomething = (text: string): boolean => !isPlain(text) && unseen.test(text)

/** Equal for texts that differ in case or compatible form only (compatibility caseless match, Unicode 15.0 D146). */
export const foldCompatible = (text: string): string =>
  isPlain(text) ? text.toLowerCase() : foldCase(foldCase(text.normalize('NFD')).normalize('NFKC')).normalize('NFKC')

/** Whether a key is short enough to be claimed. */
export const fitsAsKey = (key: string): boolean => key.length <= maximumKeyCharacters || [...key].length <= maximumKeyCharacters
