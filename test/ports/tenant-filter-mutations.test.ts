import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { TestDatabase } from '../support/databases.ts'
import { type ListedStatement, listStatements } from '../support/statement-list.ts'
import { addsRows, tablesIn, withoutTenantFilter } from '../support/tenant-filter.ts'
import type { Asked } from '../support/tenant-influence.ts'

// Not imported above: of what storage makes, only that is listed which is loaded after the list.
const { testDatabases } = await import('../support/databases.ts')
const { openStorage } = await import('../support/storage.ts')
const { influenced } = await import('../support/tenant-influence.ts')
const { firstTenant, otherTenant, storeBothTenants, tenantTables } = await import('../support/tenant-rows.ts')
const { workFor } = await import('../support/tenant-work.ts')

const byRelay = 'the relay asks it as patron_relay, which sees these rows of all tenants'
const byRelayWhose =
  'the relay asks it as patron_relay, which sees of these rows whose they are and whether there is something to do'

/** Statements on rows of tenants that name no tenant, and why they may. */
const acrossTenants: Readonly<Record<string, string>> = {
  'src/storage/deliveries.ts finish': byRelay,
  'src/storage/deliveries.ts leaseDue': byRelay,
  'src/storage/deliveries.ts putOff': byRelay,
  'src/storage/erasures.ts unledgeredTenants': byRelayWhose,
  'src/storage/expiry.ts removeMessages': byRelay,
  'src/storage/expiry.ts countMessages': byRelay,
  'src/storage/expiry.ts removeDetails': byRelay,
  'src/storage/expiry.ts countDetails': byRelay,
  'src/storage/expiry.ts tenantsToClean': byRelayWhose,
  'src/storage/planned-deletions.ts dueTenants': byRelayWhose,
  'src/storage/feed.ts insertDelivery': byRelay,
  'src/storage/feed.ts lag': byRelay,
  'src/storage/feed.ts lockFeed': byRelay,
  'src/storage/feed.ts positionEvents': byRelay,
  'src/storage/feed.ts unsealedEvents': byRelay,
  'src/storage/feed.ts waiting': byRelay,
  'src/storage/logins.ts foreignCounts':
    'an operator counts with it passwords still hashed elsewhere, as patron_relay, which sees their scheme and not whose they are',
  'src/storage/safety.ts anyClaim': 'it is asked without a tenant at each start, and has to find nothing',
  'src/storage/safety.ts noWrite': 'it changes nothing of anybody',
  'src/storage/waiting-tenants.ts waitingTenants': byRelayWhose,
}

type Named = Pick<Asked, 'name' | 'sql'>

const textOf = ({ name, sql }: Named): string => `${name}: ${sql.replace(/\s+/g, ' ').trim()}`

const assertNone = (found: readonly Named[], says: string): void =>
  assert.deepEqual(
    found.map((one) => `${textOf(one)} -- ${says}`),
    [],
  )

const except = (all: readonly Asked[], those: readonly Asked[]): readonly Asked[] => all.filter((one) => !those.includes(one))

const namesNoTenant = ({ sql }: Named): boolean => withoutTenantFilter(sql) === undefined && !addsRows(sql)

/** The same question with its tenant filter removed; what adds rows has none. */
const open = (asked: Asked): Asked => ({ ...asked, sql: withoutTenantFilter(asked.sql) ?? asked.sql })

/** Everything it was asked for the first tenant. */
const usesOf = ({ name, sql, uses }: ListedStatement): readonly Asked[] =>
  uses.filter((parameters) => !parameters.includes(otherTenant.tenantId)).map((parameters) => ({ name, sql, parameters }))

