import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { aCustomer } from '../support/a-customer.ts'
import { testDatabases } from '../support/databases.ts'
import { withEventsLocked } from '../support/events-locked.ts'
import { startTestPatron } from '../support/patron.ts'
import { asOwner, query } from '../support/query.ts'
import { assertComeBackSoon, assertRepeats, onlyFirst, register, somebody } from '../support/repeated-registration.ts'

const path = '/api/v1/customers/'
const secret = 'the-first-secret-key-of-this-test-0123456789'
const newSecret = 'the-second-secret-key-of-this-test-012345678'

const ada = somebody('Ada')

const taken = { email: ['customer with this email address already exists.'] }
const reused = { detail: 'Idempotency-Key was already used with another request body.' }
const noKeyAtAll = { detail: 'Idempotency-Key must have 16 to 255 visible ASCII characters.' }

const isForADay = "expires_at > now() + interval '23 hours' and expires_at <= now() + interval '24 hours'"

/** As when the first server died after it had taken the key and before it registered anyone. */
const loseRegistration = [
  'delete from customer',
  'delete from claim',
  'delete from credential',
  'delete from event',
  "update idempotency set answer = null, customer_id = null, leased_until = now() + interval '30 seconds'",
]

for (const { engine, create } of testDatabases) {
  test(`of all requests with one key, one counts (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    const repeating = somebody('Dorothy')
    const malformed = somebody('Katherine')
    const keyless = somebody('Mary')

    await t.test(
      'a repeated request gets the first answer byte for byte, its key quoted or bare, and registers nobody else',
      async () => {
        const { key, body, registered } = repeating
        const first = await register(patron, repeating)
        assert.deepEqual([first.status, first.json()], [201, registered])
        assertRepeats(first, await register(patron, repeating))
        assertRepeats(first, await register(patron, { key: `"${key}"`, body }))
        assertRepeats(first, await register(patron, repeating, '/api/v1/customers'))
      },
    )

    await t.test('a key used with another body is refused and keeps its first answer', async () => {
      const { key, body } = ada
      const other = aCustomer({ email: 'augusta@example.com' })
      const first = await register(patron, ada)
      for (const another of [other, {}, { ...body, password: 'other-Kv7#mQ2' }]) {
        const reply = await register(patron, { key, body: another })
        assert.deepEqual([reply.status, reply.json()], [422, reused])
      }
      assertRepeats(first, await register(patron, ada))
      assert.equal((await patron.post(path, other)).status, 201)
    })

    await t.test('of 20 requests sent at once with one key one registers, and in the end all get its answer', async () => {
      const grace = somebody('Grace')
      const replies = await Promise.all(Array.from({ length: 20 }, () => register(patron, grace)))
      const first = onlyFirst(replies)
      for (const reply of replies.filter((candidate) => candidate !== first)) {
        if (reply.status === 409) assertComeBackSoon(reply)
        else assertRepeats(first, reply)
      }
      for (const reply of await Promise.all(replies.map(() => register(patron, grace)))) assertRepeats(first, reply)
    })

    await t.test('a request that was refused frees its key for the corrected one', async () => {
      const { key, body, registered } = somebody('Joan')
      for (let attempt = 1; attempt <= 2; attempt += 1) {
        const refused = await register(patron, { key, body: { ...body, password2: 'Other-Pass-77' } })
        assert.deepEqual([refused.status, refused.json()], [400, { error: "Passwords don't match" }])
        assert.equal(refused.headers.get('idempotency-replayed'), null)
      }
      const first = await register(patron, { key, body })
      assert.deepEqual([first.status, first.json()], [201, registered])
      assertRepeats(first, await register(patron, { key, body }))
      const other = '0e6f5a3c-8d1b-4c2e-b6a7-93d4f1c0a852'
      const duplicate = await register(patron, { key: other, body })
      assert.deepEqual([duplicate.status, duplicate.json()], [400, taken])
      assert.equal((await register(patron, { key: other, body: somebody('Jean').body })).status, 201)
    })

    await t.test('a key that is no key is refused before anything is done', async () => {
      const noKeys = ['', '""', 'k'.repeat(15), `"${'k'.repeat(15)}"`, 'k'.repeat(256), `"${'k'.repeat(256)}"`]
      const notVisible = [
        'two words make no key',
        `"${'k'.repeat(16)}", "${'k'.repeat(16)}"`,
        'k\tkkkkkkkkkkkkkkkkk',
        'kéééééééééééééééé',
      ]
      for (const noKey of [...noKeys, ...notVisible]) {
        const reply = await register(patron, { key: noKey, body: malformed.body })
        assert.deepEqual([reply.status, reply.json()], [400, noKeyAtAll], noKey)
      }
    })

    await t.test('keys of 16 and of 255 characters are keys', async () => {
      const keys = [
        'k'.repeat(16),
        'K'.repeat(255),
        `"${'q'.repeat(16)}"`,
        `"${'Q'.repeat(255)}"`,
        '!#$%&()*+,-./:;<=>?@[]^_`{|}~',
      ]
      for (const [index, key] of keys.entries()) {
        const sent = { key, body: aCustomer({ email: `key${index}@example.com` }) }
        assertRepeats(await register(patron, sent), await register(patron, sent))
      }
    })

    await t.test('nothing is kept without a key, nor for a request that was refused', async () => {
      assert.equal((await patron.post(path, keyless.body)).status, 201)
      assert.equal((await register(patron, keyless)).status, 400)
      assert.equal((await register(patron, { key: 'r'.repeat(20), body: {} })).status, 400)
    })

    // What is left of it all is looked at, and a day goes by.
    const kept = somebody('Rosalind')
    assert.equal((await register(patron, kept)).status, 201)
    await patron.stop()
    const { customers, events, answers, forADay } = await asOwner(database, async (ask) => {
      const found = {
        customers: await ask('select id, email from customer'),
        events: await ask('select customer_id from event'),
        answers: await ask('select * from idempotency'),
        forADay: await ask(`select ${isForADay} as for_a_day from idempotency`),
      }
      await ask("update idempotency set expires_at = now() - interval '1 second'")
      return found
    })
    /** How many customers there are of this address, events of them and answers to them. */
    const storedOf = ({ email }: { email: string }) => {
      const ids = customers.filter((customer) => customer['email'] === email).map(({ id }) => id)
      const isTheirs = (row: Record<string, unknown>) => ids.includes(row['customer_id'])
      return [ids.length, events.filter(isTheirs).length, answers.filter(isTheirs).length]
    }

    await t.test('a kept answer names its customer and tells nothing without the key', () => {
      const customer = customers.find(({ email }) => email === kept.email)
      const [row, ...others] = answers.filter((answer) => answer['customer_id'] === customer?.['id'])
      assert.ok(row)
      assert.deepEqual(others, [])
      const stored = Object.values(row).map((value) =>
        value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value)),
      )
      const secrets = [kept.key, ...Object.values(kept.body).map(String), kept.registered.slug, 'first_name']
      for (const secretText of secrets) {
        for (const form of [secretText, Buffer.from(secretText).toString('hex'), Buffer.from(secretText).toString('base64')])
          assert.ok(!stored.some((bytes) => bytes.includes(form)), `the row tells ${secretText}`)
      }
    })

    await t.test('an answer is kept for a day and then forgotten', async (t) => {
      assert.ok(forADay.length > 0 && forADay.every((answer) => answer['for_a_day'] === true))
      const tomorrow = await startTestPatron(t, database)
      const again = await register(tomorrow, kept)
      assert.deepEqual([again.status, again.json()], [400, taken])
      const other = { key: kept.key, body: somebody('Lise').body }
      assertRepeats(await register(tomorrow, other), await register(tomorrow, other))
    })

    await t.test('in the end nobody is stored twice, nobody who was refused, and no answer but those', () => {
      assert.deepEqual([repeating, malformed, keyless].map(storedOf), [
        [1, 1, 1],
        [0, 0, 0],
        [1, 1, 0],
      ])
      assert.equal(events.length, customers.length)
      assert.ok(answers.every((answer) => answer['customer_id'] !== null))
    })
  })

  test(`a repeated request gets the first answer after a restart, and while the secret is being changed (${engine})`, async (t) => {
    const database = await create(t)
    const before = await startTestPatron(t, database, { PATRON_SECRET_KEY: secret })
    const first = await register(before, ada)
    await before.stop()
    const after = await startTestPatron(t, database, { PATRON_SECRET_KEY: secret })
    assertRepeats(first, await register(after, ada))
    await after.stop()
    const changed = await startTestPatron(t, database, { PATRON_SECRET_KEY: `${newSecret},${secret}` })
    assertRepeats(first, await register(changed, ada))
    const other = await register(changed, { ...ada, body: aCustomer({ first_name: 'Augusta' }) })
    assert.deepEqual([other.status, other.text], [422, JSON.stringify(reused)])
  })

  test(`the key of a server that died is busy until its lease ends, and then free for the same request (${engine})`, async (t) => {
    const database = await create(t)
    const died = await startTestPatron(t, database)
    assert.equal((await register(died, ada)).status, 201)
    await died.stop()
    await asOwner(database, async (ask) => {
      for (const statement of loseRegistration) await ask(statement)
    })

    const early = await startTestPatron(t, database)
    assertComeBackSoon(await register(early, ada))
    const other = await register(early, { ...ada, body: somebody('Grace').body })
    assert.deepEqual([other.status, other.json()], [422, reused])
    await early.stop()
    await query(database, "update idempotency set leased_until = now() - interval '1 second'")

    const late = await startTestPatron(t, database)
    const first = await register(late, ada)
    assert.deepEqual([first.status, first.json()], [201, ada.registered])
    assertRepeats(first, await register(late, ada))
  })
}

