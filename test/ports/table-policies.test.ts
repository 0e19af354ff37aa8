import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../support/databases.ts'
import { asOwner, openStorage } from '../support/storage.ts'
import { tenantTables } from '../support/tenant-rows.ts'

/** Tables that are there before a tenant is chosen, and hold nothing of a customer. */
const withoutPolicy = ['api_key', 'event_feed', 'migration', 'migration_lock', 'signing_key', 'tenant', 'tenant_host']

/** Everything the relay may do, by table and, where it is not the whole row, by column. */
const relayMay = [
  'attempt.tenant_id SELECT',
  'attempt.window_ends SELECT',
  'delivery DELETE',
  'delivery INSERT',
  'delivery SELECT',
  'delivery UPDATE',
  'erasure.is_in_ledger SELECT',
  'erasure.tenant_id SELECT',
  'event SELECT',
  'event UPDATE',
  'event_feed SELECT',
  'event_feed UPDATE',
  'idempotency.expires_at SELECT',
  'idempotency.tenant_id SELECT',
  'recovery.expires_at SELECT',
  'recovery.tenant_id SELECT',
  'recovery_request.tenant_id SELECT',
  'session.expires_at SELECT',
  'session.tenant_id SELECT',
]

const seenByRelay: ReadonlySet<string> = new Set(
  relayMay.flatMap((right) => right.match(/^\w+/) ?? []).filter((table) => !withoutPolicy.includes(table)),
)

const common = { permissive: 'PERMISSIVE', cmd: 'ALL', with_check: null }
const ofTenant = {
  ...common,
  policyname: 'of_tenant',
  roles: 'public',
  qual: "(tenant_id = (NULLIF(current_setting('patron.tenant_id'::text, true), ''::text))::uuid)",
}
const ofRelay = { ...common, policyname: 'of_relay', roles: 'patron_relay', qual: 'true' }

for (const { engine: name, create } of testDatabases) {
  test(`every table that holds something of a tenant or a customer has the tenant's policy, the owner included (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const tables = await tenantTables(engine)
    const policies = await asOwner(
      engine,
      `select tablename, policyname, permissive, array_to_string(roles, ',') as roles, cmd, qual, with_check
       from pg_policies where schemaname = current_schema() order by tablename collate "C", policyname desc`,
    )
    const expected = tables.flatMap((tablename) => [
      { tablename, ...ofTenant },
      ...(seenByRelay.has(tablename) ? [{ tablename, ...ofRelay }] : []),
    ])
    assert.deepEqual(policies, expected)

    const unforced = await asOwner<{ name: string }>(
      engine,
      `select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace
         and not (relrowsecurity and relforcerowsecurity) order by relname`,
    )
    assert.deepEqual(
      unforced.map((one) => one.name),
      withoutPolicy,
    )
    const ofCustomers = await asOwner<{ name: string }>(
      engine,
      `select table_name as name from information_schema.columns
       where column_name = 'customer_id' and table_schema = current_schema()`,
    )
    assert.deepEqual(
      ofCustomers.filter((one) => !tables.includes(one.name)),
      [],
    )
  })

  test(`the relay has rights on what it works with and nothing else, and no role has them through everybody (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const rights = await asOwner<{ name: string }>(
      engine,
      `with granted as (
         select relname as name, acl.* from pg_class, aclexplode(relacl) as acl
           where relnamespace = current_schema()::regnamespace
         union all
         select relname || '.' || attname, acl.* from pg_class join pg_attribute on attrelid = pg_class.oid, aclexplode(attacl) as acl
           where relnamespace = current_schema()::regnamespace)
       select coalesce(rolname, 'everybody') || ': ' || name || ' ' || privilege_type as name
       from granted left join pg_roles on pg_roles.oid = grantee
       where grantee = 0 or rolname = 'patron_relay'`,
    )
    assert.deepEqual(rights.map((right) => right.name).toSorted(), relayMay.map((right) => `patron_relay: ${right}`).toSorted())
    const memberships = "select 1 from pg_auth_members where member in ('patron_relay'::regrole, 'patron_app'::regrole)"
    assert.deepEqual(await asOwner(engine, memberships), [])
  })
}
