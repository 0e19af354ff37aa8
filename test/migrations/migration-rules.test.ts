import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { faultsOf, type MigrationText, releaseFaults } from '../support/migration-linter.ts'
import released from './released.json' with { type: 'json' }

const folder = join(import.meta.dirname, '../../src/storage/migrations')
const files: readonly MigrationText[] = readdirSync(folder)
  .toSorted()
  .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }))

test('the migrations use only what every PostgreSQL has, distributed ones included, and keep tenants apart', () => {
  assert.ok(files.length > 0)
  assert.deepEqual(faultsOf(files), [])
})

test('released migrations are as they were released', () => {
  assert.deepEqual(releaseFaults(files, released.checksums), [])
})

const secure = (table: string): string => `
  alter table ${table} enable row level security;
  alter table ${table} force row level security;
  create policy of_tenant on ${table} using (tenant_id = nullif(current_setting('patron.tenant_id', true), '')::uuid);
  grant select, insert, update, delete on ${table} to patron_app;`
const table = (columns: string, key = 'primary key (customer_id, id)'): string =>
  `create table wish (customer_id uuid not null, id uuid not null, tenant_id uuid not null, ${columns} ${key});`
const wish = table('words text not null, -- the customer; in their own words\n')
const one = (text: string): readonly MigrationText[] => [{ file: '0001-wishes.sql', text }]

test('a migration without fault has none', () => {
  assert.deepEqual(faultsOf(one(wish + secure('wish'))), [])
  assert.deepEqual(faultsOf(one('create index wish_words on wish (words); /* never unique; */ create index b on wish (id)')), [])
  assert.deepEqual(faultsOf(one(`${wish}${secure('wish')} insert into kind (name) values ('unique; a trigger''s serial')`)), [])
})

const bad: readonly [sql: string, fault: RegExp][] = [
  ['create table a (id bigserial primary key)', /serial column/],
  ['create table a (id serial primary key)', /serial column/],
  ['create table a (id int generated always as identity primary key)', /identity or generated column/],
  ['create table a (id uuid primary key, low text GENERATED ALWAYS AS (lower(x)) STORED)', /identity or generated column/],
  ['create table a (id uuid primary key, email citext)', /citext/],
  ['create trigger t before insert on a execute procedure f()', /trigger/],
  ["create or replace function f() returns int language sql as 'select 1'", /a function/],
  ["do 'begin end'", /DO block/],
  ['DO $$ begin end $$', /DO block/],
  ['create domain email as text', /domain/],
  ['create table a (id uuid primary key, span tstzrange)', /range type/],
  ['create type span as range (subtype = float8)', /range type/],
  ['create table a (id uuid primary key, exclude using gist (id with =))', /exclusion/],
  ['create table a (id uuid, primary key (id) deferrable)', /deferrable/],
  ['create temporary table a (id uuid primary key)', /temporary/],
  ['create temp table a (id uuid primary key)', /temporary/],
  ['truncate claim', /TRUNCATE/],
  ['savepoint before', /SAVEPOINT/],
  ['lock table claim in exclusive mode', /LOCK TABLE/],
  ['create table a (id uuid primary key, b uuid references claim)', /foreign key/],
  ['alter table a add constraint b foreign key (b) references c (id)', /foreign key/],
  ['create table a (id uuid primary key, email text unique)', /unique rule/],
  ['create unique index a_email on a (email)', /unique rule/],
  ['create table a (id uuid)', /^a has no primary key$/],
  [`${wish} ${secure('wish')} create index wish_words on wish (words)`, /file of its own/],
  [wish + secure('wish').replace('enable', 'disable'), /^wish has row-level security not enabled$/],
  [wish + secure('wish').replace('force', 'no force'), /^wish has row-level security not forced$/],
  [wish + secure('wish').replace('create policy', 'alter policy'), /^wish has no policy/],
  [wish + secure('wish').replace('tenant_id = nullif', 'id = nullif'), /^wish has no policy/],
  [wish + secure('wish').replace('patron.tenant_id', 'patron.other_id'), /^wish has no policy/],
  [wish + secure('wish').replace(/grant .*/, 'grant select on wishes to patron_app'), /^wish is not granted/],
  [wish + secure('wish').replace('patron_app', 'public'), /^wish is not granted/],
  [table('words text,', 'primary key (id)') + secure('wish'), /^wish belongs to a customer/],
  [table('words text,', 'primary key (tenant_id, customer_id)') + secure('wish'), /^wish belongs to a customer/],
]
for (const [sql, fault] of bad) {
  test(`a planted fault is found: ${fault.source.replace(/[\^$]/g, '')} (${sql.replace(/\s+/g, ' ').slice(0, 60)})`, () => {
    const found = faultsOf(one(sql))
    assert.ok(
      found.some((sentence) => fault.test(sentence)),
      `found only: ${found.join('; ')}`,
    )
  })
}

test('migrations are numbered from one without a gap, in words and small letters', () => {
  const named = (...names: string[]) => faultsOf(names.map((file) => ({ file, text: 'select 1' })))
  assert.deepEqual(named('0001-a.sql', '0002-b-c.sql'), [])
  assert.deepEqual(named('0001-a.sql', '0003-b.sql'), ['0003-b.sql should be named 0002-<what-it-does>.sql'])
  for (const name of ['0001.sql', '1-a.sql', '0001_a.sql', '0001-A.sql', '0001-a.txt']) assert.equal(named(name).length, 1, name)
})

test('a released migration that is changed, gone or not listed is found', () => {
  const emptyText = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
  const checksums = { '0001-a.sql': emptyText }
  assert.deepEqual(releaseFaults([{ file: '0001-a.sql', text: '' }], checksums), [])
  assert.match(releaseFaults([{ file: '0001-a.sql', text: ' ' }], checksums).join(), /^0001-a\.sql was changed after its release/)
  assert.deepEqual(releaseFaults([], checksums), ['0001-a.sql was released and is gone'])
  assert.deepEqual(releaseFaults([{ file: '0001-b.sql', text: '' }], {}), [
    `0001-b.sql is not listed. Once it is final, add: "0001-b.sql": "${emptyText}"`,
  ])
})
