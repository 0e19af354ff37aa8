import { notText, type Sent } from '../core/customers/sent.ts'
import type { NewPasswordDraft } from '../core/recovery/review-reset.ts'
import type { WireRequest } from '../dialects/dialect.ts'
import { Trouble } from '../violations/trouble.ts'
import { readForm } from './form.ts'

type Headers = WireRequest['headers']

const mediaTypeOf = (headers: Headers): string => (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''

/** Whether a program asks, which gets JSON as it sends JSON; everybody else gets a page. */
export const speaksJson = (headers: Headers): boolean => mediaTypeOf(headers) === 'application/json'

/**
 * Refuses what another site had a browser send. Our pages send no referrer, for which browsers make the origin of their forms
 * `null`; such a form is told from another site's by `Sec-Fetch-Site` where the browser sends it, and by its link always.
 *
 * @param publicOrigin  where customers reach the pages, if that is set; else the host they asked is believed
 * @throws Trouble `forbidden`
 */
export function requireOwnOrigin({ headers }: WireRequest, publicOrigin: string | undefined): void {
  const { origin = 'null', host } = headers
  const isOwn = origin === 'null' || origin === publicOrigin || (URL.canParse(origin) && new URL(origin).host === host)
  const site = headers['sec-fetch-site'] ?? 'same-origin'
  if (!isOwn || (site !== 'same-origin' && site !== 'none')) throw new Trouble({ code: 'forbidden' })
}

/**
 * The two passwords of a form, or of JSON; names beside them mean nothing.
 *
 * @throws Trouble `unsupported_media_type`, `unreadable_body`
 */
export function decodePasswords(request: WireRequest): NewPasswordDraft {
  const sent = speaksJson(request.headers) ? jsonFields(request) : readForm(request).sent
  return { password: sent('password'), passwordAgain: sent('confirmPassword') }
}

/** The members of a JSON object. @throws Trouble `unreadable_body` */
export function jsonFields({ body }: WireRequest): (name: string) => Sent {
  const fields = parseObject(textOf(body))
  return (name) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined
    return typeof value === 'string' || value === null || value === undefined ? value : notText
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  const value = parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable('The body is no JSON object.')
  return value as Readonly<Record<string, unknown>>
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable('The body is not JSON.') // without the cause, which quotes the body
  }
}

/** @throws Trouble `unsupported_media_type` for what is not sent as a form, also of a form without fields */
export function requireForm({ headers }: WireRequest): void {
  if (mediaTypeOf(headers) === 'application/x-www-form-urlencoded') return
  throw new Trouble({ code: 'unsupported_media_type', mediaType: headers['content-type'] ?? '' })
}

/** @throws Trouble `unreadable_body` for what is no UTF-8 */
export function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw unreadable('The body is not UTF-8.')
  }
}

const unreadable = (detail: string): Trouble => new Trouble({ code: 'unreadable_body', detail })
