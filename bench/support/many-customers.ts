import type { Insertable } from 'kysely'
import { v7 } from 'uuid'
import { slugStem } from '../../src/core/customers/slug.ts'
import type { Schema } from '../../src/storage/schema.ts'
import type { BenchDatabase, Query } from './bench-database.ts'
import { type CopiedRow, copyRows } from './copy-rows.ts'
import { nthCustomer } from './registration-request.ts'

/** What a registration writes, a row or more for each table. */
export type Written = { readonly [Table in (typeof writtenTables)[number]]: readonly CopiedRow[] }

const writtenTables = ['customer', 'credential', 'claim', 'event'] as const
type Own<Table extends keyof Schema> = Partial<Insertable<Schema[Table]>>

const perTransaction = 10_000
const bulkRun = 'bulk'

/** The address of the nth of them, counted from 1. */
export const bulkEmail = (n: number): string => String(nthCustomer(bulkRun, n)['email'])

/** All rows of the one customer there is, just as the server wrote them. @throws Error when there are more or none */
export async function readWritten(query: Query): Promise<Written> {
  const read = async (table: string) => {
    const rows = await query<{ row: CopiedRow }>(`select to_jsonb(written) as row from ${table} written`)
    return rows.map(({ row }) => row)
  }
  const customer = await read('customer')
  if (customer.length !== 1) throw new Error(`there is not one customer but ${customer.length}`)
  return { customer, credential: await read('credential'), claim: await read('claim'), event: await read('event') }
}

/** The same for the nth customer: what is everyone's own is theirs, and the rest as it was written for the one. */
function rowsOfNth(written: Written, n: number, number: number): Written {
  const { email, first_name: firstName, last_name: lastName } = nthCustomer(bulkRun, n) as Record<string, string>
  const id = v7()
  const [key = '', first = '', last = ''] = [email, firstName, lastName]
  const slug = slugStem(`${first} ${last}`)
  const values: Readonly<Record<string, string>> = { login: key, slug, number: String(number) }
  const own = <Table extends keyof Schema>(rows: readonly CopiedRow[], change: (row: CopiedRow) => Own<Table>) =>
    rows.map((row) => ({ ...row, ...change(row) }))
  return {
    customer: own<'customer'>(written.customer, () => ({
      ...{ id, number, slug, email: key, email_key: key, first_name: first, last_name: last },
    })),
    credential: own<'credential'>(written.credential, () => ({ customer_id: id })),
    claim: own<'claim'>(written.claim, ({ kind }) => ({ customer_id: id, value: values[String(kind)] ?? '' })),
    event: written.event.map((row) => ({
      ...row,
      ...({ customer_id: id, id: v7(), position: number } satisfies Own<'event'>),
      facts: { ...(row['facts'] as object), number },
      personal: { email: key, firstName: first, lastName: last },
    })),
  }
}

/** A database that is filled, and with what. */
export interface Filling {
  readonly database: BenchDatabase
  /** Of one customer, whom the database may hold already. */
  readonly written: Written
  readonly customers: number
  /** Who is there already. */
  readonly present: number
}

/**
 * Adds customers by COPY as if they had registered: numbers, claims and events follow on those of who is there. Columns that the
 * database does not have yet are left out.
 *
 * @returns how long it took, its figures for the planner and what is to be written to the disk not counted
 */
export async function fillWithCustomers({ database, written, customers, present }: Filling): Promise<{ milliseconds: number }> {
  const columns = await database.examine(readColumns)
  const began = performance.now()
  for (let from = 1; from <= customers; from += perTransaction) {
    const some = Array.from({ length: Math.min(perTransaction, customers - from + 1) }, (_, index) => from + index)
    const rows = some.map((n) => rowsOfNth(written, n, present + n))
    const of = (table: keyof Written) => rows.flatMap((one) => one[table]).map((row) => onlyColumns(row, columns.get(table)))
    const tables = Object.fromEntries(writtenTables.map((table) => [table, of(table)]))
    await copyRows(database.settings['DATABASE_URL'] ?? '', tables)
  }
  const milliseconds = performance.now() - began
  await database.examine(async (query) => {
    await query("select setval('customer_number', $1)", [present + customers])
    await query('update event_feed set last_position = $1', [present + customers])
    await query('vacuum analyze')
    await query('checkpoint')
  })
  return { milliseconds }
}

async function readColumns(query: Query): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rows = await query<{ table: string; column: string }>(
    'select table_name as "table", column_name as "column" from information_schema.columns where table_schema = current_schema()',
  )
  const byTable = Map.groupBy(rows, ({ table }) => table)
  return new Map([...byTable].map(([table, found]) => [table, new Set(found.map(({ column }) => column))]))
}

const onlyColumns = (row: CopiedRow, columns: ReadonlySet<string> | undefined): CopiedRow =>
  Object.fromEntries(Object.entries(row).filter(([column]) => columns?.has(column)))
