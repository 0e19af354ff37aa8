import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { aCustomer } from '../support/a-customer.ts'
import { testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { startTestPatron, type TestPatron } from '../support/patron.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { query } from '../support/query.ts'

const path = '/api/v1/customers/'

/** Asks until the answer has the status. */
const until = (patron: TestPatron, url: string, status: number) =>
  eventually(`${status} of ${url}`, async () => (await patron.send('GET', url)).status === status)

for (const { engine, create } of testDatabases) {
  test(`a server that can serve is alive and ready (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t))
    const [alive, ready] = [await patron.send('GET', '/healthz'), await patron.send('GET', '/readyz')]
    assert.deepEqual([alive.status, alive.json()], [200, { status: 'ok' }])
    assert.deepEqual([ready.status, ready.json()], [200, { status: 'ready' }])
  })
}

for (const [way, signal] of [
  ['stopped', 'SIGINT'], // a fast shutdown: sessions get SQLSTATE 57P01
  ['killed', 'SIGKILL'],
] as const) {
  test(`while PostgreSQL is ${way} the server is alive, not ready, and asks to come back; then it heals by itself`, async (t) => {
    const server = await startPostgres()
    t.after(() => server.stop())
    const dataDir = mkdtempSync(join(tmpdir(), 'patron-data-'))
    t.after(() => t.after(() => rmSync(dataDir, { recursive: true, force: true })))
    const patron = await startTestPatron(t, { databaseUrl: server.url, dataDir })
    assert.equal((await patron.post(path, aCustomer())).status, 201)
    const key = { 'idempotency-key': 'c1f9a6d0-4c52-4c62-9b8e-6d5f3c1b2a70' }
    const before = await patron.post(path, aCustomer({ email: 'kept@example.com' }), key)

    process.kill(server.pid, signal)
    await until(patron, '/readyz', 503)
    const notReady = await patron.send('GET', '/readyz')
    assert.deepEqual([notReady.status, notReady.json()], [503, { status: 'unavailable' }])
    assert.equal((await patron.send('GET', '/healthz')).status, 200)
    for (const headers of [{}, key]) {
      const refused = await patron.post(path, aCustomer({ email: 'late@example.com' }), headers)
      assert.deepEqual(
        [refused.status, refused.headers.get('content-type'), refused.json()],
        [503, 'application/json', { detail: 'Service temporarily unavailable, try again later.' }],
      )
      assert.match(refused.headers.get('retry-after') ?? '', /^[1-9]\d*$/)
    }
    assert.equal((await patron.send('OPTIONS', path)).status, 200)

    await server.restart()
    await until(patron, '/readyz', 200)
    assert.equal((await patron.post(path, aCustomer({ email: 'late@example.com' }))).status, 201)
    assert.equal((await patron.post(path, aCustomer())).status, 400, 'what was acknowledged is still there')
    const again = await patron.post(path, aCustomer({ email: 'kept@example.com' }), key)
    assert.deepEqual([again.status, again.text], [201, before.text])
  })
}

for (const { create } of testDatabases.filter(({ engine }) => engine === 'postgresql')) {
  test('a server whose PostgreSQL takes no writes, as a standby does, is not ready until it takes them', async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    const name = new URL(database.databaseUrl ?? '').pathname.slice(1)
    await query(database, `alter database ${name} set default_transaction_read_only = on`) // of connections made from now on
    await query(
      database,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()`,
      [name],
    )
    await until(patron, '/readyz', 503)
    assert.equal((await patron.post(path, aCustomer())).status, 503)
    await query(database, `begin read write; alter database ${name} reset default_transaction_read_only; commit`)
    await until(patron, '/readyz', 200)
    assert.equal((await patron.post(path, aCustomer())).status, 201)
  })
}
