const mostCharacters = 50
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu

// What mail programs make a link of: `://`, `www.`, an address, and words with a dot between them.
const looksLikeLink = /[@/\\]|www\.|[\p{L}\p{N}]\p{M}*[.。．｡][\p{L}\p{N}]{2,}/iu

/**
 * The name as a mail may greet it, in one line. Anybody can register anybody's address under any name, and is not to write
 * to them through us.
 *
 * @returns `undefined` for no name, one that holds what may become a link, and one that is long enough for a message
 */
export function greetableName(name: string | undefined): string | undefined {
  const line = (name ?? '').normalize('NFC').replace(unseen, ' ').replace(/\s+/g, ' ').trim()
  const isGreetable = line !== '' && [...line].length <= mostCharacters && !looksLikeLink.test(line.normalize('NFKC'))
  return isGreetable ? line : undefined
}
