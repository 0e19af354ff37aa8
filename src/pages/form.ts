import { notText, type Sent } from '../core/customers/sent.ts'
import type { WireRequest } from '../dialects/dialect.ts'
import { Trouble } from '../violations/trouble.ts'
import { requireForm, textOf } from './decode.ts'

/** The fields of a form as they were sent. */
export interface Form {
  /** What was typed; a field that comes twice holds no text. */
  sent(name: string): Sent
  /** What was typed with its blanks cut, empty where nothing was. */
  text(name: string): string
  /** Every value of a field that may come more than once. */
  all(name: string): readonly string[]
  /** Whether a box is ticked. */
  isTicked(name: string): boolean
}

/**
 * Reads a form, in which every escape stands for UTF-8.
 *
 * @throws Trouble `unsupported_media_type`, `unreadable_body`
 */
export function readForm(request: WireRequest): Form {
  requireForm(request)
  const text = textOf(request.body)
  try {
    decodeURIComponent(text) // URLSearchParams would put U+FFFD in the place of what is no UTF-8
  } catch {
    throw new Trouble({ code: 'unreadable_body', detail: 'The form is not UTF-8.' })
  }
  const fields = new URLSearchParams(text)
  const sent = (name: string): Sent => {
    const [value, ...more] = fields.getAll(name)
    return more.length > 0 ? notText : value
  }
  return {
    sent,
    text(name) {
      const value = sent(name)
      return typeof value === 'string' ? value.trim() : ''
    },
    all: (name) => fields.getAll(name),
    isTicked: (name) => fields.has(name),
  }
}
