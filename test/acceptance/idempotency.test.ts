import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { aCustomer, profileOfAda } from '../support/a-customer.ts'
import { testDatabases } from '../support/databases.ts'
import { withEventsLocked } from '../support/events-locked.ts'
import { type Reply, startTestPatron, type TestPatron } from '../support/patron.ts'
import { query } from '../support/query.ts'

const path = '/api/v1/customers/'
const key = '7f3d9c1e-5b7a-4f0e-9a51-2d0c6a1be3f4'
const secret = 'the-first-secret-key-of-this-test-0123456789'
const newSecret = 'the-second-secret-key-of-this-test-012345678'

const register = (patron: TestPatron, idempotencyKey: string, body: unknown = aCustomer(), to = path): Promise<Reply> =>
  patron.send('POST', to, {
    headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
    body: JSON.stringify(body),
  })

const statusAndBody = ({ status, text }: Reply) => [status, text]
const seen = ({ status, text, headers }: Reply) => ({
  status,
  text,
  headers: ['content-type', 'allow', 'vary'].map((name) => headers.get(name)),
})

/** @param first  what the key's first request was answered */
function assertRepeats(first: Reply, repeated: Reply): void {
  assert.equal(first.status, 201)
  assert.deepEqual(seen(repeated), seen(first))
  assert.deepEqual(
    [first, repeated].map(({ headers }) => headers.get('idempotency-replayed')),
    [null, 'true'],
  )
}

const registered = { ...profileOfAda, address: null, last_purchase_date: null }
const taken = { email: ['customer with this email address already exists.'] }
const reused = { detail: 'Idempotency-Key was already used with another request body.' }
const inUse = { detail: 'A request with this Idempotency-Key is still being processed.' }
const malformed = { detail: 'Idempotency-Key must have 16 to 255 visible ASCII characters.' }

/** As when the first server died after it had taken the key and before it registered anyone. */
const loseRegistration = [
  'delete from customer',
  'delete from claim',
  'delete from credential',
  'delete from event',
  "update idempotency set answer = null, customer_id = null, leased_until = now() + interval '30 seconds'",
]

function assertComeBackSoon({ status, headers, json }: Reply): void {
  assert.deepEqual([status, json()], [409, inUse])
  const seconds = Number(headers.get('retry-after'))
  assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 30, `retry-after: ${headers.get('retry-after')}`)
}

