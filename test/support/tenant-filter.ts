const column = /(?:"?\w+"?\.)?(?:"tenant_id"|\btenant_id\b)/.source
const filter = new RegExp(`${column}\\s*=\\s*(?:(\\$\\d+)(?:::uuid)?|${column})`, 'g')

/**
 * The statement with every comparison of a tenant replaced by what is always true, joins included. Its parameters stay the same.
 *
 * @returns `undefined` when it compares no tenant
 */
export function withoutTenantFilter(sql: string): string | undefined {
  const open = sql.replace(filter, (_, parameter?: string) => (parameter ? `(${parameter}::uuid is not null)` : 'true'))
  return open === sql ? undefined : open
}

/** Of the tables, those that the statement names. */
export const tablesIn = (sql: string, tables: readonly string[]): readonly string[] =>
  tables.filter((table) => new RegExp(`\\b${table}\\b`).test(sql))

/**
 * Whether it adds rows, so that the tenant stands among its values: nothing filters those but the policy. What waits to be one of
 * them may be looked up first, in a table that has no tenants.
 */
export const addsRows = (sql: string): boolean =>
  /^\s*(?:with (?:waiting as materialized \([^;]*? from unnest\([^;]*? join import_row [^;]*?\), )?\w+ as \(\s*)?insert\b/i.test(
    sql,
  )

/** Whether it only reads. */
export const onlyReads = (sql: string): boolean => /^\s*select\b/i.test(sql)