/** Two tenants with the same kinds of rows, and what the repositories ask of them. */
async function openTenants(t: TestContext, database: TestDatabase) {
  const engine = await openStorage(t, database)
  await storeBothTenants(engine)
  await workFor(firstTenant, engine)
  const tables = await tenantTables(engine)
  const listed = (await listStatements()).filter(({ sql }) => tablesIn(sql, tables).length > 0)
  const ofTenants = listed.filter(({ name }) => !(name in acrossTenants))
  const owner = firstTenant.tenantId
  const ask = (asking: string, asked: readonly Asked[], planted: readonly string[] = []) =>
    influenced(engine, asked, { asking, owner, tables, planted })
  const finding = await ask(owner, ofTenants.flatMap(usesOf))
  return {
    tables,
    listed,
    ofTenants,
    /** Of each statement one use that finds rows of its tenant. */
    exercised: [...new Map(finding.map((asked) => [textOf(asked), asked])).values()],
    /** Of the statements, those that find or change rows of the tenant when that tenant asks. */
    byOwner: (asked: readonly Asked[]) => ask(owner, asked),
    /** As above, when the other one does. */
    byOther: (asked: readonly Asked[], planted?: readonly string[]) => ask(otherTenant.tenantId, asked, planted),
  }
}

const withoutPolicies = (table: string) => `alter table ${table} disable row level security`

for (const { engine: name, create } of testDatabases) {
  test(`the database keeps tenants apart where a statement does not (${name})`, async (t) => {
    const { tables, listed, ofTenants, exercised, byOwner, byOther } = await openTenants(t, await create(t))
    const opened = exercised.map(open)

    await t.test('every statement on rows of tenants is asked about rows that are there', () => {
      const found = new Set(exercised.map(textOf))
      const idle = ofTenants.filter((one) => !found.has(textOf(one)))
      const advice = 'finds nothing here: exercise it in test/support/tenant-work.ts, on rows of test/support/tenant-rows.ts'
      assertNone(idle, advice)
      assert.ok(found.size > 100)
    })

    await t.test('every one of them names its tenant, but for those that are meant for all', () => {
      const advice = 'names no tenant: filter by tenant_id, or say in acrossTenants why it may'
      assertNone(ofTenants.filter(namesNoTenant), advice)
      const names = new Set(listed.map((one) => one.name))
      const gone = Object.keys(acrossTenants).filter((one) => !names.has(one))
      assert.deepEqual(gone, [], 'these stand in acrossTenants and are no statements any more')
    })

    await t.test('without its tenant filter none of them sees or changes anything of another tenant', async () => {
      assertNone(await byOther(opened), 'sees or changes rows of another tenant: look at the policies of its tables')
    })

    await t.test('nothing but row-level security keeps them from it: with that off every one of them does', async () => {
      const found = await byOther(opened, tables.map(withoutPolicies))
      const advice = 'is still kept to its tenant: test/support/tenant-filter.ts does not know how it names it'
      assertNone(except(opened, found), advice)
    })

    await t.test('a table that is left open is found by every statement that looks at no other', async () => {
      for (const table of tables) {
        const named = opened.filter(({ sql }) => tablesIn(sql, tables).includes(table))
        const alone = named.filter(({ sql }) => tablesIn(sql, tables).length === 1)
        assertNone(except(alone, await byOther(named, [withoutPolicies(table)])), `does not see that ${table} is open`)
      }
    })

    await t.test(
      'a table that is left open, be its policy gone or too wide, is found by no statement that does not look at it',
      async () => {
        const leaks = { session: withoutPolicies('session'), claim: 'create policy leak on claim using (true)' }
        for (const [table, leak] of Object.entries(leaks)) {
          const found = await byOther(opened, [leak])
          assert.ok(found.length > 2)
          const elsewhere = found.filter(({ sql }) => tablesIn(sql, [table]).length === 0)
          assertNone(elsewhere, `does not look at ${table} and finds it open`)
        }
      },
    )

    await t.test('a statement that forgets its tenant is told of, and finds nothing of another', async () => {
      const forgetful: Asked = {
        name: 'planted',
        sql: 'select email from customer where id = $1',
        parameters: [firstTenant.customerId],
      }
      assert.ok(namesNoTenant(forgetful))
      assert.deepEqual(await byOwner([forgetful]), [forgetful])
      assert.deepEqual(await byOther([forgetful]), [])
      assert.deepEqual(await byOther([forgetful], [withoutPolicies('customer')]), [forgetful])
    })
  })
}