for (const { engine, create } of testDatabases) {
  test(`a repeated request gets the first answer byte for byte, its key quoted or bare, and registers nobody else (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    const first = await register(patron, key)
    assert.deepEqual([first.status, first.json()], [201, registered])
    assertRepeats(first, await register(patron, key))
    assertRepeats(first, await register(patron, `"${key}"`))
    assertRepeats(first, await register(patron, key, aCustomer(), '/api/v1/customers'))
    await patron.stop()
    assert.equal((await query(database, 'select from customer')).length, 1)
    assert.equal((await query(database, 'select from event')).length, 1)
  })

  test(`a repeated request gets the first answer after a restart, and while the secret is being changed (${engine})`, async (t) => {
    const database = await create(t)
    const before = await startTestPatron(t, database, { PATRON_SECRET_KEY: secret })
    const first = await register(before, key)
    await before.stop()
    const after = await startTestPatron(t, database, { PATRON_SECRET_KEY: secret })
    assertRepeats(first, await register(after, key))
    await after.stop()
    const changed = await startTestPatron(t, database, { PATRON_SECRET_KEY: `${newSecret},${secret}` })
    assertRepeats(first, await register(changed, key))
    assert.deepEqual(statusAndBody(await register(changed, key, aCustomer({ first_name: 'Augusta' }))), [
      422,
      JSON.stringify(reused),
    ])
  })

  test(`a key used with another body is refused and keeps its first answer (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t))
    const first = await register(patron, key)
    for (const body of [aCustomer({ email: 'grace@example.com' }), {}, aCustomer({ password: 'other-Kv7#mQ2' })]) {
      const reply = await register(patron, key, body)
      assert.deepEqual([reply.status, reply.json()], [422, reused])
    }
    assertRepeats(first, await register(patron, key))
    assert.equal((await patron.post(path, aCustomer({ email: 'grace@example.com' }))).status, 201)
  })

  test(`of 20 requests sent at once with one key one registers, and in the end all get its answer (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t))
    const replies = await Promise.all(Array.from({ length: 20 }, () => register(patron, key)))
    const firsts = replies.filter(({ status, headers }) => status === 201 && !headers.has('idempotency-replayed'))
    assert.equal(firsts.length, 1)
    const [first] = firsts
    assert.ok(first)
    for (const reply of replies.filter((candidate) => candidate !== first)) {
      if (reply.status === 409) assertComeBackSoon(reply)
      else assertRepeats(first, reply)
    }
    for (const reply of await Promise.all(replies.map(() => register(patron, key)))) assertRepeats(first, reply)
  })

  test(`a request that was refused frees its key for the corrected one (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    const wrong = aCustomer({ password2: 'Other-Pass-77' })
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const refused = await register(patron, key, wrong)
      assert.deepEqual([refused.status, refused.json()], [400, { error: "Passwords don't match" }])
      assert.equal(refused.headers.get('idempotency-replayed'), null)
    }
    const first = await register(patron, key)
    assert.deepEqual([first.status, first.json()], [201, registered])
    assertRepeats(first, await register(patron, key))
    const other = '0e6f5a3c-8d1b-4c2e-b6a7-93d4f1c0a852'
    const duplicate = await register(patron, other)
    assert.deepEqual([duplicate.status, duplicate.json()], [400, taken])
    assert.equal((await register(patron, other, aCustomer({ email: 'grace@example.com' }))).status, 201)
  })

  test(`a key that is no key is refused before anything is done (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    const noKeys = ['', '""', 'k'.repeat(15), `"${'k'.repeat(15)}"`, 'k'.repeat(256), `"${'k'.repeat(256)}"`]
    const notVisible = [
      'two words make no key',
      `"${'k'.repeat(16)}", "${'k'.repeat(16)}"`,
      'k\tkkkkkkkkkkkkkkkkk',
      'kéééééééééééééééé',
    ]
    for (const noKey of [...noKeys, ...notVisible]) {
      const reply = await register(patron, noKey)
      assert.deepEqual([reply.status, reply.json()], [400, malformed], noKey)
    }
    await patron.stop()
    assert.deepEqual(await query(database, 'select * from customer'), [])
    assert.deepEqual(await query(database, 'select * from idempotency'), [])
  })

  test(`keys of 16 and of 255 characters are keys (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t))
    const keys = ['k'.repeat(16), 'K'.repeat(255), `"${'q'.repeat(16)}"`, `"${'Q'.repeat(255)}"`, '!#$%&()*+,-./:;<=>?@[]^_`{|}~']
    for (const [index, accepted] of keys.entries()) {
      const body = aCustomer({ email: `key${index}@example.com` })
      assertRepeats(await register(patron, accepted, body), await register(patron, accepted, body))
    }
  })

  test(`a kept answer names its customer and tells nothing without the key (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    assert.equal((await register(patron, key)).status, 201)
    await patron.stop()
    const [row, ...others] = await query(database, 'select * from idempotency')
    assert.ok(row)
    assert.deepEqual(others, [])
    const [customer] = await query(database, 'select id from customer')
    assert.equal(row['customer_id'], customer?.['id'])
    const stored = Object.values(row).map((value) =>
      value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value)),
    )
    const secrets = [key, ...Object.values(aCustomer()).map(String), 'ada-lovelace', 'first_name']
    for (const secretText of secrets) {
      for (const form of [secretText, Buffer.from(secretText).toString('hex'), Buffer.from(secretText).toString('base64')])
        assert.ok(!stored.some((bytes) => bytes.includes(form)), `the row tells ${secretText}`)
    }
  })

  test(`the key of a server that died is busy until its lease ends, and then free for the same request (${engine})`, async (t) => {
    const database = await create(t)
    const died = await startTestPatron(t, database)
    assert.equal((await register(died, key)).status, 201)
    await died.stop()
    for (const statement of loseRegistration) await query(database, statement)

    const early = await startTestPatron(t, database)
    assertComeBackSoon(await register(early, key))
    const other = await register(early, key, aCustomer({ email: 'grace@example.com' }))
    assert.deepEqual([other.status, other.json()], [422, reused])
    await early.stop()
    await query(database, "update idempotency set leased_until = now() - interval '1 second'")

    const late = await startTestPatron(t, database)
    const first = await register(late, key)
    assert.deepEqual([first.status, first.json()], [201, registered])
    assertRepeats(first, await register(late, key))
  })

  test(`an answer is kept for a day and then forgotten (${engine})`, async (t) => {
    const database = await create(t)
    const today = await startTestPatron(t, database)
    assert.equal((await register(today, key)).status, 201)
    await today.stop()
    const [kept] = await query(
      database,
      "select expires_at > now() + interval '23 hours' and expires_at <= now() + interval '24 hours' as for_a_day from idempotency",
    )
    assert.deepEqual(kept, { for_a_day: true })
    await query(database, "update idempotency set expires_at = now() - interval '1 second'")

    const tomorrow = await startTestPatron(t, database)
    const again = await register(tomorrow, key)
    assert.deepEqual([again.status, again.json()], [400, taken])
    const other = aCustomer({ email: 'grace@example.com' })
    assertRepeats(await register(tomorrow, key, other), await register(tomorrow, key, other))
  })

  test(`nothing is kept without a key, nor for a request that was refused (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    assert.equal((await patron.post(path, aCustomer())).status, 201)
    assert.equal((await register(patron, key)).status, 400)
    assert.equal((await register(patron, 'k'.repeat(20), {})).status, 400)
    await patron.stop()
    assert.deepEqual(await query(database, 'select * from idempotency'), [])
  })
}

