import type { PortableCustomer } from '../../core/migration/portable-customer.ts'
import { type Disclosed, formatMark, Line } from './schema.ts'
import { toWire } from './wire.ts'

/**
 * A customer as one line, with the line's end. The same customer is the same bytes, whoever writes them.
 *
 * @source docs/export-format.md
 */
export const encodeCustomer = (customer: PortableCustomer, disclosed?: Disclosed): string =>
  `${JSON.stringify(toWire(Line, { format: formatMark, ...customer, disclosed })).replace(furtherLineEnds, escaped)}\n`

// JSON may hold them as they are, and many readers of lines take them for the end of one.
const furtherLineEnds = /[\u0085\u2028\u2029]/g
const escaped = (end: string): string => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`
