/** A change of tables that are full, as migrations make them (test/migrations holds the rules), by names nobody uses. */
export interface LikeMigration {
  readonly what: string
  /** Whether whoever writes waits for the whole of it. */
  readonly locks: boolean
  readonly sql: string
}

export const likeMigrations: readonly LikeMigration[] = [
  {
    what: 'columns for five tables, and a check',
    locks: true,
    sql: `
      alter table customer add column bench_note text, add column bench_mark boolean not null default false;
      alter table credential add column bench_note text;
      alter table claim add column bench_note text;
      alter table event add column bench_note text;
      alter table session add column bench_note text;
      alter table customer add constraint bench_check check (bench_note <> '') not valid;`,
  },
  {
    what: 'indexes of few rows of two tables',
    locks: true,
    sql: `
      create index bench_marked on customer (tenant_id, email_key) where bench_mark;
      create index bench_noted on credential (tenant_id) where bench_note is not null;`,
  },
  {
    what: 'an index of every row, concurrently',
    locks: false,
    sql: 'create index concurrently bench_whole on customer (tenant_id, created_at)',
  },
]