const postgres = testDatabases.find(({ engine }) => engine === 'postgresql')

test('two servers on one PostgreSQL give one answer for one key, at once and later', async (t) => {
  assert.ok(postgres)
  const database = await postgres.create(t)
  const one = await startTestPatron(t, database)
  const two = await startTestPatron(t, database)
  const replies = await Promise.all(Array.from({ length: 20 }, (_, index) => register(index % 2 === 0 ? one : two, key)))
  const firsts = replies.filter(({ status, headers }) => status === 201 && !headers.has('idempotency-replayed'))
  assert.equal(firsts.length, 1)
  const [first] = firsts
  assert.ok(first)
  for (const patron of [one, two]) assertRepeats(first, await register(patron, key))
  assert.equal((await query(database, 'select from customer')).length, 1)
})

test('while the first request with a key is under way, another is told to come back, and the first still answers', {
  timeout: 60_000,
}, async (t) => {
  assert.ok(postgres)
  const database = await postgres.create(t)
  const patron = await startTestPatron(t, database)
  await withEventsLocked(database, async (unlock) => {
    const first = register(patron, key)
    while ((await query(database, 'select from idempotency')).length === 0) await sleep(5)
    assertComeBackSoon(await register(patron, key))
    await unlock()
    assertRepeats(await first, await register(patron, key))
  })
})

test('a request whose lease another has taken over registers nobody, and the other does', { timeout: 60_000 }, async (t) => {
  assert.ok(postgres)
  const database = await postgres.create(t)
  const patron = await startTestPatron(t, database)
  const leases = async () => (await query(database, 'select lease_token from idempotency')).map((row) => row['lease_token'])
  await withEventsLocked(database, async (unlock) => {
    const slow = register(patron, key)
    while ((await leases()).length === 0) await sleep(5)
    const [taken] = await leases()
    await query(database, "update idempotency set leased_until = now() - interval '1 second'")
    const next = register(patron, key)
    while ((await leases()).includes(taken)) await sleep(5)
    await unlock()
    assertComeBackSoon(await slow)
    const first = await next
    assert.deepEqual([first.status, first.json()], [201, registered])
    assertRepeats(first, await register(patron, key))
    assert.equal((await query(database, 'select from customer')).length, 1)
  })
})

test('a request that the database kept from its answer frees its key', async (t) => {
  assert.ok(postgres)
  const database = await postgres.create(t)
  const patron = await startTestPatron(t, database)
  await withEventsLocked(database, async (unlock) => {
    const reply = await register(patron, key)
    assert.deepEqual([reply.status, reply.json()], [503, { detail: 'Service temporarily unavailable, try again later.' }])
    assert.match(reply.headers.get('retry-after') ?? '', /^[1-9]\d*$/)
    await unlock()
  })
  const first = await register(patron, key)
  assert.deepEqual([first.status, first.json()], [201, registered])
  assertRepeats(first, await register(patron, key))
})
