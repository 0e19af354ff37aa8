import { Trouble } from '../../../violations/trouble.ts'
import type { WireRequest } from '../../dialect.ts'
import { nestsDeeperThan } from '../../json-nesting.ts'

const deepest = 32

/** The members of a JSON object, as they came. */
export type Members = Readonly<Record<string, unknown>>

type Sent = Pick<WireRequest, 'headers' | 'body'>

/** JSON without a charset, or with the one it is always in; other parameters mean nothing. */
function isJson(contentType: string): boolean {
  const [mediaType, ...parameters] = contentType.toLowerCase().split(';')
  const charsets = parameters.map((parameter) => parameter.trim()).filter((parameter) => parameter.startsWith('charset='))
  return mediaType?.trim() === 'application/json' && charsets.every((charset) => /^charset=("?)utf-?8\1$/.test(charset))
}

/**
 * Lets no other media type pass than JSON. Where nothing is sent, it needs no type.
 *
 * @throws Trouble `unsupported_media_type`
 * @source docs/contracts/singula.md, section 2
 */
export function requireJson({ headers, body }: Sent): void {
  const sent = headers['content-type']
  if (body.length === 0 && sent === undefined) return
  if (sent === undefined || !isJson(sent)) throw new Trouble({ code: 'unsupported_media_type', mediaType: sent ?? '' })
}

/**
 * The object in a body of JSON. An empty body has no members, whatever it is labelled: live clients send such.
 *
 * @throws Trouble `unreadable_body` for what is no JSON object in UTF-8, or nests too deep
 * @source docs/contracts/singula.md, section 2
 */
export function readMembers({ body }: Pick<Sent, 'body'>): Members {
  if (body.length === 0) return {}
  if (nestsDeeperThan(deepest, body)) throw unreadable(`The body nests deeper than ${deepest} levels`)
  const value = parse(body)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable('The body is not a JSON object')
  return { ...value }
}

const unreadable = (detail: string, cause?: unknown): Trouble => new Trouble({ code: 'unreadable_body', detail }, { cause })

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch (error) {
    throw unreadable('The body is not JSON in UTF-8', error)
  }
}
