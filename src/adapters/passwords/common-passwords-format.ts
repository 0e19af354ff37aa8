import { createHash } from 'node:crypto'

/**
 * The filter file, numbers big-endian:
 *
 *     6 bytes   "PTNCPW"
 *     2         format version, 1
 *     4         number of entries
 *     8         first bytes of the SHA-256 of everything after this header
 *     5 each    entries, ascending, none twice: the first bytes of the SHA-256 of a password, as `comparable` writes it
 *
 * 5 bytes are 40 bits: of passwords that are not on a list of 20,000, one in 50 million is refused with it.
 */
const magic = Buffer.from('PTNCPW', 'latin1')
const formatVersion = 1
const headerBytes = 20
const checksumBytes = 8
const entryBytes = 5

/** Builds a filter file from words in any case and order; empty ones are left out. */
export function encodeFilter(words: Iterable<string>): { bytes: Buffer; entryCount: number } {
  const entries = [...new Set([...words].map(comparable))].filter((word) => word !== '').map(entryOf)
  entries.sort(Buffer.compare)
  const distinct = entries.filter((entry, index) => index === 0 || !entry.equals(entries[index - 1] ?? entry.subarray(0, 0)))
  const body = Buffer.concat(distinct)
  const header = Buffer.alloc(headerBytes)
  magic.copy(header)
  header.writeUInt16BE(formatVersion, 6)
  header.writeUInt32BE(distinct.length, 8)
  checksumOf(body).copy(header, 12)
  return { bytes: Buffer.concat([header, body]), entryCount: distinct.length }
}

/**
 * Reads a filter file into a question; the answer compares without case and outer white space.
 *
 * @throws Error saying what was expected and what was found
 */
export function decodeFilter(bytes: Buffer): (password: string) => boolean {
  const expect = (sound: boolean, message: string): void => {
    if (!sound) throw new Error(message)
  }
  expect(bytes.length >= headerBytes, `expected a header of ${headerBytes} bytes, found ${bytes.length} bytes`)
  expect(bytes.subarray(0, 6).equals(magic), 'expected it to begin with "PTNCPW"')
  const version = bytes.readUInt16BE(6)
  expect(version === formatVersion, `expected format version ${formatVersion}, found ${version}`)
  const count = bytes.readUInt32BE(8)
  const body = bytes.subarray(headerBytes)
  expect(
    body.length === count * entryBytes,
    `expected ${count} entries in ${count * entryBytes} bytes, found ${body.length} bytes`,
  )
  expect(checksumOf(body).equals(bytes.subarray(12, headerBytes)), 'expected entries that match the checksum of the header')
  return (password) => holds(body, entryOf(comparable(password)))
}

/** Binary search among the sorted entries. */
function holds(body: Buffer, entry: Buffer): boolean {
  let low = 0
  let high = body.length / entryBytes
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const order = entry.compare(body, middle * entryBytes, (middle + 1) * entryBytes)
    if (order === 0) return true
    if (order < 0) high = middle
    else low = middle + 1
  }
  return false
}

/** Python's white space, which differs from JavaScript's `trim` in U+001C to U+001F, U+0085 and U+FEFF. */
const whiteSpace = /[\t-\r\u001c- \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/

/** A password as lists hold it: lower case, without outer white space. One pass, however long the blanks inside are. */
function comparable(password: string): string {
  const lower = password.toLowerCase()
  let start = 0
  let end = lower.length
  while (start < end && whiteSpace.test(lower.charAt(start))) start++
  while (end > start && whiteSpace.test(lower.charAt(end - 1))) end--
  return lower.slice(start, end)
}

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest()
const entryOf = (word: string): Buffer => sha256(word).subarray(0, entryBytes)
const checksumOf = (body: Buffer): Buffer => sha256(body).subarray(0, checksumBytes)
