import assert from 'node:assert/strict'
import { METHODS } from 'node:http'
import { test } from 'node:test'
import { version } from '../../src/version.ts'
import { aCustomer } from '../support/a-customer.ts'
import { testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { figureOf, labelValues, readMetrics, type Sample } from '../support/metrics-text.ts'
import { startTestPatron, type TestPatron } from '../support/patron.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { call } from '../support/wire.ts'

const path = '/api/v1/customers/'
const route = '/api/v1/customers'
const requests = 'patron_http_request_duration_seconds'
const token = 'a-token-of-the-tests'
const problemType = 'application/problem+json; charset=utf-8'

async function scrape(patron: TestPatron): Promise<readonly Sample[]> {
  const reply = await patron.send('GET', '/metrics')
  assert.deepEqual([reply.status, reply.headers.get('content-type')], [200, 'text/plain; version=0.0.4; charset=utf-8'])
  return readMetrics(reply.text)
}

/** Reads until a series has the value: a request is counted when its answer has gone out. */
const until = (patron: TestPatron, value: number, name: string, labels: Readonly<Record<string, string>> = {}) =>
  eventually(`${name} ${JSON.stringify(labels)} is ${value}`, async () => {
    const samples = await scrape(patron)
    return figureOf(samples, name, labels) === value && samples
  })

for (const { engine, create } of testDatabases) {
  test(`what a server did is in its metrics (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t), {
      PATRON_HASH_WORKERS: '2',
      PATRON_RATE_LIMITS: 'on',
      PATRON_REGISTRATIONS_PER_CLIENT: '4/3600', // three that work and one that says too little
    })
    const atFirst = await scrape(patron)
    assert.equal((await patron.post(path, aCustomer())).status, 201)
    assert.equal((await patron.post(path, {})).status, 400)
    assert.equal((await patron.post(`${route}?email=ada@example.com`, aCustomer({ email: 'b@example.com' }))).status, 201)
    assert.equal((await patron.post(path, aCustomer({ email: 'c@example.com' }))).status, 201)
    assert.equal((await patron.post(path, aCustomer({ email: 'd@example.com' }))).status, 429)
    assert.equal((await patron.post(path, aCustomer({ email: 'e@example.com' }))).status, 429)
    assert.equal((await patron.send('GET', '/api/v1/nothing/ada@example.com')).status, 404)
    assert.equal((await patron.send('GET', '/nowhere')).status, 404)
    assert.equal((await call(patron.url, { method: 'GET', path: '/%ff' })).status, 404)
    assert.equal((await patron.send('GET', '/api/v1/customers/42/')).status, 401)

    await t.test('requests are counted and timed by the pattern of their route, never by the path', async () => {
      await until(patron, 3, `${requests}_count`, { route: 'unknown', method: 'GET', status: '404' })
      await until(patron, 1, `${requests}_count`, { route: `${route}/:number(^[0-9]+$)`, method: 'GET', status: '401' })
      await until(patron, 1, `${requests}_count`, { route, method: 'POST', status: '400' })
      const registered = { route, method: 'POST', status: '201' }
      const samples = await until(patron, 3, `${requests}_count`, registered)
      const bounds = samples.filter(({ name, labels }) => name === `${requests}_bucket` && labels['status'] === '201')
      assert.deepEqual(
        [bounds[0]?.labels['le'], bounds.at(-2)?.labels['le'], bounds.at(-1)?.labels['le']],
        ['0.001', '10', '+Inf'],
      )
      assert.equal(bounds.at(-1)?.value, 3)
      assert.ok((figureOf(samples, `${requests}_sum`, registered) ?? 0) > 0)
      assert.ok(!JSON.stringify(samples).includes('example.com'))
    })

    await t.test('what the hash queue, the database and the process do is shown', async () => {
      const samples = await scrape(patron)
      const own = (name: string) => figureOf(samples, name, { pool: 'own' })
      assert.deepEqual([own('patron_hashes_total'), own('patron_hashes_refused_total')], [3, 0])
      assert.deepEqual([own('patron_hash_workers_busy'), own('patron_hash_worker_crashes_total')], [0, 0])
      assert.ok((own('patron_hash_average_seconds') ?? 0) > 0 && (own('patron_hash_cpu_seconds_total') ?? 0) > 0)
      for (const [lane, waited] of [
        ['sign_in', 0],
        ['registration', 3],
        ['import', 0],
      ] as const) {
        assert.equal(figureOf(samples, 'patron_hash_queue_depth', { pool: 'own', lane }), 0)
        assert.equal(figureOf(samples, 'patron_hash_wait_seconds_count', { pool: 'own', lane }), waited)
      }
      assert.equal(figureOf(samples, 'patron_hash_workers'), 2)
      assert.ok((figureOf(samples, 'patron_sign_ins_possible_per_second') ?? 0) > 0)
      assert.ok((figureOf(samples, 'patron_database_connections') ?? 0) >= 1)
      assert.equal(figureOf(samples, 'patron_database_connections_awaited'), 0)
      assert.ok((figureOf(samples, 'process_cpu_seconds_total') ?? 0) > 0)
      assert.ok(samples.some(({ name }) => name === 'nodejs_eventloop_lag_p99_seconds'))
      assert.equal(figureOf(samples, 'patron_build_info', { version }), 1)
    })

    await t.test('refusals count by their code, which are all there from the start', async () => {
      const codes = ['busy', 'internal', 'not_found', 'too_many_requests', 'unavailable']
      for (const code of codes) assert.equal(figureOf(atFirst, 'patron_refusals_total', { code }), 0)
      const samples = await scrape(patron)
      assert.equal(figureOf(samples, 'patron_refusals_total', { code: 'too_many_requests' }), 2)
      assert.equal(figureOf(samples, 'patron_refusals_total', { code: 'not_found' }), 3)
      assert.equal(figureOf(samples, 'patron_refusals_total', { code: 'busy' }), 0)
    })
  })

  test(`of customers and requests the metrics tell figures and nothing else (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t))
    // Before the metrics are read: the share is read anew only after a minute.
    assert.equal((await patron.post(path, aCustomer())).status, 201)

    await t.test('the share of customer numbers given out is known to who may only use them', async () => {
      await until(patron, 1 / (2 ** 31 - 1), 'patron_customer_number_used_ratio')
    })

    await t.test('a client makes no label value of its own, whatever paths and methods it sends', async () => {
      const unparsed = METHODS.filter((method) => method !== 'CONNECT')
      for (const method of unparsed) await call(patron.url, { method, path })
      for (const method of unparsed) await call(patron.url, { method, path: `/of-${method}` })
      for (const odd of ['/%ff', '/a"b', '/x{y="z"}', '/metrics/x', '/healthz/x', `${path}x`, '/?a=1', '*', '//x']) {
        await call(patron.url, { method: 'GET', path: odd })
        await call(patron.url, { method: 'GET', path, headers: { 'x-http-method-override': odd, accept: 'text/x' } })
      }
      await until(patron, unparsed.length - 7, `${requests}_count`, { route, method: 'other', status: '405' })
      const samples = await scrape(patron)
      assert.deepEqual(labelValues(samples, 'route'), ['/', route, '/metrics', 'unknown'].toSorted())
      const methods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'other']
      assert.deepEqual(labelValues(samples, 'method'), methods)
      const statuses = labelValues(samples, 'status')
      assert.ok(
        statuses.every((status) => /^[2-5]\d\d$/.test(status)),
        statuses.join(),
      )
    })
  })

  test(`with a token the metrics are for who has it, in production as in development (${engine})`, async (t) => {
    const database = await create(t)
    for (const PATRON_MODE of ['development', 'production']) {
      const patron = await startTestPatron(t, database, { PATRON_MODE, PATRON_METRICS_TOKEN: token, PATRON_DRAIN_MS: '0' })
      const as = (authorization: string) => patron.send('GET', '/metrics', { headers: { authorization } })
      for (const right of [`Bearer ${token}`, `bearer  ${token}`]) {
        const reply = await as(right)
        assert.equal(reply.status, 200)
        readMetrics(reply.text)
      }
      const wrong = ['Bearer', `Bearer ${token}x`, `Bearer ${token.slice(0, -1)}`, `Bearer ${token} x`, token, `Basic ${token}`]
      for (const reply of [await patron.send('GET', '/metrics'), ...(await Promise.all(wrong.map(as)))]) {
        assert.deepEqual(
          [reply.status, reply.headers.get('content-type'), reply.headers.get('www-authenticate'), reply.json()],
          [401, problemType, 'Bearer', { title: 'Credentials are needed', status: 401, code: 'unauthenticated' }],
        )
      }
      assert.equal((await patron.send('GET', `/metrics?token=${token}`)).status, 401)
      assert.ok(!patron.log.join('').includes(token))
      await patron.stop()
    }
  })

  test(`in production without a token there are no metrics (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t), { PATRON_MODE: 'production', PATRON_DRAIN_MS: '0' })
    const [metrics, nowhere] = [await patron.send('GET', '/metrics'), await patron.send('GET', '/nowhere')]
    assert.deepEqual([metrics.status, metrics.text], [404, nowhere.text])
  })
}

test('two servers of one process count apart', async (t) => {
  const [one, other] = await Promise.all(testDatabases.map(async ({ create }) => startTestPatron(t, await create(t))))
  assert.ok(one && other)
  await one.post(path, aCustomer())
  await until(one, 1, `${requests}_count`, { route })
  assert.equal(figureOf(await scrape(other), `${requests}_count`, { route }), undefined)
  assert.equal(figureOf(await scrape(other), 'patron_hashes_total', { pool: 'own' }), 0)
})

test('while PostgreSQL is away the metrics are still read', async (t) => {
  const server = await startPostgres()
  t.after(() => server.stop())
  const { folder: dataDir, remove } = scratchFolder()
  t.after(() => t.after(remove))
  const patron = await startTestPatron(t, { databaseUrl: server.url, dataDir })
  await server.stop()
  assert.equal((await patron.post(path, aCustomer())).status, 503)
  await until(patron, 1, 'patron_refusals_total', { code: 'unavailable' })
})
