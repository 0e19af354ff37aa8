import { Client } from 'pg'
import { CopyIn } from '../../src/storage/copy-in.ts'

/** A row as COPY takes it; dates as text, objects as JSON. */
export type CopiedRow = Readonly<Record<string, unknown>>

/** Adds the rows to their tables, in one transaction; the rows of a table have the same columns. */
export async function copyRows(url: string, tables: Readonly<Record<string, readonly CopiedRow[]>>): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('begin')
    for (const [table, rows] of Object.entries(tables)) {
      const columns = Object.keys(rows[0] ?? {})
      const lines = rows.map((row) => columns.map((column) => textOf(row[column])).join('\t'))
      await client.query(new CopyIn(`copy ${table} (${columns.join(', ')}) from stdin`, Buffer.from(`${lines.join('\n')}\n`)))
        .done
    }
    await client.query('commit')
  } finally {
    await client.end()
  }
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '\\N'
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character)
}
