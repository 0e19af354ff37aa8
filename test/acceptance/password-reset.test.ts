import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCustomer } from '../support/a-customer.ts'
import { testDatabases } from '../support/databases.ts'
import { form, type Reply, type TestPatron } from '../support/patron.ts'
import { startRecovery, type TestRecovery } from '../support/recovery.ts'
import { aMember, getProfile, memberOf, password, putProfile, refresh, signIn } from '../support/signed-in.ts'
import { asOwner } from '../support/storage.ts'

const pathOf = (token: string) => `/customer/reset-password/${token}`
const chosen = 'correct horse battery staple'

const reset = (patron: TestPatron, token: string, typed = chosen, again = typed): Promise<Reply> =>
  patron.send('POST', pathOf(token), form({ password: typed, confirmPassword: again }))

const resetByJson = (patron: TestPatron, token: string, body: unknown = { password: chosen, confirmPassword: chosen }) =>
  patron.post(pathOf(token), body)

/** Registers somebody of this name and gives the token of their link. */
async function somebodysLink({ patron, link }: TestRecovery, name: string) {
  const email = `${name}@example.com`
  assert.equal((await patron.post('/api/v1/customers/', aCustomer({ email }))).status, 201)
  return { email, token: await link('password_reset', email) }
}

async function assertOver(patron: TestPatron, token: string): Promise<void> {
  assert.deepEqual([(await patron.send('GET', pathOf(token))).status, (await reset(patron, token)).status], [410, 410])
}

