import { type JsonCursor, refusedAt } from './json-cursor.ts'

const quote = 0x22
const backslash = 0x5c
const firstPrintable = 0x20

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

/**
 * Reads the JSON string that starts at the cursor's quote and leaves the cursor after its end.
 * Escaped surrogates that do not pair stay as they are, so that a later rule can name them.
 *
 * @throws JsonRefused with Python's words and place
 * @source docs/contracts/django.md#6-json-errors
 */
export function readString(cursor: JsonCursor): string {
  const { text } = cursor
  const openingQuote = cursor.at
  let read = ''
  cursor.at++
  for (;;) {
    const stop = endOfPlainRun(text, cursor.at)
    if (stop > cursor.at) read += text.slice(cursor.at, stop)
    cursor.at = stop
    if (stop === text.length) throw refusedAt('Unterminated string starting at', text, openingQuote)
    const unit = text.charCodeAt(stop)
    if (unit < firstPrintable) throw refusedAt('Invalid control character at', text, stop)
    if (unit === backslash) read += readEscape(cursor, openingQuote)
    else break
  }
  cursor.at++
  return read
}

function endOfPlainRun(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === quote || unit === backslash || unit < firstPrintable) return at
  }
  return text.length
}

function readEscape(cursor: JsonCursor, openingQuote: number): string {
  const { text, at } = cursor
  const letter = text[at + 1]
  if (letter === undefined) throw refusedAt('Unterminated string starting at', text, openingQuote)
  if (letter === 'u') return readUnicodeEscape(cursor)
  const meant = shortEscapes.get(letter)
  if (meant === undefined) throw refusedAt('Invalid \\escape', text, at)
  cursor.at += 2
  return meant
}

function readUnicodeEscape(cursor: JsonCursor): string {
  const first = readFourDigits(cursor.text, cursor.at + 1)
  cursor.at += 6
  if (!isHighSurrogate(first) || !pairMayFollow(cursor)) return String.fromCharCode(first)
  const second = readFourDigits(cursor.text, cursor.at + 1)
  if (!isLowSurrogate(second)) return String.fromCharCode(first) // the second escape is read again, on its own
  cursor.at += 6
  return String.fromCharCode(first, second)
}

/** Python looks for a second half only where one more character would follow it. */
function pairMayFollow({ text, at }: JsonCursor): boolean {
  return at + 6 < text.length && text[at] === '\\' && text[at + 1] === 'u'
}

/** The four digits after the `u` at `letter`; Python also refuses when nothing at all follows them. */
function readFourDigits(text: string, letter: number): number {
  const digits = text.slice(letter + 1, letter + 5)
  if (letter + 5 >= text.length || !/^[0-9a-fA-F]{4}$/.test(digits)) {
    throw refusedAt('Invalid \\uXXXX escape', text, letter)
  }
  return Number.parseInt(digits, 16)
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}
