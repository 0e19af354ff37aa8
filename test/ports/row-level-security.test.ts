import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import type { Engine } from '../../src/storage/engine.ts'
import { inTenant, withoutTenant } from '../../src/storage/transaction.ts'
import { testDatabases } from '../support/databases.ts'
import { ada, asOwner, eachAlone, grace, openStorage, statement, withFaults } from '../support/storage.ts'
import { otherTenant, tenantRows, tenantTables } from '../support/tenant-rows.ts'

const tenant = defaultTenantId
const other = otherTenant.tenantId

/** The rows that it answers; none where the role may not even ask. */
const rowsOf = (asked: Promise<unknown[]>): Promise<unknown[]> =>
  asked.catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === '42501') return []
    throw error
  })

/** Adds one row of a tenant ($1) and a customer ($2). */
function rowOf(table: string): string {
  const [text] = tenantRows[table] ?? []
  assert.ok(text, `${table} has tenants and no row in test/support/tenant-rows.ts`)
  return text
}

async function addRow(engine: Engine, table: string, tenantId: string): Promise<void> {
  await asOwner(engine, rowOf(table), [tenantId, ada])
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
      inTenant(engine, tenant, (session) => session.run(statement('delete from tenant'))),
      { code: '42501' },
    )
  })

  test(`without a tenant nothing of any is seen, changed, deleted or added, in every table (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const tables = await tenantTables(engine)
    assert.deepEqual(tables.toSorted(), Object.keys(tenantRows).toSorted())
    for (const table of tables) {
      await addRow(engine, table, tenant)
      const without = (text: string, parameters?: readonly unknown[]) =>
        withoutTenant(engine, (session) => session.run(statement(text, parameters)))
      assert.deepEqual(await without(`select 1 from ${table}`), [], table)
      assert.deepEqual(await rowsOf(without(`update ${table} set tenant_id = tenant_id returning 1`)), [], table)
      assert.deepEqual(await rowsOf(without(`delete from ${table} returning 1`)), [], table)
      await assert.rejects(without(rowOf(table), [tenant, grace]), { code: '42501' }, table)
    }
  })

  test(`another tenant sees, changes and deletes nothing of the first, and adds nothing to it, in every table (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    for (const table of await tenantTables(engine)) {
      await addRow(engine, table, tenant)
      const as = (tenantId: string, text: string, parameters?: readonly unknown[]) =>
        inTenant(engine, tenantId, (session) => session.run(statement(text, parameters)))
      assert.deepEqual(await as(other, `select 1 from ${table}`), [], table)
      assert.deepEqual(await rowsOf(as(other, `update ${table} set tenant_id = tenant_id returning 1`)), [], table)
      assert.deepEqual(await rowsOf(as(other, `delete from ${table} returning 1`)), [], table)
      await assert.rejects(as(other, rowOf(table), [tenant, grace]), { code: '42501' }, table)
      await assert.rejects(as(tenant, `update ${table} set tenant_id = '${other}'`), { code: '42501' }, table)
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
