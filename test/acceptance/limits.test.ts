import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCustomer } from '../support/a-customer.ts'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { form, type Reply, startTestPatron, type TestPatron } from '../support/patron.ts'
import { query } from '../support/query.ts'
import { assertThrottled, statuses } from '../support/throttled.ts'

const path = '/api/v1/customers/'
const keyed = { 'idempotency-key': '7f3d9c1e-5b7a-4f0e-9a51-2d0c6a1be3f4' }
const plenty = '1000000/60'
const taken = { email: ['customer with this email address already exists.'] }

const threePerClient = {
  PATRON_RATE_LIMITS: 'on',
  PATRON_REGISTRATIONS_PER_CLIENT: '3/60',
  PATRON_REGISTRATIONS_PER_ACCOUNT: plenty,
}
const threePerAccount = {
  PATRON_RATE_LIMITS: 'on',
  PATRON_REGISTRATIONS_PER_CLIENT: plenty,
  PATRON_REGISTRATIONS_PER_ACCOUNT: '3/60',
}

/** With these, cases on one server are clients of their own. */
const behindProxies = { PATRON_TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8' }

let people = 0
/** Somebody who has never registered. */
const somebody = () => {
  people += 1
  return aCustomer({ email: `somebody${people}@example.com` })
}

const from = (patron: TestPatron, forwardedFor: string, body: unknown = somebody(), headers = {}): Promise<Reply> =>
  patron.post(path, body, { 'x-forwarded-for': forwardedFor, ...headers })

/** Uses up the three tries of one client. */
async function exhaust(patron: TestPatron, client: string): Promise<void> {
  for (let attempt = 1; attempt <= 3; attempt += 1) assert.notEqual((await from(patron, client)).status, 429)
  assertThrottled(await from(patron, client))
}

/** As when a minute has passed. */
const endWindows = (database: TestDatabase) => query(database, "update attempt set window_ends = now() - interval '1 second'")

for (const { engine, create } of testDatabases) {
  test(`a client that tries too often is told when to come back, and registers nobody meanwhile (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database, threePerClient)
    for (let attempt = 1; attempt <= 3; attempt += 1) assert.equal((await patron.post(path, somebody())).status, 201)
    for (let attempt = 1; attempt <= 3; attempt += 1) assertThrottled(await patron.post(path, somebody()))
    await patron.stop()
    assert.equal((await query(database, 'select from customer')).length, 3)
  })

  test(`what one client tries is counted (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t), { ...threePerClient, ...behindProxies })

    await t.test('of 20 registrations that one client sends at once exactly as many as the limit pass', async () => {
      const replies = Array.from({ length: 20 }, () => from(patron, '192.0.2.1'))
      assert.deepEqual(await statuses(replies), [...Array(3).fill(201), ...Array(17).fill(429)])
    })

    await t.test('tries that were refused count, whatever the path, the query and the form they took', async () => {
      const headers = { 'x-forwarded-for': '192.0.2.2' }
      const wrong = aCustomer({ password2: 'Other-Pass-77' })
      assert.equal((await patron.post(path, {}, headers)).status, 400)
      assert.equal((await patron.post('/api/v1/customers', wrong, headers)).status, 400)
      assert.equal((await patron.send('POST', `${path}?a=1`, form({ email: 'nobody' }, headers))).status, 400)
      for (const variant of [path, '/api/v1/customers', `${path}?b=2`, `${path}?format=json`])
        assertThrottled(await patron.post(variant, somebody(), headers))
    })

    await t.test('looking at the registration without trying one counts nothing', async () => {
      const headers = { 'x-forwarded-for': '192.0.2.3' }
      for (let attempt = 1; attempt <= 10; attempt += 1) {
        assert.equal((await patron.send('OPTIONS', path, { headers })).status, 200)
        assert.equal((await patron.send('GET', path, { headers })).status, 405)
      }
      assert.equal((await patron.post(path, somebody(), headers)).status, 201)
    })

    await t.test('behind trusted proxies the right-most address that is none of them is the client', async () => {
      await exhaust(patron, '203.0.113.5')
      const sameClient = [
        '198.51.100.1, 203.0.113.5',
        '1.1.1.1, 2.2.2.2,203.0.113.5, 10.1.2.3',
        'unknown, 203.0.113.5',
        '::ffff:203.0.113.5',
      ]
      for (const chain of sameClient) assertThrottled(await from(patron, chain))
      for (const chain of ['203.0.113.6', '203.0.113.5, 203.0.113.7', '203.0.113.5, 198.51.100.1, 10.9.9.9'])
        assert.equal((await from(patron, chain)).status, 201, chain)
      assert.equal((await patron.post(path, somebody())).status, 201)
    })

    await t.test('a trusted proxy that names no address makes no server error', async () => {
      const oddities = [
        'unknown',
        ',',
        '192.0.2.4:443',
        '[2001:db8:7::1]:443',
        '_x',
        '%00',
        '::ffff:',
        'fe80::1%eth0',
        "'; drop table attempt",
      ]
      for (const oddity of oddities) assert.equal((await from(patron, oddity)).status, 201, oddity)
    })

    await t.test('all addresses of an IPv6 /64 are one client, and the next /64 is another', async () => {
      const neighbours = ['2001:db8::1', '2001:DB8:0:0:ffff::1', '2001:0db8::dead:beef', '2001:db8:0:0:8000::', '2001:db8::2']
      assert.deepEqual(await statuses(neighbours.map((address) => from(patron, address))), [201, 201, 201, 429, 429])
      assert.equal((await from(patron, '2001:db8:0:1::1')).status, 201)
    })

    await t.test('a repeated answer is not counted, also when the client has no tries left', async () => {
      const client = '192.0.2.5'
      const body = somebody()
      const repeat = () => from(patron, client, body, keyed)
      const first = await repeat()
      assert.equal(first.status, 201)
      for (let repeats = 1; repeats <= 5; repeats += 1) assert.equal((await repeat()).text, first.text)
      assert.deepEqual(await statuses([1, 2, 3, 4].map(() => from(patron, client))), [201, 201, 429, 429])
      assert.deepEqual([(await repeat()).status, (await repeat()).text], [201, first.text])
    })
  })

  test(`a count outlives the server and ends with its window (${engine})`, async (t) => {
    const database = await create(t)
    const start = () => startTestPatron(t, database, { ...threePerClient, ...behindProxies })
    const [one, other] = ['192.0.2.1', '192.0.2.2'] as const
    const before = await start()
    for (const client of [one, other]) await exhaust(before, client)
    const body = somebody()
    assertThrottled(await from(before, other, body, keyed))
    await before.stop()
    const restarted = await start()
    assertThrottled(await from(restarted, one))
    await restarted.stop()
    await endWindows(database)
    const after = await start()

    await t.test('when the window ends the client may try as often again', async () => {
      const replies = Array.from({ length: 5 }, () => from(after, one))
      assert.deepEqual(await statuses(replies), [201, 201, 201, 429, 429])
    })

    await t.test('a try over the limit leaves its key free for later', async () => {
      assert.equal((await from(after, other, body, keyed)).status, 201)
    })
  })

  test(`X-Forwarded-For makes no other client of a peer that is no trusted proxy (${engine})`, async (t) => {
    for (const trusted of [{}, { PATRON_TRUSTED_PROXIES: '10.0.0.0/8,2001:db8::/32' }]) {
      const patron = await startTestPatron(t, await create(t), { ...threePerClient, ...trusted })
      const replies = ['203.0.113.1', '203.0.113.2', '10.0.0.1', '203.0.113.4', '2001:db8::1'].map((claimed) =>
        from(patron, claimed),
      )
      assert.deepEqual(await statuses(replies), [201, 201, 201, 429, 429])
      await patron.stop()
    }
  })

  test(`what is tried for one mailbox is counted (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t), { ...threePerAccount, ...behindProxies })

    await t.test('one mailbox may be tried so often, in any spelling and from any client', async () => {
      const tries = ['ada@example.com', ' ADA@example.com', '"ada"@EXAMPLE.com'].map(
        (email, index) => [aCustomer({ email }), `203.0.113.${index}`] as const,
      )
      const [first, ...others] = tries
      assert.ok(first)
      assert.equal((await from(patron, first[1], first[0])).status, 201)
      for (const [body, client] of others) {
        const reply = await from(patron, client, body)
        assert.deepEqual([reply.status, reply.json()], [400, taken])
      }
      const further = [
        { email: 'aDa@example.com' },
        { email: 'ada@example.com', username: 'other' },
        { email: 'ada@example.com', password: '' },
      ]
      for (const fields of further) assertThrottled(await from(patron, '198.51.100.9', aCustomer(fields)))
      assert.equal((await from(patron, '203.0.113.0', aCustomer({ email: 'grace@example.com' }))).status, 201)
    })

    await t.test('of 20 tries for one mailbox at once exactly as many as the limit are looked at', async () => {
      const spellings = ['joan@example.com', 'JOAN@example.com', 'joan@Example.Com', '"joan"@example.com']
      const replies = Array.from({ length: 20 }, (_, index) => patron.post(path, aCustomer({ email: spellings[index % 4] })))
      assert.deepEqual(await statuses(replies), [201, 400, 400, ...Array(17).fill(429)])
    })

    await t.test('tries without a usable address count for no mailbox', async () => {
      for (const email of ['nobody', '', null, 'nobody', 'nobody', 'nobody'])
        assert.equal((await patron.post(path, aCustomer({ email }))).status, 400)
    })
  })

  test(`what is counted tells neither the client nor the mailbox (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database, { ...threePerClient, ...behindProxies })
    assert.equal((await from(patron, '203.0.113.5', aCustomer())).status, 201)
    await patron.stop()
    const rows = await query(database, 'select bucket, used from attempt')
    assert.deepEqual(
      rows.map(({ used }) => used),
      [1, 1],
    )
    for (const { bucket } of rows) {
      assert.ok(bucket instanceof Uint8Array)
      assert.equal(bucket.length, 32)
      for (const secret of ['203.0.113', 'ada', 'example']) assert.ok(!Buffer.from(bucket).includes(secret))
    }
  })
}

const postgres = testDatabases.find(({ engine }) => engine === 'postgresql')

const counted = [
  { by: 'client', settings: threePerClient, body: somebody, expected: [201, 201, 201] },
  { by: 'mailbox', settings: threePerAccount, body: () => aCustomer(), expected: [201, 400, 400] },
]

for (const { by, settings, body, expected } of counted) {
  test(`two servers on one PostgreSQL count together by ${by}`, async (t) => {
    assert.ok(postgres)
    const database = await postgres.create(t)
    const servers = [await startTestPatron(t, database, settings), await startTestPatron(t, database, settings)]
    const replies = Array.from({ length: 10 }, () => servers.map((server) => server.post(path, body()))).flat()
    assert.deepEqual(await statuses(replies), [...expected, ...Array(17).fill(429)])
    for (const server of servers) assertThrottled(await server.post(path, body()))
  })
}
