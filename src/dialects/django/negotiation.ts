import { Trouble } from '../../violations/trouble.ts'
import type { WireRequest } from '../dialect.ts'

// HTML counts although every answer is JSON: upstream has a page for browsers, so their Accept header is satisfiable.
const renderedTypes = [
  ['application', 'json'],
  ['text', 'html'],
] as const
const formats = new Set(['json', 'api'])

/**
 * Refuses what REST framework's content negotiation refuses; what passes is answered in JSON.
 *
 * @throws Trouble `not_acceptable` for an Accept header without JSON or HTML, `not_found` for an unknown `?format=`
 * @source docs/contracts/django.md#3-request-pipeline
 */
export function negotiate({ headers, query }: Pick<WireRequest, 'headers' | 'query'>): void {
  const format = query.getAll('format').at(-1)
  if (format && !formats.has(format)) throw new Trouble({ code: 'not_found' })
  const accepted = (headers['accept'] ?? '*/*').split(',').map(mediaRange)
  if (!accepted.some(satisfiable)) throw new Trouble({ code: 'not_acceptable' })
}

function mediaRange(text: string): readonly [type: string, subtype: string] {
  const [range = ''] = text.split(';')
  const [type = '', subtype = ''] = range.trim().toLowerCase().split('/')
  return [type, subtype]
}

const satisfiable = ([type, subtype]: readonly [string, string]): boolean =>
  renderedTypes.some(([ours, oursSub]) => (type === '*' || type === ours) && (subtype === '*' || subtype === oursSub))
