import { emailKey } from './email-key.ts'
import { fitsAsKey, foldCompatible, hidesSomething, maximumKeyedUnits } from './key-text.ts'

const maximumCharacters = 200

/** Letters, marks and digits of any script, and what addresses and names have between them. */
const username = /^[\p{L}\p{M}\p{Nd}._\-+@']+$/u

/**
 * Whether the text can be a username: 1 to 200 code points, no blanks, and nothing that is not seen.
 *
 * @source docs/contracts/singula.md
 */
export const isUsername = (text: string): boolean =>
  text.length <= 2 * maximumCharacters && [...text].length <= maximumCharacters && username.test(text) && !hidesSomething(text)

/**
 * The key that decides whose login a text is. That of an e-mail address is the address's own, so that nobody's username is
 * another's address; of any other text, it is the text without its case and compatible forms. Keys are compared as bytes, and
 * the key of a key is itself.
 *
 * @param toAscii  the IDNA step, as for `emailKey`
 * @returns null when no key can be made: no text, something invisible in it, too long, or an address only once it is folded
 * @source docs/contracts/singula.md; Unicode 15.0 section 3.13
 */
export function usernameKey(text: string, toAscii: (domain: string) => string): string | null {
  if (text.length > maximumKeyedUnits || hidesSomething(text)) return null
  const compatible = text.normalize('NFKC') // first, for a full-width @ is one
  const mailbox = emailKey(compatible, toAscii)
  if (mailbox !== null) return mailbox
  const name = foldCompatible(compatible)
  return name !== '' && fitsAsKey(name) && !hidesSomething(name) && emailKey(name, toAscii) === null ? name : null
}
