import { findUtf8Fault } from './utf8-fault.ts'

/** The bytes are no text in the charset they claim; `message` is Python's sentence where the contract shows one. */
export class UndecodableText extends Error {
  override readonly name = 'UndecodableText'
}

/** What to do with a sequence that the end of the bytes cuts off. */
export type CutOffEnd = 'drop' | 'refuse'

type Decode = (bytes: Uint8Array, cutOffEnd: CutOffEnd) => string

// Python's names for what TextDecoder does differently; to TextDecoder, latin-1 and ascii are windows-1252.
const decoders: ReadonlyMap<string, Decode> = new Map([
  ...['utf-8', 'utf8', 'u8', 'utf', 'cp65001'].map((label) => [label, decodeUtf8] as const),
  ...['latin-1', 'latin1', 'latin', 'l1', 'iso-8859-1', 'iso8859-1', '8859', 'cp819', 'ibm819', 'iso-ir-100'].map(
    (label) => [label, decodeLatin1] as const,
  ),
  ...['ascii', 'us-ascii', '646', 'ansi-x3.4-1968', 'cp367', 'ibm367', 'iso646-us', 'iso-ir-6'].map(
    (label) => [label, decodeAscii] as const,
  ),
  ...['utf-16', 'utf16', 'u16'].map((label) => [label, decodeUtf16] as const),
])

/**
 * Decodes bytes by the `charset` of their content type; without one, or with one nobody knows, as UTF-8.
 * Strict: never U+FFFD in place of bad input. A byte order mark stays in the text, but for `utf-16`, which needs it.
 *
 * @param cutOffEnd  JSON drops a sequence cut off by the end of the body; forms refuse it
 * @throws UndecodableText, and nothing else, for bytes that are not in the charset
 * @source docs/contracts/django.md#6-json-errors
 */
export function decodeText(bytes: Uint8Array, charset: string | undefined, cutOffEnd: CutOffEnd): string {
  const label = (charset ?? 'utf-8').trim().toLowerCase().replaceAll(/[ _]/g, '-')
  const decode = decoders.get(label) ?? webDecoder(label) ?? decodeUtf8
  return decode(bytes, cutOffEnd)
}

function decodeUtf8(bytes: Uint8Array, cutOffEnd: CutOffEnd): string {
  const text = decodeStrictly('utf-8', bytes, cutOffEnd)
  if (text !== undefined) return text
  const fault = findUtf8Fault(bytes) ?? { start: 0, end: 1, reason: 'invalid start byte' }
  const { start, end, reason } = fault
  const where = end - start === 1 ? `byte ${hexByte(bytes[start])} in position ${start}` : `bytes in position ${start}-${end - 1}`
  throw new UndecodableText(`'utf-8' codec can't decode ${where}: ${reason}`)
}

function decodeLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

function decodeAscii(bytes: Uint8Array): string {
  const at = bytes.findIndex((byte) => byte > 0x7f)
  if (at === -1) return decodeLatin1(bytes)
  throw new UndecodableText(`'ascii' codec can't decode byte ${hexByte(bytes[at])} in position ${at}: ordinal not in range(128)`)
}

function decodeUtf16(bytes: Uint8Array, cutOffEnd: CutOffEnd): string {
  if (bytes.length < 2 && cutOffEnd === 'drop') return ''
  const label = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-16be'
  if (label === 'utf-16be' && (bytes[0] !== 0xfe || bytes[1] !== 0xff)) {
    throw new UndecodableText('UTF-16 stream does not start with BOM')
  }
  return decodeBy(label)(bytes.subarray(2), cutOffEnd)
}

/** The charsets of the web's Encoding Standard. */
function webDecoder(label: string): Decode | undefined {
  const name = label.replace(/^utf-16-([lb]e)$/, 'utf-16$1')
  try {
    new TextDecoder(name)
    return decodeBy(name)
  } catch {
    return undefined
  }
}

function decodeBy(label: string): Decode {
  return (bytes, cutOffEnd) => {
    const text = decodeStrictly(label, bytes, cutOffEnd)
    if (text === undefined) throw new UndecodableText(`'${label}' codec can't decode the body`)
    return text
  }
}

function decodeStrictly(label: string, bytes: Uint8Array, cutOffEnd: CutOffEnd): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes, { stream: cutOffEnd === 'drop' })
  } catch {
    return undefined
  }
}

function hexByte(byte = 0): string {
  return `0x${byte.toString(16).padStart(2, '0')}`
}
