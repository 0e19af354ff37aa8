import { notText, type Sent } from '../../../core/customers/sent.ts'
import type { NotAnObject } from '../../../violations/violation.ts'
import type { Members } from './read-body.ts'

/** What was sent as this member and by nobody's prototype; `undefined` when it was not. */
export const memberIn = (members: Members, name: string): unknown => (Object.hasOwn(members, name) ? members[name] : undefined)

/** Text in NFC without blanks around it. What is empty then counts as `null`: as nothing. */
export function textIn(members: Members, name: string): Sent {
  const value = memberIn(members, name)
  if (value === undefined || value === null) return value
  if (typeof value !== 'string') return notText
  const text = value.normalize('NFC').trim()
  return text === '' ? null : text
}

/** As `textIn`, of texts in which a line ends nothing. */
export function lineIn(members: Members, name: string): Sent {
  const text = textIn(members, name)
  return typeof text === 'string' ? text.replaceAll(/\s*[\r\n]+\s*/g, ' ') : text
}

/** Whether the value is an object of JSON, which lists are not. */
export const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What stands where an object belongs. */
export function kindOf(value: unknown): NotAnObject {
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'number') return Number.isInteger(value) ? 'whole_number' : 'fraction'
  return 'text'
}
