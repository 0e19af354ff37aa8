import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import type { Engine } from '../../src/storage/engine.ts'
import { inTenant, withoutTenant } from '../../src/storage/transaction.ts'
import { testDatabases } from '../support/databases.ts'
import { ada, asOwner, eachAlone, grace, openStorage, statement, withFaults } from '../support/storage.ts'

const tenant = defaultTenantId
const otherTenant = '00000000-0000-7000-8000-000000000002'

/** One row of a tenant in every table that has tenants; a new table needs a line here. */
const oneRow: Readonly<Record<string, string>> = {
  claim: "insert into claim (tenant_id, kind, value, customer_id) values ($1, 'login', 'a@example.com', $2)",
  customer: `insert into customer (tenant_id, id, number, state, email, email_key, email_key_version, first_name, last_name, slug, created_at)
    values ($1, $2, 1, 'active', 'a@example.com', 'a@example.com', 1, 'A', 'B', 'a-b', now())`,
  customer_address: `insert into customer_address (tenant_id, customer_id, id, street_address, postcode, city, state, country)
    values ($1, $2, gen_random_uuid(), '', '', '', '', '')`,
  bought_product: "insert into bought_product (tenant_id, customer_id, product) values ($1, $2, 'p')",
  redeemed_voucher: "insert into redeemed_voucher (tenant_id, customer_id, voucher) values ($1, $2, 'v')",
  credential: "insert into credential (tenant_id, customer_id, kind, hash, changed_at) values ($1, $2, 'password', 'h', now())",
  event: `insert into event (tenant_id, customer_id, id, type, occurred_at, facts)
    values ($1, $2, gen_random_uuid(), 'customer.registered', now(), '{}')`,
  idempotency: `insert into idempotency (tenant_id, customer_id, digest, fingerprint, lease_token, leased_until, expires_at)
    values ($1, $2, 'd', 'f', gen_random_uuid(), now(), now())`,
  session: `insert into session (tenant_id, customer_id, id, refresh_id, refreshed_at, started_at, expires_at)
    values ($1, $2, gen_random_uuid(), gen_random_uuid(), now(), now(), now())`,
  recovery: `insert into recovery (tenant_id, customer_id, id, kind, email, expires_at)
    values ($1, $2, gen_random_uuid(), 'undo_email_change', 'a@example.com', now())`,
  purchase: `insert into purchase (tenant_id, customer_id, reference, product, units, purchased_at, recorded_at)
    values ($1, $2, 'r', 'p', 1, now(), now())`,
  voucher_redemption: `insert into voucher_redemption (tenant_id, customer_id, reference, voucher, redeemed_at, recorded_at)
    values ($1, $2, 'r', 'v', now(), now())`,
  profile_image: "insert into profile_image (tenant_id, customer_id, name, content) values ($1, $2, 'n', 'c')",
  device: "insert into device (tenant_id, customer_id, digest, token, added_at) values ($1, $2, 'd', 't', now())",
  newsletter_subscription: `insert into newsletter_subscription (tenant_id, customer_id, email_key, email, subscribed_at)
    values ($1, $2, 'a@example.com', 'a@example.com', now())`,
  data_request: `insert into data_request (tenant_id, customer_id, id, type, status, email, message, created_at, updated_at)
    values ($1, $2, gen_random_uuid(), 'delete', 'pending', 'a@example.com', 'm', now(), now())`,
  recovery_request: `insert into recovery_request (tenant_id, id, login, locale, asked_at) values ($1, $2, 'l', 'en', now())`,
  delivery: `insert into delivery (tenant_id, customer_id, id, event_id, channel, purpose, state, next_at, gives_up_at)
    values ($1, $2, gen_random_uuid(), gen_random_uuid(), 'mail', 'welcome', 'waiting', now(), now())`,
  erasure: 'insert into erasure (tenant_id, customer_id, erased_at) values ($1, $2, now())',
  attempt: 'insert into attempt (tenant_id, bucket, window_ends, used) values ($1, uuid_send($2::uuid), now(), 1)',
}

