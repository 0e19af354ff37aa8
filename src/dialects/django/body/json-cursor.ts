/** Where a reader stands in a JSON document; `at` counts UTF-16 units. */
export interface JsonCursor {
  readonly text: string
  at: number
}

/** The document is refused; `message` is the reason in the contract's words, without the prefix `JSON parse error - `. */
export class JsonRefused extends Error {
  override readonly name = 'JsonRefused'
}

/**
 * A refusal that names a place: line and column from 1, character from 0, all three in code points.
 *
 * @param at  the place in UTF-16 units, as cursors count
 * @source docs/contracts/django.md#6-json-errors
 */
export function refusedAt(problem: string, text: string, at: number): JsonRefused {
  const lineStart = at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1
  const line = countLineFeeds(text, lineStart) + 1
  const column = countCodePoints(text.slice(lineStart, at)) + 1
  return new JsonRefused(`${problem}: line ${line} column ${column} (char ${countCodePoints(text.slice(0, at))})`)
}

/** Moves past JSON's four blanks; no other white space is one. */
export function skipBlanks(cursor: JsonCursor): void {
  while (isBlank(cursor.text.charCodeAt(cursor.at))) cursor.at++
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09
}

function countLineFeeds(text: string, end: number): number {
  let count = 0
  for (let found = text.indexOf('\n'); found !== -1 && found < end; found = text.indexOf('\n', found + 1)) count++
  return count
}

function countCodePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
