import { Trouble } from '../../../violations/trouble.ts'
import type { WireRequest } from '../../dialect.ts'
import { nestsDeeperThan } from '../../json-nesting.ts'
import { Refusal } from '../graphql/refusal.ts'

type Fields = Readonly<Record<string, unknown>>

// Nothing that is read stands deeper than in the object itself.
const mostLevels = 32
const unprocessable = 422
const misformatted = () => new Refusal('The input data is misformatted.', undefined, unprocessable)

/**
 * The object in a JSON body; no body is an object without members, and so is an empty list.
 *
 * @throws Trouble `unsupported_media_type`, `unreadable_body`; Refusal for JSON that is no object
 * @source docs/contracts/bagisto.md#9-rest-twin
 */
export function readBody({ headers, body }: Pick<WireRequest, 'headers' | 'body'>): Fields {
  if (body.length === 0) return {}
  const mediaType = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!/^[\w.+-]+\/([\w.+-]+\+)?json$/.test(mediaType)) throw new Trouble({ code: 'unsupported_media_type', mediaType })
  const value = readJson(body)
  if (Array.isArray(value) && value.length === 0) return {} // as PHP writes an object without members
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw misformatted()
  return value as Fields
}

function readJson(bytes: Uint8Array): unknown {
  const unreadable = new Trouble({ code: 'unreadable_body', detail: 'Syntax error' })
  if (nestsDeeperThan(mostLevels, bytes)) throw unreadable
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw unreadable // every reason has the same words
  }
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)

/** A member under its own name or the one with underscores. */
function memberOf(fields: Fields, name: string): unknown {
  const [own, underscored] = [name, snakeCase(name)]
  return Object.hasOwn(fields, own) ? fields[own] : Object.hasOwn(fields, underscored) ? fields[underscored] : undefined
}

/**
 * The members of these names, which are texts or flags, or not there; nothing else is read.
 *
 * @throws Refusal for a member of another type
 */
export function readInput<Text extends string, Flag extends string = never>(
  fields: Fields,
  texts: readonly Text[],
  flags: readonly Flag[] = [],
): { readonly [name in Text]?: string | null } & { readonly [name in Flag]?: boolean | null } {
  const read = (name: string, type: 'string' | 'boolean'): readonly [string, unknown] => {
    const value = memberOf(fields, name)
    const given: string = typeof value
    if (value !== undefined && value !== null && given !== type) throw misformatted()
    return [name, value]
  }
  const entries = [...texts.map((name) => read(name, 'string')), ...flags.map((name) => read(name, 'boolean'))]
  return Object.fromEntries(entries) as ReturnType<typeof readInput<Text, Flag>>
}
