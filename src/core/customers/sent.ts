import type { Field, Violation } from '../../violations/violation.ts'

/** Stands for a value that was sent and is neither text nor null. */
export const notText: unique symbol = Symbol('not text')

/** What a caller sent for one field: text, an explicit null, nothing (`undefined`), or something that is no text. */
export type Sent = string | null | undefined | typeof notText

/** The text sent, empty where none was. */
export const textOf = (sent: Sent): string => (typeof sent === 'string' ? sent : '')

/** How a field takes what is no text to ask about. */
export interface Presence {
  readonly required: boolean
  readonly blank: 'accepted' | 'refused'
}

/**
 * What is wrong with a value before it is a text to ask about.
 *
 * @returns `undefined` when it is such a text; an empty list when there is nothing to ask and nothing wrong
 */
export function absence(field: Field, sent: Sent, { required, blank }: Presence): readonly Violation[] | undefined {
  if (sent === undefined) return required ? [{ code: 'missing', field }] : []
  if (sent === null) return required ? [{ code: 'null_given', field }] : []
  if (sent === notText) return [{ code: 'not_text', field }]
  if (sent === '' && blank === 'refused') return [{ code: 'blank', field }]
  return undefined
}
