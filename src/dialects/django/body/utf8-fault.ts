/** The first place where bytes stop being UTF-8. */
export interface Utf8Fault {
  /** First byte of the broken sequence, and the byte after its last. */
  readonly start: number
  readonly end: number
  readonly reason: 'invalid start byte' | 'invalid continuation byte' | 'unexpected end of data'
}

/**
 * Finds the first fault as Python's decoder counts it: a broken sequence is its longest prefix that could have gone on well.
 * Linear; `undefined` for valid UTF-8.
 */
export function findUtf8Fault(bytes: Uint8Array): Utf8Fault | undefined {
  let start = 0
  while (start < bytes.length) {
    const length = sequenceLength(bytes[start] ?? 0)
    if (length === 0) return { start, end: start + 1, reason: 'invalid start byte' }
    const end = endOfContinuation(bytes, start, length)
    if (end < start + length) {
      return { start, end, reason: end === bytes.length ? 'unexpected end of data' : 'invalid continuation byte' }
    }
    start = end
  }
  return undefined
}

/** 0 for bytes that start nothing: continuation bytes, C0 and C1 (overlong), F5 and up (beyond U+10FFFF). */
function sequenceLength(first: number): number {
  if (first < 0x80) return 1
  if (first >= 0xc2 && first <= 0xdf) return 2
  if (first >= 0xe0 && first <= 0xef) return 3
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0
}

function endOfContinuation(bytes: Uint8Array, start: number, length: number): number {
  let at = start + 1
  let [lowest, highest] = secondByteRange(bytes[start] ?? 0)
  while (at < start + length && at < bytes.length) {
    const byte = bytes[at] ?? 0
    if (byte < lowest || byte > highest) break
    ;[lowest, highest] = [0x80, 0xbf]
    at++
  }
  return at
}

/** Narrower after E0 and F0 (overlong forms), ED (surrogates) and F4 (beyond U+10FFFF). */
function secondByteRange(first: number): readonly [lowest: number, highest: number] {
  if (first === 0xe0) return [0xa0, 0xbf]
  if (first === 0xed) return [0x80, 0x9f]
  if (first === 0xf0) return [0x90, 0xbf]
  return first === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf]
}
