import { Trouble } from '../../../violations/trouble.ts'
import type { WireRequest } from '../../dialect.ts'
import { nestsDeeperThan } from '../../json-nesting.ts'

const deepest = 32

/** The members of a JSON object, as they came. */
export type Members = Readonly<Record<string, unknown>>

/**
 * The object in the body. An empty body has no members, whatever it is labelled: live clients send such.
 *
 * @throws Trouble `unsupported_media_type`; `unreadable_body` for what is no JSON object in UTF-8, or nests too deep
 * @source docs/contracts/singula.md, section 2
 */
export function readMembers({ headers, body }: Pick<WireRequest, 'headers' | 'body'>): Members {
  const mediaType = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (body.length === 0 && mediaType === undefined) return {}
  if (mediaType !== 'application/json') {
    throw new Trouble({ code: 'unsupported_media_type', mediaType: headers['content-type'] ?? '' })
  }
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
