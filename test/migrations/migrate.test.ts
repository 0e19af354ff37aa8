import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Client } from 'pg'
import type { Engine } from '../../src/storage/engine.ts'
import { applyMigrations, migrateToNewest, migrationFiles, pendingMigrations } from '../../src/storage/migrations.ts'
import { createPostgresEngine } from '../../src/storage/postgres-engine.ts'
import { aCustomer } from '../support/a-customer.ts'
import { type TestDatabase, type TestEngine, testDatabases } from '../support/databases.ts'
import { createLogin, execute } from '../support/logins.ts'
import { startTestPatron } from '../support/patron.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { asOwner, openEngine, somebodyWaits } from '../support/storage.ts'

const everyName = (await migrationFiles()).map(({ name }) => name)
const path = '/api/v1/customers/'

/** Every column and index there is. */
const schemaOf = async (engine: Engine) => [
  await asOwner(
    engine,
    `select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
     where table_schema = current_schema() order by 1, 2`,
  ),
  await asOwner(engine, 'select indexdef from pg_indexes where schemaname = current_schema() order by 1'),
]

for (const { engine: name, createEmpty: create } of testDatabases) {
  test(`an empty database is brought to the newest tables, and a second run applies nothing (${name})`, async (t) => {
    const engine = await openEngine(t, await create(t))
    assert.deepEqual(await pendingMigrations(engine), everyName)
    assert.deepEqual(await migrateToNewest(engine), everyName)
    assert.deepEqual(await pendingMigrations(engine), [])
    const [columns, indexes] = await schemaOf(engine)
    assert.ok(columns && columns.length > 0 && indexes && indexes.length > 0)
    assert.deepEqual(await migrateToNewest(engine), [])
    assert.deepEqual(await schemaOf(engine), [columns, indexes])
    assert.deepEqual(await asOwner(engine, 'select name from tenant'), [{ name: 'default' }])
  })

  test(`the application's role is made: it owns nothing, cannot log in and cannot bypass row-level security (${name})`, async (t) => {
    const engine = await openEngine(t, await create(t))
    await migrateToNewest(engine)
    const roles = await asOwner(
      engine,
      `select rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
         (select count(*)::int from pg_class where relowner = pg_roles.oid) as owns
       from pg_roles where rolname in ('patron_app', 'patron_relay')`,
    )
    const nothing = {
      rolcanlogin: false,
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      owns: 0,
    }
    assert.deepEqual(roles, [nothing, nothing])
  })

  test(`asking what is pending changes nothing (${name})`, async (t) => {
    const engine = await openEngine(t, await create(t))
    await pendingMigrations(engine)
    const tables = "select relname from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'S')"
    assert.deepEqual(await asOwner(engine, tables), [])
  })

  test(`what another program has in a schema of its own is not taken for ours (${name})`, async (t) => {
    const engine = await openEngine(t, await create(t))
    await asOwner(engine, 'create schema shop')
    await asOwner(engine, 'create table shop.migration (id int)')
    await asOwner(engine, 'create table shop.migration_lock (id int)')
    assert.deepEqual(await migrateToNewest(engine), everyName)
    assert.deepEqual(await pendingMigrations(engine), [])
  })

  test(`two migrators at once both end well, and each migration is applied once (${name})`, async (t) => {
    const database = await create(t)
    const first = await openEngine(t, database)
    const second = name === 'pglite' ? first : await openEngine(t, database)
    const applied = await Promise.all([migrateToNewest(first), migrateToNewest(second)])
    assert.deepEqual(applied.flat().toSorted(), everyName)
    assert.deepEqual(await pendingMigrations(first), [])
  })

  test(`a server that may not migrate refuses to start while migrations are pending, and says which (${name})`, async (t) => {
    const database = await create(t)
    await assert.rejects(startTestPatron(t, database, { PATRON_MIGRATE_ON_START: 'off' }), {
      message: `Migrations are pending: ${everyName.join(', ')}. Run: patron migrate`,
    })
    await (await startTestPatron(t, database)).stop()
    const patron = await startTestPatron(t, database, { PATRON_MIGRATE_ON_START: 'off' })
    assert.equal((await patron.post(path, aCustomer())).status, 201)
  })
}

/** The database with another login in its address. */
const as = ({ dataDir }: TestDatabase, { url }: { readonly url: string }): TestDatabase => ({ dataDir, databaseUrl: url })

const engineAs = (t: Parameters<typeof startTestPatron>[0], url: string): Engine => {
  const engine = createPostgresEngine({ url, poolSize: 2, preparesStatements: false, onIdleError: () => {} })
  t.after(() => engine.close())
  return engine
}

