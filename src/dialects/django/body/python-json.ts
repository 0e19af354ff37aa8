import { type JsonCursor, JsonRefused, refusedAt, skipBlanks } from './json-cursor.ts'
import { type PythonNumber, readNumber } from './python-number.ts'
import { readString } from './python-string.ts'

export { JsonRefused } from './json-cursor.ts'
export type { PythonNumber } from './python-number.ts'

/** A JSON document as read. Objects are maps, so that no key is special; of a repeated key the last value stays. */
export type PythonValue = null | boolean | string | PythonNumber | readonly PythonValue[] | ReadonlyMap<string, PythonValue>

interface OpenContainer {
  readonly items: PythonValue[] | Map<string, PythonValue>
  /** In an object, the key the next value belongs to. */
  key: string
}

// Both far above any request of the contract; they bound the work one body can ask for.
const maximumDepth = 128
const maximumValues = 10_000

const words: readonly (readonly [word: string, value: null | boolean])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
]
const outOfRangeWords = ['NaN', 'Infinity', '-Infinity']

/**
 * Reads one JSON document as Python's `json.loads` does when told to refuse `NaN` and the infinities:
 * the same documents pass, and the others fail at the same place with the same sentence.
 * Linear in the length of the text; the depth of the document does not reach the call stack.
 *
 * @throws JsonRefused, and nothing else, whatever the text; also over 128 levels or 10,000 values, which are our limits
 * @source docs/contracts/django.md#6-json-errors
 */
export function readPythonJson(text: string): PythonValue {
  if (text.startsWith('\uFEFF')) throw refusedAt('Unexpected UTF-8 BOM (decode using utf-8-sig)', text, 0)
  const cursor = { text, at: 0 }
  skipBlanks(cursor)
  const value = readTree(cursor)
  skipBlanks(cursor)
  if (cursor.at < text.length) throw refusedAt('Extra data', text, cursor.at)
  return value
}

function readTree(cursor: JsonCursor): PythonValue {
  const open: OpenContainer[] = []
  for (let values = 1; ; values++) {
    if (values > maximumValues) throw new JsonRefused(`The document has more than ${maximumValues} values`)
    let complete = startValue(cursor, open)
    while (complete !== undefined) {
      const parent = open.at(-1)
      if (parent === undefined) return complete
      put(parent, complete)
      complete = moveToNextItem(cursor, parent) ? undefined : open.pop()?.items
    }
  }
}

/** A whole value, or `undefined` when a container was opened and its first item comes next. */
function startValue(cursor: JsonCursor, open: OpenContainer[]): PythonValue | undefined {
  const first = cursor.text[cursor.at]
  if (first === '"') return readString(cursor)
  if (first === '[') return startContainer(cursor, open, [])
  if (first === '{') return startContainer(cursor, open, new Map())
  return readScalar(cursor)
}

function startContainer(cursor: JsonCursor, open: OpenContainer[], items: OpenContainer['items']): PythonValue | undefined {
  if (open.length === maximumDepth) throw new JsonRefused(`The document is nested more than ${maximumDepth} levels deep`)
  const container = { items, key: '' }
  cursor.at++
  skipBlanks(cursor)
  if (closes(cursor, container)) return items
  open.push(container)
  if (!Array.isArray(items)) container.key = readKey(cursor)
  return undefined
}

/** Whether another item follows; otherwise the container's end has been read. */
function moveToNextItem(cursor: JsonCursor, container: OpenContainer): boolean {
  skipBlanks(cursor)
  if (closes(cursor, container)) return false
  if (cursor.text[cursor.at] !== ',') throw refusedAt("Expecting ',' delimiter", cursor.text, cursor.at)
  cursor.at++
  skipBlanks(cursor)
  if (!Array.isArray(container.items)) container.key = readKey(cursor)
  return true
}

function closes(cursor: JsonCursor, { items }: OpenContainer): boolean {
  if (cursor.text[cursor.at] !== (Array.isArray(items) ? ']' : '}')) return false
  cursor.at++
  return true
}

/** The key and its colon; leaves the cursor at the value. */
function readKey(cursor: JsonCursor): string {
  const { text } = cursor
  if (text[cursor.at] !== '"') throw refusedAt('Expecting property name enclosed in double quotes', text, cursor.at)
  const key = readString(cursor)
  skipBlanks(cursor)
  if (text[cursor.at] !== ':') throw refusedAt("Expecting ':' delimiter", text, cursor.at)
  cursor.at++
  skipBlanks(cursor)
  return key
}

function put({ items, key }: OpenContainer, value: PythonValue): void {
  if (Array.isArray(items)) items.push(value)
  else items.set(key, value)
}

function readScalar(cursor: JsonCursor): PythonValue {
  const { text, at } = cursor
  const outOfRange = outOfRangeWords.find((word) => text.startsWith(word, at))
  if (outOfRange !== undefined) throw new JsonRefused(`Out of range float values are not JSON compliant: '${outOfRange}'`)
  const known = words.find(([word]) => text.startsWith(word, at))
  if (known !== undefined) {
    cursor.at += known[0].length
    return known[1]
  }
  const number = readNumber(cursor)
  if (number === undefined) throw refusedAt('Expecting value', text, at)
  return number
}
