import { notText, type Sent } from '../../../core/customers/sent.ts'
import { Trouble } from '../../../violations/trouble.ts'
import type { NotAnObject } from '../../../violations/violation.ts'
import type { WireRequest } from '../../dialect.ts'
import { type ContentType, readContentType } from './content-type.ts'
import { type FormFields, FormRefused, readUrlencodedForm } from './form-body.ts'
import { readMultipartForm } from './multipart-body.ts'
import { trimPythonBlanks } from './python-blanks.ts'
import { JsonRefused, type PythonNumber, type PythonValue, readPythonJson } from './python-json.ts'
import { decodeText, UndecodableText } from './text-decoding.ts'

/** The fields a caller sent, by wire name. Forms and JSON differ in what a blank date means. */
export interface SentFields {
  readonly kind: 'json' | 'form'
  readonly fields: ReadonlyMap<string, PythonValue> | FormFields
}

/** JSON that can be read and is no object. */
export interface OtherBody {
  readonly kind: 'not_an_object'
  readonly given: NotAnObject | 'null'
}

export type SentBody = SentFields | OtherBody

/**
 * Reads a body by its content type: JSON, form or multipart. An empty body of any type has no fields.
 *
 * @throws Trouble `unsupported_media_type` with the header as sent, or `unreadable_body` with the whole sentence for `detail`
 * @source docs/contracts/django.md#3-request-pipeline
 */
export async function readBody({ headers, body }: Pick<WireRequest, 'headers' | 'body'>): Promise<SentBody> {
  if (body.length === 0) return { kind: 'json', fields: new Map() }
  const contentType = readContentType(headers['content-type'])
  try {
    return await readByType(body, contentType)
  } catch (error) {
    throw troubleFrom(error)
  }
}

/**
 * A text field: strings without white space at the ends, numbers as Python writes them, anything else as `notText`.
 *
 * @source docs/contracts/django.md#4-post-apiv1customers
 */
export function sentText(fields: SentFields, name: string): Sent {
  const value = sentTextAsIs(fields, name)
  return typeof value === 'string' ? trimPythonBlanks(value) : value
}

/** As `sentText`, with the white space at its ends. */
export function sentTextAsIs({ fields }: SentFields, name: string): Sent {
  const value = fields.get(name)
  if (value === undefined || value === null || value === notText || typeof value === 'string') return value
  return isNumber(value) ? value.text : notText
}

/**
 * An object inside the body. In a form its parts are fields of their own, named `name.part`; without any it was not sent.
 *
 * @source docs/contracts/django.md#8-apiv1customersid
 */
export function sentObject(
  { kind, fields }: SentFields,
  name: string,
): SentFields | { notAnObject: NotAnObject } | null | undefined {
  if (kind === 'form') return formObject(fields as FormFields, `${name}.`)
  const value = (fields as ReadonlyMap<string, PythonValue>).get(name)
  if (value === undefined || value === null) return value
  return value instanceof Map ? { kind, fields: value } : { notAnObject: kindOf(value) }
}

function formObject(fields: FormFields, prefix: string): SentFields | undefined {
  const parts = [...fields]
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => [key.slice(prefix.length), value] as const)
  return parts.length === 0 ? undefined : { kind: 'form', fields: new Map(parts) }
}

/**
 * A date field: strings as sent, anything else as `notText`. In a form, which has no null, the empty string is null.
 *
 * @source docs/contracts/django.md#4-post-apiv1customers
 */
export function sentDate({ kind, fields }: SentFields, name: string): Sent {
  const value = fields.get(name)
  if (kind === 'form' && value === '') return null
  return value === undefined || value === null || typeof value === 'string' ? value : notText
}

async function readByType(bytes: Uint8Array, contentType: ContentType): Promise<SentBody> {
  const charset = contentType.parameters.get('charset')
  switch (contentType.mediaType) {
    case 'application/json':
      return objectFields(readPythonJson(decodeText(bytes, charset, 'drop')))
    case 'application/x-www-form-urlencoded':
      return { kind: 'form', fields: readUrlencodedForm(bytes, charset) }
    case 'multipart/form-data':
      return { kind: 'form', fields: await readMultipartForm(bytes, contentType) }
    default:
      throw new Trouble({ code: 'unsupported_media_type', mediaType: contentType.sent })
  }
}

function objectFields(value: PythonValue): SentBody {
  if (value instanceof Map) return { kind: 'json', fields: value }
  return { kind: 'not_an_object', given: value === null ? 'null' : kindOf(value) }
}

function kindOf(value: Exclude<PythonValue, null>): NotAnObject {
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'boolean'
  if (isNumber(value)) return value.kind === 'int' ? 'whole_number' : 'fraction'
  return 'list'
}

function isNumber(value: PythonValue): value is PythonNumber {
  return typeof value === 'object' && value !== null && 'kind' in value
}

function troubleFrom(error: unknown): unknown {
  if (error instanceof FormRefused) return unreadable(error.message, error)
  if (error instanceof JsonRefused || error instanceof UndecodableText)
    return unreadable(`JSON parse error - ${error.message}`, error)
  return error
}

function unreadable(detail: string, cause: Error): Trouble {
  return new Trouble({ code: 'unreadable_body', detail }, { cause })
}
