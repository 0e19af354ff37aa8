import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashSync } from '@node-rs/argon2'
import { aCustomer } from '../support/a-customer.ts'
import { testDatabases } from '../support/databases.ts'
import { figureOf, readMetrics } from '../support/metrics-text.ts'
import { startTestPatron, type TestPatron } from '../support/patron.ts'
import { asOwner, query } from '../support/query.ts'
import { aMember, bearer, password, signIn } from '../support/signed-in.ts'
import { assertThrottled, statuses } from '../support/throttled.ts'
import { toldBy } from '../support/told.ts'

const wrong = 'Another-Pass-77'
const plenty = '1000000/60'
const perClient = (rate: string) => ({
  PATRON_RATE_LIMITS: 'on',
  PATRON_SIGN_INS_PER_CLIENT: rate,
  PATRON_SIGN_INS_PER_ACCOUNT: plenty,
})
const perAccount = (rate: string) => ({
  PATRON_RATE_LIMITS: 'on',
  PATRON_SIGN_INS_PER_CLIENT: plenty,
  PATRON_SIGN_INS_PER_ACCOUNT: rate,
})

/** How many hashes were made or verified so far. */
async function hashesOf(patron: TestPatron): Promise<number> {
  const samples = readMetrics((await patron.send('GET', '/metrics')).text)
  return figureOf(samples, 'patron_hashes_total', { pool: 'own' }) ?? 0
}

async function hashesFor(patron: TestPatron, work: () => Promise<unknown>): Promise<number> {
  const before = await hashesOf(patron)
  await work()
  return (await hashesOf(patron)) - before
}

const register = async (patron: TestPatron, fields: Readonly<Record<string, unknown>> = {}) =>
  assert.equal((await patron.post('/api/v1/customers/', aCustomer(fields))).status, 201)

const from = (patron: TestPatron, client: string, email: string, typed = wrong) =>
  signIn(patron, email, typed, { 'x-forwarded-for': client })