const postgres = testDatabases.find(({ engine }) => engine === 'postgresql')

test('of requests with one key that meet on one PostgreSQL, one counts', async (t) => {
  assert.ok(postgres)
  const database = await postgres.create(t)
  const patron = await startTestPatron(t, database)
  const customersOf = ({ email }: { email: string }) => query(database, 'select from customer where email = $1', [email])
  /** Of requests that are under way. */
  const leases = async () =>
    (await query(database, 'select lease_token from idempotency where answer is null')).map((row) => row['lease_token'])

  await t.test('two servers on one PostgreSQL give one answer for one key, at once and later', async (t) => {
    const both = [patron, await startTestPatron(t, database)]
    const replies = await Promise.all(Array.from({ length: 10 }, () => both.map((one) => register(one, ada))).flat())
    const first = onlyFirst(replies)
    for (const one of both) assertRepeats(first, await register(one, ada))
    assert.equal((await customersOf(ada)).length, 1)
  })

  await t.test(
    'while the first request with a key is under way, another is told to come back, and the first still answers',
    { timeout: 60_000 },
    async () => {
      const grace = somebody('Grace')
      await withEventsLocked(database, async (unlock) => {
        const first = register(patron, grace)
        while ((await leases()).length === 0) await sleep(5)
        assertComeBackSoon(await register(patron, grace))
        await unlock()
        assertRepeats(await first, await register(patron, grace))
      })
    },
  )

  await t.test(
    'a request whose lease another has taken over registers nobody, and the other does',
    { timeout: 60_000 },
    async () => {
      const joan = somebody('Joan')
      await withEventsLocked(database, async (unlock) => {
        const slow = register(patron, joan)
        while ((await leases()).length === 0) await sleep(5)
        const [taken] = await leases()
        await query(database, "update idempotency set leased_until = now() - interval '1 second'")
        const next = register(patron, joan)
        while ((await leases()).includes(taken)) await sleep(5)
        await unlock()
        assertComeBackSoon(await slow)
        const first = await next
        assert.deepEqual([first.status, first.json()], [201, joan.registered])
        assertRepeats(first, await register(patron, joan))
        assert.equal((await customersOf(joan)).length, 1)
      })
    },
  )

  await t.test('a request that the database kept from its answer frees its key', async () => {
    const mary = somebody('Mary')
    await withEventsLocked(database, async (unlock) => {
      const reply = await register(patron, mary)
      assert.deepEqual([reply.status, reply.json()], [503, { detail: 'Service temporarily unavailable, try again later.' }])
      assert.match(reply.headers.get('retry-after') ?? '', /^[1-9]\d*$/)
      await unlock()
    })
    const first = await register(patron, mary)
    assert.deepEqual([first.status, first.json()], [201, mary.registered])
    assertRepeats(first, await register(patron, mary))
  })
})
