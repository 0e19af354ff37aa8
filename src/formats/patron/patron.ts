import type { SourceSystem, SourceTable } from '../source-system.ts'
import { decodeCustomer } from './decode.ts'
import { Line } from './schema.ts'

const customers: SourceTable = { name: 'customers', stage: 'customers', columns: Object.keys(Line.properties) }

/** Customers as another Patron exports them, one on each line of JSON. */
export const patron: SourceSystem = {
  name: 'patron',
  tables: [customers],
  tableOf: (_, columns) => (columns.has('format') && columns.has('profile') ? customers : undefined),
  startReading: () => (values, _, place) => [decodeCustomer(values, place)],
}
