import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Claim } from '../../src/core/customers/claim.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { createPostgresEngine } from '../../src/storage/postgres-engine.ts'
import { inTenant } from '../../src/storage/transaction.ts'
import { testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { createLogin } from '../support/logins.ts'
import { startPostgres } from '../support/postgres-server.ts'
import {
  ada,
  asOwner,
  databaseError,
  eachAlone,
  grace,
  heldNow,
  login,
  openStorage,
  statement,
  take,
  withFaults,
} from '../support/storage.ts'

const tenant = defaultTenantId
const unavailable = { name: 'Trouble', value: { code: 'unavailable', retryAfterSeconds: 5 } }

/** 42501 by itself, or as the cause of what came of it. */
const isPermissionDenied = (error: unknown): boolean =>
  error instanceof Error && (('code' in error && error.code === '42501') || isPermissionDenied(error.cause))

for (const { engine: name, create } of testDatabases) {
  test(`an outcome that is not ok rolls everything back and comes out; one that is ok is kept (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const working = (ok: boolean) =>
      inTenant(engine, tenant, async (session) => {
        await take(session, ada, login(`ok ${ok}`))
        return { ok, fact: 1 }
      })
    assert.deepEqual(await working(false), { ok: false, fact: 1 })
    assert.deepEqual(await working(true), { ok: true, fact: 1 })
    assert.deepEqual(await heldNow(engine, login('ok false'), login('ok true')), [login('ok true')])
  })

  test(`a thrown error rolls everything back, comes out as it is, and the connection is usable (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const own = new Error('of the work')
    for (let turn = 0; turn < 12; turn += 1) {
      const failing = inTenant(engine, tenant, async (session) => {
        await take(session, ada, login('never'))
        throw own
      })
      await assert.rejects(failing, (error) => error === own)
    }
    const wrongStatement = inTenant(engine, tenant, async (session) => {
      await take(session, ada, login('never'))
      await session.run(statement('select 1 / 0'))
    })
    await assert.rejects(wrongStatement, { code: '22012' })
    assert.deepEqual(await heldNow(engine, login('never')), [])
    assert.equal(await inTenant(engine, tenant, (session) => take(session, ada, login('never'))), undefined)
  })

  for (const code of ['40001', '40P01']) {
    test(`work is run again from its beginning after SQLSTATE ${code} and leaves one trace (${name})`, async (t) => {
      const engine = await openStorage(t, await create(t))
      for (const where of ['insert into claim', 'commit']) {
        let faults = 2
        let runs = 0
        const faulty = withFaults(engine, (text) => {
          if (text.startsWith(where) && faults-- > 0) throw databaseError(code)
        })
        const lost = await inTenant(faulty, tenant, (session) => {
          runs += 1
          return take(session, ada, login(where))
        })
        assert.deepEqual([lost, runs], [undefined, 3], where)
        assert.equal((await heldNow(engine, login(where))).length, 1, where)
      }
    })
  }

  test(`work that fails to serialize is run five times and no more; what fails otherwise is run once (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const runsUntilGivenUp = async (code: string) => {
      let runs = 0
      const faulty = withFaults(engine, (text) => {
        if (text.startsWith('insert into claim')) throw databaseError(code)
      })
      const working = inTenant(faulty, tenant, (session) => {
        runs += 1
        return take(session, ada, login('ada'))
      })
      await assert.rejects(working)
      return runs
    }
    assert.equal(await runsUntilGivenUp('40001'), 5)
    assert.equal(await runsUntilGivenUp('23505'), 1)
    assert.equal(await runsUntilGivenUp('57P01'), 1)
    assert.deepEqual(await heldNow(engine, login('ada')), [])
  })

  for (const code of [
    '57P01',
    '57P02',
    '57P03',
    '53100',
    '53300',
    '25006',
    '08006',
    '57014',
    'ECONNREFUSED',
    'ECONNRESET',
    'ENETUNREACH',
  ]) {
    test(`${code} from the database is the trouble "unavailable", wherever it comes, and passes (${name})`, async (t) => {
      const engine = await openStorage(t, await create(t))
      const places = [
        { run: inTenant, where: ['connect', 'insert into claim', 'commit'] },
        { run: eachAlone, where: ['connect', 'insert into claim'] },
      ]
      for (const { run, where } of places) {
        for (const place of where) {
          const faulty = withFaults(engine, (text) => {
            if (text.startsWith(place)) throw databaseError(code)
          })
          await assert.rejects(
            run(faulty, tenant, (session) => take(session, ada, login('ada'))),
            unavailable,
            place,
          )
        }
      }
      assert.equal(await inTenant(engine, tenant, (session) => take(session, ada, login('afterwards'))), undefined)
    })
  }

  test(`a connection given back as broken keeps nothing of what it was in the middle of (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const connection = await engine.connect()
    await connection.script(`begin; insert into claim values ('${tenant}', 'login', 'half done', '${ada}')`)
    connection.release(true)
    assert.equal(await inTenant(engine, tenant, (session) => take(session, ada, login('whole'))), undefined)
    assert.deepEqual(await asOwner(engine, 'select value from claim'), [{ value: 'whole' }])
  })

  test(`an error that says nothing of the database's state stays what it is (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    await assert.rejects(
      inTenant(engine, tenant, (session) => session.run(statement('select nothing from nowhere'))),
      { code: '42P01' },
    )
  })
}

for (const { create } of testDatabases.filter(({ engine }) => engine === 'postgresql')) {
  test('a value that no column holds is refused at once, and the connection is usable', async (t) => {
    const engine = await openStorage(t, await create(t))
    const connection = await engine.connect()
    try {
      await assert.rejects(connection.batch([statement('select $1::text', [Symbol('no value')])]), TypeError)
      assert.deepEqual(await connection.batch([statement('select 1 as one')]), [[{ one: 1 }]])
    } finally {
      connection.release(false)
    }
  })

  test('a PostgreSQL that refuses connections is the trouble "unavailable"', async (t) => {
    const url = 'postgres://patron@127.0.0.1:1/patron'
    const engine = createPostgresEngine({ url, poolSize: 1, preparesStatements: true, onIdleError: () => {} })
    t.after(() => engine.close())
    await assert.rejects(
      inTenant(engine, tenant, (session) => take(session, ada, login('ada'))),
      unavailable,
    )
  })

  for (const moment of ['between two statements', 'during a statement']) {
    test(`a session that PostgreSQL ends ${moment} is the trouble "unavailable", and the next one works`, async (t) => {
      const engine = await openStorage(t, await create(t))
      const cutOff = inTenant(engine, tenant, async (session) => {
        const [backend] = await session.run(statement<{ pid: number }>('select pg_backend_pid() as pid'))
        const slow = moment === 'during a statement' ? session.run(statement('select pg_sleep(60)')) : undefined
        slow?.catch(() => undefined)
        await asOwner(engine, 'select pg_terminate_backend($1)', [backend?.pid])
        await eventually('the session has ended', async () => {
          const sessions = await asOwner(engine, 'select 1 from pg_stat_activity where pid = $1', [backend?.pid])
          return sessions.length === 0
        })
        await (slow ?? take(session, ada, login('ada')))
      })
      await assert.rejects(cutOff, unavailable)
      assert.equal(await inTenant(engine, tenant, (session) => take(session, ada, login('ada'))), undefined)
      assert.equal(engine.figures().waiting, 0)
    })
  }

  test('a PostgreSQL that takes no writes, as a standby does, is the trouble "unavailable" until it takes them', async (t) => {
    const database = await create(t)
    const engine = await openStorage(t, database)
    const readOnly = new URL(database.databaseUrl ?? '')
    readOnly.searchParams.set('options', '-c default_transaction_read_only=on')
    const standby = createPostgresEngine({ url: readOnly.href, poolSize: 1, preparesStatements: true, onIdleError: () => {} })
    t.after(() => standby.close())
    for (const served of [standby, engine]) {
      const taking = inTenant(served, tenant, (session) => take(session, ada, login('ada')))
      if (served === standby) await assert.rejects(taking, unavailable)
      else assert.equal(await taking, undefined)
    }
  })

  test('a connection to a PostgreSQL that takes no writes is not used again: the next one may lead to the primary', async (t) => {
    const database = await create(t)
    const engine = await openStorage(t, database)
    const name = new URL(database.databaseUrl ?? '').pathname.slice(1)
    const oneConnection = createPostgresEngine({
      url: database.databaseUrl ?? '',
      poolSize: 1,
      preparesStatements: true,
      onIdleError: () => {},
    })
    t.after(() => oneConnection.close())
    await asOwner(engine, `alter database ${name} set default_transaction_read_only = on`) // of connections made from now on
    const taking = (claim: Claim) => inTenant(oneConnection, tenant, (session) => take(session, ada, claim))
    await assert.rejects(taking(login('on the standby')), unavailable)
    await asOwner(engine, `alter database ${name} reset default_transaction_read_only`)
    assert.equal(await taking(login('on the primary')), undefined)
  })

  test('a commit that was kept from waiting for its standby is not taken for done', async (t) => {
    const server = await startPostgres()
    t.after(() => t.after(() => server.stop()))
    const engine = await openStorage(t, { databaseUrl: server.url, dataDir: 'never used' })
    await asOwner(engine, "alter system set synchronous_standby_names = 'nobody'")
    await asOwner(engine, 'select pg_reload_conf()')
    // The server takes the demand in when it comes to it: until then commits wait for nobody.
    let isRefused = false
    const cancelling = eventually('a commit that waited was cancelled', async () => {
      await asOwner(engine, "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'")
      return isRefused
    })
    for (let n = 0; !isRefused; n += 1) {
      const taking = inTenant(engine, tenant, (session) => take(session, ada, login(`ada-${n}`)))
      isRefused = await taking.then(
        () => false,
        async (error: unknown) => assert.rejects(Promise.reject(error), unavailable).then(() => true),
      )
    }
    await cancelling
  })

  test('PostgreSQL ends a transaction whose client has fallen silent, and lets go of what it held', async (t) => {
    const engine = await openStorage(t, await create(t))
    const [row] = await inTenant(engine, tenant, (session) =>
      session.run(statement<{ patience: string }>("select current_setting('idle_in_transaction_session_timeout') as patience")),
    )
    assert.equal(row?.patience, '5s')
  })

  for (const [what, change] of [
    ['knows no such database', (url: URL) => (url.pathname = '/nowhere')],
    ['lets the login not in', (url: URL) => (url.username = 'stranger')],
    ['speaks no TLS', (url: URL) => url.searchParams.set('sslmode', 'require')],
  ] as const) {
    test(`a PostgreSQL that ${what} is the trouble "unavailable"`, async (t) => {
      const url = new URL((await create(t)).databaseUrl ?? '')
      change(url)
      const engine = createPostgresEngine({ url: url.href, poolSize: 1, preparesStatements: true, onIdleError: () => {} })
      t.after(() => engine.close())
      await assert.rejects(
        inTenant(engine, tenant, (session) => take(session, ada, login('ada'))),
        unavailable,
      )
    })
  }

  test('a login that may not work as patron_app stores nothing and is told why', async (t) => {
    const database = await create(t)
    const engine = await openStorage(t, database)
    const stranger = await createLogin(t, database)
    await asOwner(engine, `grant insert, select on claim to ${stranger.name}`)
    await asOwner(engine, `create policy all_of_it on claim to ${stranger.name} using (true)`)
    const strange = createPostgresEngine({ url: stranger.url, poolSize: 1, preparesStatements: true, onIdleError: () => {} })
    t.after(() => strange.close())
    await assert.rejects(
      inTenant(strange, tenant, (session) => take(session, ada, login('ada'))),
      (error) => isPermissionDenied(error),
    )
    assert.deepEqual(await asOwner(engine, 'select 1 from claim'), [])
  })

  test('two transactions that wait for each other both end well: the one PostgreSQL ends is run again', async (t) => {
    const engine = await openStorage(t, await create(t))
    let arrived = 0
    const { promise: both, resolve: bothAre } = Promise.withResolvers<void>()
    const crossing = (customerId: string, firstName: string, secondName: string) =>
      inTenant(engine, tenant, async (session) => {
        const one = await take(session, customerId, login(firstName))
        arrived += 1
        if (arrived === 2) bothAre()
        await both
        const two = await take(session, customerId, login(secondName))
        return { ok: one === undefined && two === undefined }
      })
    const outcomes = await Promise.all([crossing(ada, 'a', 'b'), crossing(grace, 'b', 'a')])
    assert.deepEqual(outcomes.map(({ ok }) => ok).toSorted(), [false, true])
    const holders = await asOwner<{ customer_id: string }>(engine, 'select distinct customer_id from claim')
    assert.equal(holders.length, 1)
    assert.ok(arrived > 2, 'one was run again')
  })
}
