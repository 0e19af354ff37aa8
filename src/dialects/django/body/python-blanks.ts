// Python's str.isspace(): JavaScript's own trim() leaves U+001C-001F and U+0085 and takes U+FEFF.
const blanks: ReadonlySet<number> = new Set([
  ...[0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x85, 0xa0, 0x1680],
  ...[0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a],
  ...[0x2028, 0x2029, 0x202f, 0x205f, 0x3000],
])

/**
 * Cuts Python's white space from both ends.
 *
 * @source docs/contracts/django.md#4-post-apiv1customers
 */
export function trimPythonBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && blanks.has(text.charCodeAt(start))) start++
  while (end > start && blanks.has(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}
