import type { Place } from '../../core/migration/incoming.ts'
import { Columns } from '../columns.ts'
import type { Values } from '../reading/reading.ts'
import type { ReadingOptions, RecordReader, SourceSystem, SourceTable } from '../source-system.ts'
import { type Grouping, readCustomer } from './customer.ts'
import { readAddress, readSubscriber, readToken } from './pieces.ts'
import { addresses, customers, groups, subscribers, tableOf, tables, tokens } from './tables.ts'

/** Tables of a Bagisto shop, as CSV or SQL. */
export const bagisto: SourceSystem = { name: 'bagisto', tables, tableOf, startReading: (_, options) => startReading(options) }

/** Everybody is in one of these who is in none. */
const groupsOfEverybody: readonly string[] = ['guest', 'general']

function startReading({ customerTypes = [] }: ReadingOptions): RecordReader {
  const codes = new Map<string, string>([
    ['1', 'guest'],
    ['2', 'general'],
    ['3', 'wholesale'],
  ])
  const types = new Map(customerTypes.map((type) => [type.toLowerCase(), type]))

  /** A group that the tenant has a type for becomes that; what else there is is kept under its name. */
  const groupingOf = (id: unknown): Grouping => {
    const code = typeof id === 'string' || typeof id === 'number' ? codes.get(String(id)) : undefined
    if (code === undefined || groupsOfEverybody.includes(code)) return {}
    const customerType = types.get(code.toLowerCase())
    return customerType ? { customerType } : { customAttributes: [{ name: 'customer_group', value: code }] }
  }

  const readers = new Map<SourceTable, RecordReader>([
    [customers, (values, _, place) => readCustomer(values, groupingOf(values['customer_group_id']), place)],
    [addresses, (values, _, place) => readAddress(values, place)],
    [subscribers, (values, _, place) => readSubscriber(values, place)],
    [tokens, (values, _, place) => readToken(values, place)],
    [groups, (values, _, place) => keepGroup(values, place, codes)],
  ])
  return (values, table, place) => readers.get(table)?.(values, table, place) ?? []
}

function keepGroup(values: Values, place: Place, codes: Map<string, string>): Columns['rejected'] {
  const columns = new Columns(values, place)
  const [id, code] = [columns.text('id'), columns.text('code')]
  if (id !== undefined && code !== undefined) codes.set(id, code)
  return columns.rejected
}
