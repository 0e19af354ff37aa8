import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { decodeFilter } from './common-passwords-format.ts'

/** The list that comes with Patron; three folders up from here in the sources and in the build alike. */
const ownList = fileURLToPath(new URL('../../../assets/common-passwords.bin', import.meta.url))

/**
 * Loads the passwords that are guessed first, once, into about 100 kB; asking costs microseconds.
 * Compares in lower case without outer white space, and takes one unlisted password in 50 million for a listed one.
 *
 * @param path  a filter file made by `scripts/make-common-passwords.ts`; without one, the list that comes with Patron
 * @throws Error naming the path and what was expected there, when the file is missing or damaged
 * @source docs/contracts/django.md, section 5.4, rule 3
 */
export function loadCommonPasswords(path: string = ownList): (password: string) => boolean {
  try {
    return decodeFilter(readFileSync(path))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`common passwords: ${path} is no filter file made by scripts/make-common-passwords.ts: ${reason}`, { cause })
  }
}