for (const { createEmpty: create } of testDatabases.filter(({ engine }) => engine === 'postgresql')) {
  for (const migrates of ['on', 'off']) {
    test(`a login that owns nothing serves after the owner migrated (migrating at start ${migrates})`, async (t) => {
      const database = await create(t)
      const plain = await createLogin(t, database)
      if (migrates === 'off') await migrateToNewest(await openEngine(t, database), plain.name)
      const patron = await startTestPatron(t, as(database, plain), {
        PATRON_MIGRATION_URL: database.databaseUrl ?? '',
        PATRON_MIGRATE_ON_START: migrates,
      })
      assert.equal((await patron.send('GET', '/readyz')).status, 200)
      assert.equal((await patron.post(path, aCustomer())).status, 201)
      assert.equal((await patron.post(path, aCustomer())).status, 400)
    })
  }

  test('a server whose login owns nothing is told what is pending, like any other', async (t) => {
    const database = await create(t)
    const plain = await createLogin(t, database)
    await assert.rejects(startTestPatron(t, as(database, plain), { PATRON_MIGRATION_URL: database.databaseUrl ?? '' }), {
      message: `Migrations are pending: ${everyName.join(', ')}. Run: patron migrate`,
    })
  })

  test('a login with an unusual name serves, too', async (t) => {
    const database = await create(t)
    const { name, url } = await createLogin(t, database)
    const unusual = `${name} "Shop"-é`
    await execute(database.databaseUrl ?? '', `alter role ${name} rename to "${unusual.replaceAll('"', '""')}"`)
    await execute(database.databaseUrl ?? '', `alter role "${unusual.replaceAll('"', '""')}" password 'x'`)
    t.after(() => execute(database.databaseUrl ?? '', `alter role "${unusual.replaceAll('"', '""')}" rename to ${name}`))
    const address = new URL(url)
    address.username = encodeURIComponent(unusual)
    address.password = 'x'
    const patron = await startTestPatron(t, as(database, { url: address.href }), {
      PATRON_MIGRATION_URL: database.databaseUrl ?? '',
      PATRON_MIGRATE_ON_START: 'on',
    })
    assert.equal((await patron.post(path, aCustomer())).status, 201)
    await patron.stop()
  })

  test('an owner without the right to make roles migrates once an administrator made them as the message says', async (t) => {
    const database = await create(t)
    const admin = database.databaseUrl ?? ''
    const owner = await createLogin(t, database)
    const plain = await createLogin(t, database)
    const databaseName = new URL(admin).pathname.slice(1)
    await migrateToNewest(await openEngine(t, await create(t))) // makes patron_app on this server
    await execute(admin, `grant patron_app, patron_relay to ${owner.name}, ${plain.name}`)
    await execute(admin, `alter database ${databaseName} owner to ${owner.name}`)
    const patron = await startTestPatron(t, as(database, plain), {
      PATRON_MIGRATION_URL: owner.url,
      PATRON_MIGRATE_ON_START: 'on',
    })
    assert.equal((await patron.post(path, aCustomer())).status, 201)
  })
}

/** A database that is served, a further migration of it, and somebody in a transaction. */
async function furtherMigration(t: TestContext, create: TestEngine['createEmpty'], text: string) {
  const database = await create(t)
  const engine = await openEngine(t, database)
  await migrateToNewest(engine)
  const name = '9999-further'
  const further = [...(await migrationFiles()), { name, text, runsOutsideTransaction: false }]
  const somebody = new Client({ connectionString: database.databaseUrl, statement_timeout: 5_000 })
  await somebody.connect()
  t.after(() => somebody.end())
  await somebody.query('begin')
  return { name, engine, somebody, migrate: () => applyMigrations(engine, further) }
}

for (const { createEmpty: create } of testDatabases.filter(({ engine }) => engine === 'postgresql')) {
  test('a migration that finds a table in use keeps nobody else from it, and comes back', async (t) => {
    const { name, engine, somebody, migrate } = await furtherMigration(t, create, 'alter table customer add column note text')
    await somebody.query('select count(*) from customer')
    const migrating = migrate()
    await somebodyWaits(engine)
    await asOwner(engine, 'select count(*) from customer')
    await somebody.query('commit')
    assert.deepEqual(await migrating, [name])
  })

  test('of a migration and a transaction that wait for each other the migration gives way', async (t) => {
    const text = 'alter table customer add column note text; alter table claim add column note text;'
    const { name, engine, somebody, migrate } = await furtherMigration(t, create, text)
    await somebody.query('select count(*) from claim')
    const migrating = migrate()
    await somebodyWaits(engine)
    await somebody.query('select count(*) from customer')
    await somebody.query('commit')
    assert.deepEqual(await migrating, [name])
  })
}

test('on a server that never had Patron', async (t) => {
  const server = await startPostgres()
  t.after(() => server.stop())
  const address = (database: string, login?: string): string => {
    const url = new URL(server.url)
    url.pathname = `/${database}`
    if (login !== undefined) [url.username, url.password] = [login, 'x']
    return url.href
  }

  await t.test('an owner without the right to make roles is told what an administrator has to run', async (t) => {
    await execute(server.url, "create role small_owner login password 'x'")
    await execute(server.url, 'create database small owner small_owner')
    const owner = engineAs(t, address('small', 'small_owner'))
    await assert.rejects(
      migrateToNewest(owner),
      /CREATE ROLE patron_app NOLOGIN; CREATE ROLE patron_relay NOLOGIN; GRANT patron_app, patron_relay TO/,
    )
  })

  await t.test('an owner that may make roles, and is no superuser, makes the role and another login serves', async (t) => {
    await execute(server.url, "create role big_owner login createrole password 'x'")
    await execute(server.url, "create role plain login password 'x'")
    await execute(server.url, 'create database big owner big_owner')
    const big = engineAs(t, address('big', 'big_owner'))
    assert.deepEqual(await migrateToNewest(big, 'plain'), everyName)
    assert.deepEqual(await migrateToNewest(big, 'plain'), [])
    const seen = await asOwner(engineAs(t, address('big', 'plain')), "select pg_has_role('patron_app', 'member') as member")
    assert.deepEqual(seen, [{ member: true }])
    await execute(server.url, 'drop database big with (force)')
  })

  await t.test('nodes that start together all end well, again and again', async (t) => {
    for (let round = 1; round <= 8; round += 1) {
      await execute(server.url, 'drop role if exists patron_app, patron_relay')
      await execute(server.url, `create database round_${round}`)
      const nodes = Array.from({ length: 4 }, () => engineAs(t, address(`round_${round}`)))
      const applied = await Promise.all(nodes.map((node) => migrateToNewest(node)))
      assert.deepEqual(applied.flat().toSorted(), everyName)
      await execute(server.url, `drop database round_${round} with (force)`)
    }
  })
})
