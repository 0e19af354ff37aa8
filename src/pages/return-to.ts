const longestAddress = 2_000

/** What browsers, servers and proxies read in different ways: blanks and controls anywhere, and the other slash. */
const ambiguous = /[\s\\\p{Cc}]/u
/** Slashes that only some servers take for slashes. */
const hiddenSlash = /%(?:2f|5c)/i

/**
 * Where a page may send somebody on to: an http or https address that begins with one of those the tenant has named, by the
 * same origin and the same first parts of the path. Nothing is completed: what is no whole address is none.
 *
 * @param text  as it was sent
 * @param returnUrls  the tenant's, without query
 * @returns the address as browsers write it; `undefined` for one that is not allowed
 * @source OWASP ASVS 5.0.0, 3.7.2
 */
export function allowedReturn(text: string | null, returnUrls: readonly string[]): string | undefined {
  if (text === null || text.length > longestAddress || ambiguous.test(text)) return undefined
  if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) return undefined
  const wanted = new URL(text)
  if (wanted.username !== '' || wanted.password !== '' || hiddenSlash.test(wanted.pathname)) return undefined
  const isAllowed = returnUrls.some((one) => URL.canParse(one) && isBelow(wanted, new URL(one)))
  return isAllowed ? wanted.href : undefined
}

const isBelow = (wanted: URL, allowed: URL): boolean => {
  const parts = partsOf(wanted)
  return wanted.origin === allowed.origin && partsOf(allowed).every((part, index) => part === parts[index])
}

/** Without the empty one behind a slash at the end. */
const partsOf = ({ pathname }: URL): readonly string[] => pathname.replace(/\/+$/, '').split('/')
