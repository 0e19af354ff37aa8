import type { MigrationFile } from '../../src/storage/migrations.ts'

/** Changes of full tables as migrations make them (test/migrations holds the rules), by names that nobody uses. */
export const likeMigrations: readonly MigrationFile[] = [
  {
    name: '9001-columns-of-five-tables-and-a-check',
    runsOutsideTransaction: false,
    text: `
      alter table customer add column bench_note text, add column bench_mark boolean not null default false;
      alter table credential add column bench_note text;
      alter table claim add column bench_note text;
      alter table event add column bench_note text;
      alter table session add column bench_note text;
      alter table customer add constraint bench_check check (bench_note <> '') not valid;`,
  },
  {
    name: '9002-indexes-of-few-rows',
    runsOutsideTransaction: false,
    text: `
      create index bench_marked on customer (tenant_id, email_key) where bench_mark;
      create index bench_noted on credential (tenant_id) where bench_note is not null;`,
  },
  {
    name: '9003-an-index-of-every-row-concurrently',
    runsOutsideTransaction: true,
    text: 'create index concurrently bench_whole on customer (tenant_id, created_at)',
  },
]
