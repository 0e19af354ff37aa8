import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../support/databases.ts'
import { asOwner, openStorage } from '../support/storage.ts'
import { tenantTables } from '../support/tenant-rows.ts'

/**
 * Tables that are there before a tenant is chosen, and hold nothing of a customer; and what waits while an import is under way
 * (docs/decisions/0046-imports.md).
 */
const withoutPolicy = [
  'api_key',
  'event_feed',
  'import_row',
  'migration',
  'migration_lock',
  'signing_key',
  'tenant',
  'tenant_host',
]

/** Everything the relay may do, by table and, where it is not the whole row, by column. */
const relayMay = [
  'attempt.tenant_id SELECT',
  'attempt.window_ends SELECT',
  'credential.scheme SELECT',
  'delivery DELETE INSERT SELECT UPDATE',
  'email_change.expires_at SELECT',
  'email_change.tenant_id SELECT',
  'erasure.is_in_ledger SELECT',
  'erasure.tenant_id SELECT',
  'event SELECT UPDATE',
  'event_feed SELECT UPDATE',
  'idempotency.expires_at SELECT',
  'idempotency.tenant_id SELECT',
  'planned_deletion.due_at SELECT',
  'planned_deletion.tenant_id SELECT',
  'recovery.expires_at SELECT',
  'recovery.tenant_id SELECT',
  'recovery_request.tenant_id SELECT',
  'session.expires_at SELECT',
  'session.ended_at SELECT',
  'session.tenant_id SELECT',
  'tally.hour SELECT',
  'tally.tenant_id SELECT',
  'waiting_registration.tenant_id SELECT',
]

/** As above, of the application, but for the tables that have tenants and in which it may do everything. */
const applicationMay = [
  'address_number UPDATE USAGE',
  'api_key INSERT SELECT UPDATE',
  'consent_record INSERT SELECT',
  'consent_record.acting_id UPDATE',
  'consent_record.client_address UPDATE',
  'consent_record.request_id UPDATE',
  'consent_record.user_agent UPDATE',
  'consent_text INSERT SELECT',
  'custom_attributes DELETE INSERT SELECT',
  'custom_attributes.attributes UPDATE',
  'customer_number UPDATE USAGE',
  'data_request_number UPDATE USAGE',
  'event_feed SELECT',
  'import_row DELETE INSERT SELECT UPDATE',
  'imported_customer INSERT SELECT',
  'imported_customer.moved_at UPDATE',
  'migration SELECT',
  'session_number USAGE',
  'signing_key INSERT SELECT UPDATE',
  'tenant SELECT',
  'tenant.changed_at UPDATE',
  'tenant.id INSERT',
  'tenant.name INSERT',
  'tenant.settings INSERT UPDATE',
  'tenant_host DELETE INSERT SELECT',
]

const namedIn = (rights: readonly string[]): ReadonlySet<string> => new Set(rights.flatMap((right) => right.match(/^\w+/) ?? []))

const seenByRelay = namedIn(relayMay)

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

  test(`application and relay have rights on what they work with and nothing else, and none through everybody (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const rights = await asOwner<{ name: string }>(
      engine,
      `with granted as (
         select relname as name, acl.* from pg_class, aclexplode(relacl) as acl
           where relnamespace = current_schema()::regnamespace
         union all
         select relname || '.' || attname, acl.* from pg_class join pg_attribute on attrelid = pg_class.oid, aclexplode(attacl) as acl
           where relnamespace = current_schema()::regnamespace)
       select coalesce(rolname, 'everybody') || ': ' || name || ' ' || string_agg(privilege_type, ' ' order by privilege_type) as name
       from granted left join pg_roles on pg_roles.oid = grantee
       where grantee = 0 or rolname in ('patron_app', 'patron_relay') group by rolname, granted.name`,
    )
    const limited = namedIn(applicationMay)
    const whole = (await tenantTables(engine)).filter((table) => !limited.has(table))
    const expected = [
      ...[...whole.map((table) => `${table} DELETE INSERT SELECT UPDATE`), ...applicationMay].map(
        (right) => `patron_app: ${right}`,
      ),
      ...relayMay.map((right) => `patron_relay: ${right}`),
    ]
    assert.deepEqual(rights.map((right) => right.name).toSorted(), expected.toSorted())
    const memberships = "select 1 from pg_auth_members where member in ('patron_relay'::regrole, 'patron_app'::regrole)"
    assert.deepEqual(await asOwner(engine, memberships), [])
  })
}
