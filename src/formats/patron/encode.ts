import type { PortableCustomer } from '../../core/migration/portable-customer.ts'
import { type Disclosed, formatMark, Line } from './schema.ts'
import { toWire } from './wire.ts'

/**
 * A customer as one line, with the line's end. The same customer is the same bytes, whoever writes them.
 *
 * @source docs/export-format.md
 */
export const encodeCustomer = (customer: PortableCustomer, disclosed?: Disclosed): string =>
  `${JSON.stringify(toWire(Line, { format: formatMark, ...customer, disclosed }))}\n`
