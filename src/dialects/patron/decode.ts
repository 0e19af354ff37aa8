import type { TObject } from 'typebox'
import type { TLocalizedValidationError } from 'typebox/error'
import { Trouble } from '../../violations/trouble.ts'
import type { WireRequest } from '../dialect.ts'

/** One thing that is not as described; the pointer (RFC 6901) leads to it in the body, or names the parameter. */
export interface Fault {
  readonly pointer: string
  readonly code: string
  readonly detail: string
}

/** One step of a pointer (RFC 6901). */
export const pointerTo = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`

// Whoever gets a body wrong in more places is not helped by a longer list.
const mostFaults = 20

/** What a schema has against a value, each place and reason once. */
export function faultsOf(errors: readonly TLocalizedValidationError[]): readonly Fault[] {
  const faults = new Map<string, Fault>()
  for (const fault of errors.flatMap(faultsIn)) {
    const key = `${fault.pointer} ${fault.code}`
    if (!faults.has(key)) faults.set(key, fault)
  }
  return [...faults.values()].slice(0, mostFaults)
}

const codes: Readonly<Record<string, string>> = {
  type: 'wrong_type',
  minLength: 'too_short',
  maxLength: 'too_long',
  minimum: 'below_minimum',
  maximum: 'above_maximum',
  minProperties: 'too_few_properties',
  maxProperties: 'too_many_properties',
}

function faultsIn(error: TLocalizedValidationError): readonly Fault[] {
  const { instancePath: pointer, message: detail } = error
  switch (error.keyword) {
    case 'required':
      return error.params.requiredProperties.map((name) => ({
        pointer: `${pointer}${pointerTo(name)}`,
        code: 'missing',
        detail: 'must be there',
      }))
    case 'boolean': // one for each property that is not described
      return [{ pointer, code: 'unknown_property', detail: 'is no property or parameter of this call' }]
    case 'additionalProperties': // says of all what was said of each
      return []
    default:
      return [{ pointer, code: codes[error.keyword] ?? 'malformed', detail }]
  }
}

/** The parts of a path that stand where its template has braces. */
export function pathParameters(template: string, path: string): Readonly<Record<string, string>> {
  const sent = path.split('/')
  const named = template.split('/').map((part, index) => [part, sent[index] ?? ''] as const)
  return Object.fromEntries(named.filter(([part]) => part.startsWith('{')).map(([part, value]) => [part.slice(1, -1), value]))
}

/** Parameters by name: whole numbers as numbers where the schema has them, repeated ones as lists, which no schema takes. */
export function queryParameters(schema: TObject, query: URLSearchParams): Readonly<Record<string, unknown>> {
  const values = [...new Set(query.keys())].map((name) => {
    const sent = query.getAll(name)
    const [value = ''] = sent
    if (sent.length > 1) return [name, sent] as const
    const property: object = Object.hasOwn(schema.properties, name) ? (schema.properties[name] ?? {}) : {}
    const isNumber = 'type' in property && property.type === 'integer' && /^\d{1,15}$/.test(value)
    return [name, isNumber ? Number(value) : value] as const
  })
  return Object.fromEntries(values)
}

/**
 * The body as its media type has it, in UTF-8.
 *
 * @throws Trouble `unsupported_media_type` for one that is not among `mediaTypes`, `unreadable_body`
 */
export function readBody({ headers, body }: Pick<WireRequest, 'headers' | 'body'>, mediaTypes: readonly string[]): unknown {
  const sent = headers['content-type'] ?? ''
  const mediaType = sent.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!mediaTypes.includes(mediaType)) throw new Trouble({ code: 'unsupported_media_type', mediaType: sent })
  const text = textOf(body)
  if (mediaType === 'application/x-www-form-urlencoded') return formFields(new URLSearchParams(text))
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Trouble({ code: 'unreadable_body', detail: 'The body is not JSON.' }, { cause: error })
  }
}

/** Of a repeated name a list, which no schema takes. */
const formFields = (form: URLSearchParams): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    [...new Set(form.keys())].map((name) => [name, form.getAll(name).length > 1 ? form.getAll(name) : form.get(name)]),
  )

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new Trouble({ code: 'unreadable_body', detail: 'The body is not UTF-8.' }, { cause: error })
  }
}

/**
 * The one credential of an `Authorization: Bearer` header.
 *
 * @throws Trouble `unauthenticated`, `authorization_malformed`
 */
export function bearerKey(header: string | undefined): string {
  const [scheme = '', key, ...more] = (header ?? '').trim().split(/ +/)
  if (scheme.toLowerCase() !== 'bearer') throw new Trouble({ code: 'unauthenticated' })
  if (key === undefined || more.length > 0) throw new Trouble({ code: 'authorization_malformed' })
  return key
}
