import { brokenBytes } from './open-text.ts'

export type Row =
  | { readonly kind: 'row'; readonly values: readonly unknown[]; readonly end: number }
  /** The text ends in the midst of it. */
  | { readonly kind: 'open' }
  | { readonly kind: 'malformed' }

/**
 * Reads `(value, …)` at `from`: texts with their escapes, numbers, NULL, TRUE and FALSE, and bytes as hexadecimal digits.
 * Numbers stay the digits they are.
 *
 * @param escapes  whether a backslash in a text escapes what follows, as in MySQL
 */
export function readRow(text: string, from: number, escapes: boolean): Row {
  const values: unknown[] = []
  for (let at = from + 1; ; ) {
    at = skipBlanks(text, at)
    if (at >= text.length) return { kind: 'open' }
    const value = readValue(text, at, escapes)
    if (value.kind !== 'value') return value
    values.push(value.value)
    at = skipBlanks(text, value.end)
    const next = text.charCodeAt(at)
    if (Number.isNaN(next)) return { kind: 'open' }
    if (next === 41) return { kind: 'row', values, end: at + 1 }
    if (next !== 44) return { kind: 'malformed' }
    at++
  }
}

type Value = { readonly kind: 'value'; readonly value: unknown; readonly end: number } | { readonly kind: 'open' | 'malformed' }

const word = /_?[A-Za-z\d.+-]+/y

function readValue(text: string, from: number, escapes: boolean): Value {
  if (text.charCodeAt(from) === 39) return readText(text, from, escapes)
  word.lastIndex = from
  const [found = ''] = word.exec(text) ?? []
  const end = from + found.length
  if (end === text.length) return { kind: 'open' }
  if (found === '') return { kind: 'malformed' }
  if (text.charCodeAt(end) === 39) return readPrefixed(found, text, end, escapes)
  if (found.startsWith('_')) {
    // `_binary '…'`: the name of a character set before its text
    const at = skipBlanks(text, end)
    return at === text.length ? { kind: 'open' } : readValue(text, at, escapes)
  }
  const value = constant(found)
  return value === undefined ? { kind: 'malformed' } : { kind: 'value', value, end }
}

function constant(found: string): unknown {
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(found)) return found
  if (/^0x[\da-f]*$/i.test(found)) return bytesAsText(found.slice(2))
  switch (found.toUpperCase()) {
    case 'NULL':
    case 'DEFAULT':
      return null
    case 'TRUE':
      return '1'
    case 'FALSE':
      return '0'
    default:
      return undefined
  }
}

/** `x'…'` are bytes, `b'…'` is a bit, `N'…'` and `_utf8mb4'…'` are texts, and `E'…'` is PostgreSQL's text with escapes. */
function readPrefixed(prefix: string, text: string, at: number, escapes: boolean): Value {
  const kind = prefix.toUpperCase()
  const read = readText(text, at, escapes || kind === 'E')
  if (read.kind !== 'value' || kind === 'E' || kind === 'N' || prefix.startsWith('_')) return read
  const digits = String(read.value)
  if (kind === 'X' && /^[\da-f]*$/i.test(digits)) return { ...read, value: bytesAsText(digits) }
  if (kind === 'B' && /^[01]{1,32}$/.test(digits)) return { ...read, value: String(Number.parseInt(digits, 2)) }
  return { kind: 'malformed' }
}

const bytesAsText = (digits: string): string => Buffer.from(digits, 'hex').toString('utf8').replaceAll('\uFFFD', brokenBytes)

function readText(text: string, from: number, escapes: boolean): Value {
  const end = textEnd(text, from, escapes)
  // A quote at the very end may be the first of two.
  if (end < 0 || end === text.length) return { kind: 'open' }
  const inside = text.slice(from + 1, end - 1)
  const single = inside.includes("''") ? unquoted(inside, escapes) : inside
  return { kind: 'value', value: escapes && single.includes('\\') ? unescaped(single) : single, end }
}

/** Behind the closing quote; -1: not in this text. */
export function textEnd(text: string, from: number, escapes: boolean): number {
  const quote = text.charCodeAt(from)
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 92 && escapes) at++
    else if (code === quote) {
      if (text.charCodeAt(at + 1) !== quote) return at + 1
      at++
    }
  }
  return -1
}

/** Two quotes are one; but not where the first of them is escaped, as in `\''`. */
const unquoted = (inside: string, escapes: boolean): string =>
  escapes ? inside.replace(/\\[\s\S]|''/g, (found) => (found === "''" ? "'" : found)) : inside.replaceAll("''", "'")

const meant: Readonly<Record<string, string>> = { '0': '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a' }

const unescaped = (text: string): string => text.replace(/\\([\s\S])/g, (_, escaped: string) => meant[escaped] ?? escaped)

export function skipBlanks(text: string, from: number): number {
  let at = from
  for (let code = text.charCodeAt(at); code === 32 || (code >= 9 && code <= 13); code = text.charCodeAt(++at));
  return at
}