async function tenantTables(engine: Engine): Promise<readonly string[]> {
  const text = `select table_name as name from information_schema.columns
    where column_name = 'tenant_id' and table_schema = current_schema() order by 1`
  return (await asOwner<{ name: string }>(engine, text)).map(({ name }) => name)
}

async function addRow(engine: Engine, table: string, tenantId: string): Promise<void> {
  const text = oneRow[table]
  assert.ok(text, `${table} has tenants and no row in this test`)
  await asOwner(engine, text, [tenantId, ada])
}

for (const { engine: name, create } of testDatabases) {
  test(`the session works as patron_app, which cannot bypass anything, and only within its transaction (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const text = `select current_user as name, rolbypassrls or rolsuper or rolcanlogin or rolcreatedb or rolcreaterole as free
      from pg_roles where rolname = current_user`
    for (const run of [inTenant, eachAlone]) {
      assert.deepEqual(await run(engine, tenant, (session) => session.run(statement(text))), [
        { name: 'patron_app', free: false },
      ])
    }
    const settings = await asOwner(
      engine,
      "select current_user as name, nullif(current_setting('patron.tenant_id', true), '') as tenant",
    )
    assert.deepEqual(settings, [{ name: 'postgres', tenant: null }])
    await assert.rejects(
      inTenant(engine, tenant, (session) => session.run(statement('alter table claim disable row level security'))),
      { code: '42501' },
    )
    await assert.rejects(
      inTenant(engine, tenant, (session) =>
        session.run(statement("insert into tenant (id, name) values (gen_random_uuid(), 'x')")),
      ),
      { code: '42501' },
    )
  })

  test(`without a tenant nothing of any is seen, changed, deleted or added, in every table (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const tables = await tenantTables(engine)
    assert.deepEqual(tables.toSorted(), Object.keys(oneRow).toSorted())
    for (const table of tables) {
      await addRow(engine, table, tenant)
      const without = (text: string, parameters?: readonly unknown[]) =>
        withoutTenant(engine, (session) => session.run(statement(text, parameters)))
      assert.deepEqual(await without(`select 1 from ${table}`), [], table)
      assert.deepEqual(await without(`update ${table} set tenant_id = tenant_id returning 1`), [], table)
      assert.deepEqual(await without(`delete from ${table} returning 1`), [], table)
      await assert.rejects(without(oneRow[table] ?? '', [tenant, grace]), { code: '42501' }, table)
    }
  })

  test(`another tenant sees, changes and deletes nothing of the first, and adds nothing to it, in every table (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    for (const table of await tenantTables(engine)) {
      await addRow(engine, table, tenant)
      const as = (tenantId: string, text: string, parameters?: readonly unknown[]) =>
        inTenant(engine, tenantId, (session) => session.run(statement(text, parameters)))
      assert.deepEqual(await as(otherTenant, `select 1 from ${table}`), [], table)
      assert.deepEqual(await as(otherTenant, `update ${table} set tenant_id = tenant_id returning 1`), [], table)
      assert.deepEqual(await as(otherTenant, `delete from ${table} returning 1`), [], table)
      await assert.rejects(as(otherTenant, oneRow[table] ?? '', [tenant, grace]), { code: '42501' }, table)
      await assert.rejects(as(tenant, `update ${table} set tenant_id = '${otherTenant}'`), { code: '42501' }, table)
      const [own, ...more] = await as(tenant, `select tenant_id from ${table}`)
      assert.deepEqual([own, more], [{ tenant_id: tenant }, []], table)
    }
  })

  test(`a tenant that is no UUID is refused before anything is sent to the database (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const sent: string[] = []
    const watched = withFaults(engine, (text) => void sent.push(text))
    const wrong = [
      '',
      'x',
      tenant.toUpperCase().replace('8000', 'A000'),
      `${tenant}\n`,
      `${tenant}'; drop table claim; --`,
      `{${tenant}}`,
    ]
    for (const run of [inTenant, eachAlone]) {
      for (const value of wrong) {
        await assert.rejects(
          run(watched, value, async () => assert.fail('the work was run')),
          TypeError,
          JSON.stringify(value),
        )
      }
    }
    assert.deepEqual(sent, [])
  })
}
