import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { figureOf, readMetrics } from '../support/metrics-text.ts'
import { startTestPatron, type TestPatron } from '../support/patron.ts'
import { type Ask, asOwner } from '../support/query.ts'
import { aMember, password, signIn } from '../support/signed-in.ts'
import { surfacesOf } from '../support/surfaces.ts'
import { assertThrottled, statuses } from '../support/throttled.ts'

const another = 'Another-Pass-77'

async function nameCustomer(ask: Ask, email: string, username: string, key: string): Promise<void> {
  const [row] = await ask('update customer set username = $1, username_key = $2 where email = $3 returning id', [
    username,
    key,
    email,
  ])
  await ask("insert into claim (tenant_id, kind, value, customer_id) values ($1, 'login', $2, $3)", [
    defaultTenantId,
    key,
    row?.['id'],
  ])
}

/** Ada has an address and a username to sign in with, Grace a username alone: her address may be others', too. */
async function twoWithUsernames(patron: TestPatron, database: TestDatabase): Promise<void> {
  await aMember(patron, { email: 'ada@example.com', last_name: 'Lovelace' })
  await aMember(patron, { email: 'grace@example.com', last_name: 'Hopper' })
  await patron.stop()
  await asOwner(database, async (ask) => {
    await nameCustomer(ask, 'ada@example.com', 'Smoke_é', 'smoke_é')
    await nameCustomer(ask, 'grace@example.com', 'Grace@Home', 'grace@home')
    await ask("update customer set email_is_shared = true where email = 'grace@example.com'")
    await ask("delete from claim where kind = 'login' and value = 'grace@example.com'")
  })
}

for (const { engine, create } of testDatabases) {
  test(`who has a username signs in with it (${engine})`, async (t) => {
    const database = await create(t)
    await twoWithUsernames(await startTestPatron(t, database), database)
    const patron = await startTestPatron(t, database)
    const [django, ...shops] = surfacesOf(patron)
    assert.ok(django)

    await t.test('in any case and normal form, and with the address as before', async () => {
      const spellings = ['Smoke_é', 'SMOKE_É', ' smoke_e\u0301\n', 'ｓｍｏｋｅ＿é', 'ada@example.com']
      const told = await Promise.all(spellings.map((login) => django.signIn(login, password)))
      const numbers = told.map((one) => ('value' in one ? one.value.number : one.refused))
      assert.equal(new Set(numbers).size, 1, String(numbers))
      assert.equal(typeof numbers[0], 'number')
    })

    await t.test('a wrong password, a username of nobody and what can be none are told the same, for the same work', async () => {
      const answers = new Set<string>()
      for (const [login, typed] of [
        ['smoke_é', another],
        ['smoke_e', password],
        ['Smoke é', password],
        ['smoke_\u200bé', password],
        ['no address', password],
        ['x'.repeat(5000), password],
        ['nobody@example.com', password],
      ] as const) {
        const before = await hashesOf(patron)
        const { status, text } = await signIn(patron, login, typed)
        answers.add(`${status} ${text}`)
        assert.equal((await hashesOf(patron)) - before, 1, login)
      }
      assert.deepEqual([...answers], [`401 {"detail":"${django.words.wrongPair}"}`])
    })

    await t.test('an address that others may have is no login', async () => {
      assert.deepEqual(await django.signIn('grace@example.com', password), { refused: django.words.wrongPair })
      assert.ok('value' in (await django.signIn('GRACE@home', password)))
    })

    for (const [index, shop] of shops.entries()) {
      await t.test(`${shop.name} takes a username that looks like an address, and no other`, async () => {
        const refused = await shop.signIn('Smoke_é', password).catch((error: Error) => ({ refused: error.message }))
        assert.ok(
          'refused' in refused && refused.refused.includes('The email field must be a valid email address.'),
          JSON.stringify(refused),
        )
        const session = await shop.signIn('grace@home', index === 0 ? password : another)
        assert.ok('value' in session, JSON.stringify(session))
        assert.ok(typeof shop.changePassword === 'function')
        const [from, to] = index === 0 ? [password, another] : [another, password]
        assert.ok('refused' in (await shop.changePassword(session.value, 'Not-Her-Pass-12', to)))
        assert.deepEqual(await shop.changePassword(session.value, from, to), { value: 'changed' })
      })
    }
  })

  test(`tries at a username count together, however it is spelled (${engine})`, async (t) => {
    const database = await create(t)
    await twoWithUsernames(await startTestPatron(t, database), database)
    const limits = { PATRON_RATE_LIMITS: 'on', PATRON_SIGN_INS_PER_CLIENT: '1000000/60', PATRON_SIGN_INS_PER_ACCOUNT: '3/60' }
    const patron = await startTestPatron(t, database, limits)
    for (const [spellings, other] of [
      [['smoke_é', 'SMOKE_É', 'Smoke_e\u0301'], 'sMOKE_é'],
      [['nobody', 'Nobody', 'ＮＯＢＯＤＹ'], 'nobodY'],
    ] as const) {
      assert.deepEqual(await statuses(spellings.map((login) => signIn(patron, login, another))), [401, 401, 401])
      assertThrottled(await signIn(patron, other, password))
    }
  })
}

/** How many hashes were made or verified so far. */
async function hashesOf(patron: TestPatron): Promise<number> {
  return figureOf(readMetrics((await patron.send('GET', '/metrics')).text), 'patron_hashes_total', { pool: 'own' }) ?? 0
}