for (const { engine, create } of testDatabases) {
  test(`who signs in is known by mailbox and password, however both are spelled (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)

    await t.test('a password registered with blanks at its ends is trimmed, and works as sent and trimmed', async () => {
      const padded = ` \u3000${password}\t`
      await register(patron, { email: 'padded@example.com', password: padded, password2: padded })
      for (const typed of [padded, password, `${password} `, `\u001c${password}\u0085`])
        assert.equal((await signIn(patron, 'padded@example.com', typed)).status, 200, JSON.stringify(typed))
      // U+FEFF is no white space to the contract, and white space inside is part of the password.
      for (const typed of [`\ufeff${password}`, password.replace('#', ' #'), ` ${wrong} `])
        assert.equal((await signIn(patron, 'padded@example.com', typed)).status, 401, JSON.stringify(typed))
    })

    await t.test('the mailbox is found in every spelling of its address', async () => {
      await register(patron, { email: 'Ada.Lovelace@Example.com' })
      for (const email of [
        'ada.lovelace@example.com',
        ' ADA.LOVELACE@EXAMPLE.COM\n',
        '"Ada.Lovelace"@example.com',
        'ada.LOVELACE@example.com.',
      ])
        assert.equal((await signIn(patron, email)).status, 200, email)
      for (const email of ['adalovelace@example.com', 'ada.lovelace+x@example.com', 'ada.lovelace@example.org'])
        assert.equal((await signIn(patron, email)).status, 401, email)
    })

    const [deactivated, suspended, deleted, blank, never] = await Promise.all(
      ['deactivated', 'suspended', 'deleted', 'blank', 'never'].map((name) =>
        aMember(patron, { email: `${name}@example.com`, last_name: name }),
      ),
    )
    assert.ok(deactivated && suspended && deleted && blank && never)
    const nobody = 'nobody@example.com'
    const gone = await patron.send('DELETE', deactivated.path, { headers: bearer(deactivated.access) })
    assert.equal(gone.status, 204)
    await register(patron, { email: 'unseen@example.com', last_name: 'Unseen' })
    await patron.stop()
    const blankHash = hashSync(` ${password} `, { memoryCost: 8, timeCost: 1, parallelism: 1 })
    await asOwner(database, async (ask) => {
      for (const { email } of [suspended, deleted])
        await ask('update customer set state = $1 where email = $2', [email.split('@')[0], email])
      const ofBlank = 'customer_id = (select id from customer where email = $2)'
      await ask(`update credential set hash = $1 where ${ofBlank}`, [blankHash, blank.email])
      await ask('update customer set last_sign_in_at = null where email = $1', [never.email])
    })
    const restarted = await startTestPatron(t, database)

    await t.test('deactivated, suspended and deleted accounts are told what nobody’s is, whatever the password', async () => {
      const expected = toldBy(await signIn(restarted, nobody))
      assert.equal(expected.status, 401)
      for (const { email } of [deactivated, suspended, deleted])
        for (const typed of [password, wrong]) assert.deepEqual(toldBy(await signIn(restarted, email, typed)), expected, email)
      assert.deepEqual(toldBy(await signIn(restarted, never.email, wrong)), expected)
      assert.deepEqual(toldBy(await signIn(restarted, 'no address')), expected)
    })

    await t.test('a login that is nobody’s costs as many verifications as one that is somebody’s', async () => {
      const logins: readonly string[] = [never.email, nobody, suspended.email, deleted.email, 'no address']
      for (const [typed, verifications] of [
        [wrong, 1],
        [` ${wrong}`, 2],
      ] as const)
        for (const email of logins) {
          const hashed = await hashesFor(restarted, () => signIn(restarted, email, typed))
          assert.equal(hashed, verifications, `${email} ${typed}`)
        }
    })

    await t.test('a password whose stored form has blanks at its ends works as sent only', async () => {
      assert.equal((await signIn(restarted, blank.email, ` ${password} `)).status, 200)
      for (const typed of [password, ` ${password}`]) assert.equal((await signIn(restarted, blank.email, typed)).status, 401)
    })

    await t.test('a sign-in that works is recorded, and one that fails is not', async () => {
      assert.equal((await signIn(restarted, 'unseen@example.com', wrong)).status, 401)
      assert.equal((await signIn(restarted, never.email)).status, 200)
      await restarted.stop()
      const recorded = `select email, last_sign_in_at between now() - interval '5 minutes' and now() as now from customer`
      const rows = await query(database, `${recorded} where email in ($1, $2) order by email`, [
        never.email,
        'unseen@example.com',
      ])
      assert.deepEqual(rows, [
        { email: never.email, now: true },
        { email: 'unseen@example.com', now: null },
      ])
    })
  })

  test(`an account may be tried so often, whether it is anybody’s, and from any client (${engine})`, async (t) => {
    const database = await create(t)
    const settings = { ...perAccount('3/60'), PATRON_TRUSTED_PROXIES: '127.0.0.1' }
    const patron = await startTestPatron(t, database, settings)
    await register(patron)

    await t.test('of fifty tries sent at once as many as the limit are looked at, in whatever spelling', async () => {
      for (const [email, other] of [
        ['ada@example.com', '"ADA"@EXAMPLE.com'],
        ['nobody@example.com', ' NOBODY@example.com'],
        ['no address', 'no address'],
      ] as const) {
        const hashed = await hashesFor(patron, async () => {
          const tries = Array.from({ length: 50 }, (_, n) => from(patron, `203.0.113.${n}`, n % 2 ? email : other))
          assert.deepEqual(await statuses(tries), [...Array(3).fill(401), ...Array(47).fill(429)], email)
        })
        assert.equal(hashed, 3)
        assertThrottled(await from(patron, '198.51.100.1', email, password))
      }
      assert.equal((await from(patron, '198.51.100.1', 'someone.else@example.com')).status, 401)
    })

    await t.test('what is no login or no password counts for nobody', async () => {
      for (let attempt = 1; attempt <= 5; attempt += 1)
        for (const body of [{}, { email: 'grace@example.com', password: ' ' }, { email: null, password }])
          assert.equal((await patron.post('/auth/token/', body)).status, 400)
      assert.equal((await signIn(patron, 'grace@example.com')).status, 401)
    })

    await t.test('a sign-in that works begins the count of its account anew, and no other', async () => {
      for (const name of ['Often', 'Seldom']) await register(patron, { email: `${name}@example.com`, last_name: name })
      for (let round = 1; round <= 3; round += 1) {
        for (const typed of [wrong, wrong, password])
          assert.equal((await signIn(patron, 'often@example.com', typed)).status, typed === password ? 200 : 401)
      }
      const seldom = [wrong, wrong, wrong].map((typed) => signIn(patron, 'seldom@example.com', typed))
      assert.deepEqual(await statuses(seldom), [401, 401, 401])
      assert.equal((await signIn(patron, 'often@example.com')).status, 200)
      assertThrottled(await signIn(patron, 'seldom@example.com'))
      const again = [wrong, wrong, wrong].map((typed) => signIn(patron, 'often@example.com', typed))
      assert.deepEqual(await statuses(again), [401, 401, 401])
      assertThrottled(await signIn(patron, 'often@example.com'))
    })
  })

  test(`a client may try so often, whatever accounts it tries (${engine})`, async (t) => {
    const database = await create(t)
    const direct = await startTestPatron(t, database, perClient('3/60'))
    const claimed = (n: number) => from(direct, `203.0.113.${n}`, `nobody${n}@example.com`)

    await t.test('of fifty tries of one client as many as the limit are looked at; X-Forwarded-For is not believed', async () => {
      const hashed = await hashesFor(direct, async () => {
        const tries = Array.from({ length: 50 }, (_, n) => claimed(n))
        assert.deepEqual(await statuses(tries), [...Array(3).fill(401), ...Array(47).fill(429)])
      })
      assert.equal(hashed, 3)
      assertThrottled(await signIn(direct, 'ada@example.com'))
      await register(direct)
      await direct.stop()
    })

    await t.test('behind a trusted proxy the address it vouches for counts, an IPv6 /64 as one', async () => {
      const settings = { ...perClient('3/60'), PATRON_TRUSTED_PROXIES: '127.0.0.1' }
      const patron = await startTestPatron(t, database, settings)
      const neighbours = ['2001:db8::1', '2001:DB8:0:0:ffff::1', '2001:0db8::dead:beef', '2001:db8:0:0:8000::', '2001:db8::2']
      const tries = neighbours.map((client, n) => from(patron, client, `nobody${n}@example.com`))
      assert.deepEqual(await statuses(tries), [401, 401, 401, 429, 429])
      assert.equal((await from(patron, '2001:db8:0:1::1', 'nobody@example.com')).status, 401)
      for (const chain of ['203.0.113.5', '198.51.100.1, 203.0.113.5', '::ffff:203.0.113.5'])
        assert.equal((await from(patron, chain, 'ada@example.com', password)).status, 200, chain)
      assertThrottled(await from(patron, '203.0.113.5', 'ada@example.com', password))
      assert.equal((await from(patron, '203.0.113.5, 203.0.113.6', 'ada@example.com', password)).status, 200)
    })
  })
}

const postgres = testDatabases.find(({ engine }) => engine === 'postgresql')
test('two servers on one PostgreSQL count sign-ins together', async (t) => {
  assert.ok(postgres)
  const database = await postgres.create(t)
  const settings = perAccount('3/60')
  const servers = [await startTestPatron(t, database, settings), await startTestPatron(t, database, settings)]
  const tries = Array.from({ length: 10 }, () => servers.map((server) => signIn(server, 'ada@example.com', wrong))).flat()
  assert.deepEqual(await statuses(tries), [401, 401, 401, ...Array(17).fill(429)])
})
