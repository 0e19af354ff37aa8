import type { notText } from '../../../core/customers/sent.ts'
import { decodeText, UndecodableText } from './text-decoding.ts'

/** The fields of a form by name, of repeated names the last; `notText` is a file where text belongs. */
export type FormFields = ReadonlyMap<string, string | typeof notText>

/** The form is refused; `message` is the whole sentence. */
export class FormRefused extends Error {
  override readonly name = 'FormRefused'
}

// 1000: Django's DATA_UPLOAD_MAX_NUMBER_FIELDS
export const maximumFormFields = 1000

const formPrefix = 'Form parse error - '
const percent = 0x25

/**
 * Reads an `application/x-www-form-urlencoded` body: `+` is a blank, `%XX` a byte of the charset, in which all of it is read.
 * Strict where Django replaces: bytes that are no text are refused.
 *
 * @throws FormRefused for bytes outside the charset, and for more than 1,000 fields
 * @source docs/contracts/django.md#3-request-pipeline
 */
export function readUrlencodedForm(bytes: Uint8Array, charset: string | undefined): FormFields {
  const pairs = Buffer.from(bytes)
    .toString('latin1')
    .split('&', maximumFormFields + 1)
  if (pairs.length > maximumFormFields) throw new FormRefused(`${formPrefix}More than ${maximumFormFields} fields`)
  const fields = new Map<string, string>()
  for (const pair of pairs) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = equals === -1 ? pair : pair.slice(0, equals)
    const value = equals === -1 ? '' : pair.slice(equals + 1)
    fields.set(unescapeForm(name, charset), unescapeForm(value, charset))
  }
  return fields
}

/** @param byteText  one character for each byte of the body */
function unescapeForm(byteText: string, charset: string | undefined): string {
  try {
    return decodeText(resolveEscapes(byteText.replaceAll('+', ' ')), charset, 'refuse')
  } catch (error) {
    if (error instanceof UndecodableText) throw new FormRefused(formPrefix + error.message)
    throw error
  }
}

/** `%` without two hexadecimal digits after it stands for itself. */
function resolveEscapes(byteText: string): Uint8Array {
  const bytes = Buffer.from(byteText, 'latin1')
  let length = 0
  for (let at = 0; at < bytes.length; at++) {
    const escaped = bytes[at] === percent ? hexValue(bytes[at + 1]) * 16 + hexValue(bytes[at + 2]) : Number.NaN
    bytes[length++] = Number.isNaN(escaped) ? (bytes[at] ?? 0) : escaped
    if (!Number.isNaN(escaped)) at += 2
  }
  return bytes.subarray(0, length)
}

function hexValue(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lowerCase = byte | 0x20
  return lowerCase >= 0x61 && lowerCase <= 0x66 ? lowerCase - 0x57 : Number.NaN
}