for (const { engine: name, create } of testDatabases) {
  test(`whoever has the link mailed to a customer sets another password, once (${name})`, async (t) => {
    const server = await startRecovery(t, await create(t))
    const { patron, engine, link } = server

    await t.test('every session ends, the old password with them, and the mailbox is proven', async () => {
      const member = await aMember(patron)
      const elsewhere = await memberOf(patron, member.email)
      const token = await link('password_reset', member.email)
      for (let look = 1; look <= 3; look += 1) assert.equal((await patron.send('GET', pathOf(token))).status, 200)
      const done = await patron.send(
        'POST',
        pathOf(token),
        form({ password: chosen, confirmPassword: chosen }, { 'accept-language': 'de' }),
      )
      assert.equal(done.status, 200, done.text)
      for (const { refresh: ended } of [member, elsewhere]) assert.equal((await refresh(patron, ended)).status, 401)
      assert.equal((await getProfile(patron, member)).status, 401)
      assert.equal((await signIn(patron, member.email)).status, 401)
      assert.equal((await signIn(patron, member.email, chosen)).status, 200)
      const told = await asOwner(
        engine,
        "select type, facts, personal from event where type not in ('customer.registered') order by id",
      )
      assert.deepEqual(told, [
        { type: 'customer.email_verified', facts: {}, personal: null },
        {
          type: 'customer.password_changed',
          facts: { by: 'reset', locale: 'de' },
          personal: { email: member.email, firstName: 'Ada' },
        },
      ])
      const [customer] = await asOwner(engine, 'select email_verified_at is not null as proven from customer')
      assert.deepEqual(customer, { proven: true })
      await assertOver(patron, token)
    })

    await t.test('a mailbox that is proven already is not proven again', async () => {
      await reset(patron, await link('password_reset', 'ada@example.com'))
      const told = await asOwner(engine, "select from event where type = 'customer.email_verified'")
      assert.equal(told.length, 1)
    })

    await t.test('of sixteen uses at once exactly one sets its password', async () => {
      const { email, token } = await somebodysLink(server, 'raced')
      const typed = Array.from({ length: 16 }, (_, index) => `${chosen} ${index}`)
      const replies = await Promise.all(typed.map((one) => reset(patron, token, one)))
      const winners = typed.filter((_, index) => replies[index]?.status === 200)
      assert.deepEqual(replies.map(({ status }) => status).toSorted(), [200, ...Array(15).fill(410)])
      for (const one of typed) assert.equal((await signIn(patron, email, one)).status, one === winners[0] ? 200 : 401)
    })

    await t.test('another link to a new password ends with it, and one that has run out never works', async () => {
      const { email, token } = await somebodysLink(server, 'twice')
      const other = await link('password_reset', email)
      const undo = await link('undo_email_change', email)
      assert.equal((await reset(patron, token)).status, 200)
      await assertOver(patron, other)
      assert.equal((await patron.send('GET', `/customer/undo-email-change/${undo}`)).status, 200)
      const late = await link('password_reset', email)
      await asOwner(engine, "update recovery set expires_at = now() where kind = 'password_reset' and used_at is null")
      await assertOver(patron, late)
      assert.equal((await signIn(patron, email, chosen)).status, 200)
    })

    await t.test(
      'a link works for the mailbox it went to: in every spelling, and not after the address has changed',
      async () => {
        const { email, token } = await somebodysLink(server, 'moving')
        const member = await memberOf(patron, email)
        assert.equal((await putProfile(patron, member, { email: '"MOVING"@EXAMPLE.com' })).status, 200)
        assert.equal((await patron.send('GET', pathOf(token))).status, 200)
        assert.equal((await putProfile(patron, member, { email: 'moved@example.com' })).status, 200)
        await assertOver(patron, token)
      },
    )

    await t.test('customers who are not active have no links', async () => {
      const { email, token } = await somebodysLink(server, 'inactive')
      for (const state of ['suspended', 'deactivated', 'deleted']) {
        await asOwner(engine, 'update customer set state = $1 where email = $2', [state, email])
        await assertOver(patron, token)
      }
    })

    await t.test('a link opens nothing but what it was made for', async () => {
      const { email, token } = await somebodysLink(server, 'mixed')
      await assertOver(patron, await link('email_verification', email))
      await assertOver(patron, await link('undo_email_change', email))
      await assertOver(patron, `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`)
      for (const part of ['x', '%00', '%C3%A9', encodeURIComponent(`${token}'`), token.slice(1)]) await assertOver(patron, part)
    })

    await t.test('whoever had no password gets one', async () => {
      const { email, token } = await somebodysLink(server, 'first')
      await asOwner(engine, 'delete from credential where customer_id = (select id from customer where email = $1)', [email])
      assert.equal((await reset(patron, token)).status, 200)
      assert.equal((await signIn(patron, email, chosen)).status, 200)
    })

    await t.test('who sets a password on the page is signed in by it, and who sends it as a program is not', async () => {
      const { email, token } = await somebodysLink(server, 'inside')
      const reply = await reset(patron, token)
      const [cookie = ''] = reply.headers.getSetCookie()
      assert.match(cookie, /^__Host-patron-session=\d+\|[^;]+; .*HttpOnly; Secure; SameSite=Lax/)
      assert.match(reply.text, /<a href="\/customer\/account">/)
      const sessions = 'select from session where customer_id = (select id from customer where email = $1) and ended_at is null'
      assert.equal((await asOwner(engine, sessions, [email])).length, 1)
      const other = await link('password_reset', email)
      const answered = await patron.post(pathOf(other), { password: `${chosen}2`, confirmPassword: `${chosen}2` })
      assert.deepEqual([answered.status, answered.headers.getSetCookie()], [200, []])
      assert.equal((await asOwner(engine, sessions, [email])).length, 0)
    })

    await t.test('a password that cannot be used leaves the link as good as it was, and is never shown', async () => {
      const { email, token } = await somebodysLink(server, 'careful')
      const refused: [typed: string, again: string, text: RegExp][] = [
        ['short7!', 'short7!', /Use 8 characters or more/],
        ['', '', /Choose a password.*Type the password once more/s],
        [' \t        ', ' \t        ', /Choose a password/],
        ['password1', 'password1', /Many people use this password/],
        ['9876504321099', '9876504321099', /Use more than digits/],
        ['Lovelace1!', 'Lovelace1!', /too close to your name/],
        ['a'.repeat(1025), 'a'.repeat(1025), /Use 1,024 characters or fewer/],
        [chosen, `${chosen}!`, /This is not the same password/],
        [`${chosen}\0`, `${chosen}\0`, /cannot be used/],
      ]
      for (const [typed, again, text] of refused) {
        const reply = await reset(patron, token, typed, again)
        assert.equal(reply.status, 422)
        assert.match(reply.text, text)
        for (const value of [typed, again]) assert.ok(value.trim() === '' || !reply.text.includes(value.slice(0, 1000)))
      }
      assert.equal((await signIn(patron, email)).status, 200)
      assert.equal((await reset(patron, token, ` ${chosen} `)).status, 200)
      assert.equal((await signIn(patron, email, ` ${chosen} `)).status, 200)
    })

    await t.test('a program gets JSON, with the texts beside their fields', async () => {
      const { token } = await somebodysLink(server, 'program')
      const short = await resetByJson(patron, token, { password: 'short7!', confirmPassword: 'short8!' })
      const [first, second] = ['Use 8 characters or more.', 'This is not the same password.']
      assert.deepEqual(
        [short.status, short.json()],
        [422, { message: first, errors: { password: [first], confirmPassword: [second] } }],
      )
      for (const value of [{ $gt: 0 }, [chosen], 12345678, true, null, undefined]) {
        const reply = await resetByJson(patron, token, { password: value, confirmPassword: value })
        assert.deepEqual([reply.status, (reply.json() as { message: string }).message], [422, 'Choose a password.'])
      }
      for (const body of [[], 'text', null]) assert.equal((await resetByJson(patron, token, body)).status, 400)
      const json = { 'content-type': 'application/json' }
      for (const body of ['{', '', Buffer.from('{"password":"\xff"}', 'latin1')])
        assert.equal((await patron.send('POST', pathOf(token), { headers: json, body })).status, 400)
      const done = await resetByJson(patron, token)
      assert.deepEqual(
        [done.status, done.headers.get('content-type'), Object.keys(done.json() as object)],
        [200, 'application/json', ['message']],
      )
      const over = await resetByJson(patron, token)
      assert.deepEqual([over.status, Object.keys(over.json() as object)], [410, ['message']])
    })

    await t.test(
      'over the wire a page is kept nowhere and names itself to no other site; other methods are told which there are',
      async () => {
        const { token } = await somebodysLink(server, 'wire')
        const page = await patron.send('GET', pathOf(token))
        const head = await patron.send('HEAD', pathOf(token))
        for (const { status, headers } of [page, head]) {
          assert.equal(status, 200)
          assert.deepEqual([headers.get('cache-control'), headers.get('referrer-policy')], ['no-store', 'no-referrer'])
          assert.match(
            headers.get('content-security-policy') ?? '',
            /^default-src 'none'; style-src 'sha256-[^ ]{44}'; script-src 'self'; .*; form-action 'self'; frame-ancestors 'none'/,
          )
        }
        assert.equal(head.text, '')
        for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
          const { status, headers } = await patron.send(method, pathOf(token))
          assert.deepEqual([status, headers.get('allow')], [405, 'GET, POST, HEAD'])
        }
        const script = /src="([^"]+\.js)"/.exec(page.text)?.[1] ?? ''
        assert.equal((await patron.send('GET', script)).headers.get('cache-control'), 'public, max-age=31536000, immutable')
        const large = form({ password: 'a'.repeat(1_100_000), confirmPassword: '' }, { 'accept-language': 'de' })
        const tooLarge = await patron.send('POST', pathOf(token), large)
        assert.deepEqual([tooLarge.status, tooLarge.headers.get('content-language')], [413, 'de'])
        assert.equal((await patron.send('GET', '/customer/')).headers.get('content-type'), 'text/html; charset=utf-8')
      },
    )

    await t.test('the log knows pages by their pattern, and nothing of tokens, passwords and addresses', () => {
      const lines = patron.log.join('')
      assert.match(lines, /"route":"\/customer\/reset-password\/:token"/)
      assert.doesNotMatch(lines, /correct horse|example\.com|reset-password\/[^:]|[\w-]{107}/)
      assert.ok(!lines.includes(password))
    })
  })

  test(`one client follows so many links to their end and no more; looking costs nothing (${name})`, async (t) => {
    const limits = { PATRON_RATE_LIMITS: 'on', PATRON_RECOVERIES_PER_CLIENT: '3/3600' }
    const server = await startRecovery(t, await create(t), limits)
    const { patron } = server
    const { token } = await somebodysLink(server, 'ada')
    for (let attempt = 1; attempt <= 3; attempt += 1) assert.equal((await reset(patron, token, 'short7!')).status, 422)
    const page = await reset(patron, token)
    assert.equal(page.status, 429)
    assert.match(page.text, /Too many tries/)
    assert.ok(Number(page.headers.get('retry-after')) > 3_000)
    assert.equal((await resetByJson(patron, token)).status, 429)
    assert.equal((await reset(patron, 'x')).status, 410)
    for (let look = 1; look <= 5; look += 1) assert.equal((await patron.send('GET', pathOf(token))).status, 200)
    const other = { ...form({ password: chosen, confirmPassword: chosen }, { 'x-forwarded-for': '203.0.113.9' }) }
    assert.equal((await patron.send('POST', pathOf(token), other)).status, 200)
  })
}
