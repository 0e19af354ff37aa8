import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { testDatabases } from '../support/databases.ts'
import { startTestPatron, type TestPatron } from '../support/patron.ts'
import { register, type Shop, signIn, startShop } from '../support/shop.ts'

const path = '/patron/v1/tokens/introspect'
const inactive = { active: false }

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>

const asForm = (patron: TestPatron, shop: Shop, form: string) =>
  patron.send('POST', path, {
    headers: { authorization: `Bearer ${shop.key}`, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: form,
  })

for (const { engine, create } of testDatabases) {
  test(`a good token of either kind is active and told as it stands in the token, sent as JSON or as a form (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    const shop = await startShop(patron, database)
    const { id, number } = await register(patron, shop)
    const tokens = await signIn(patron)
    for (const [kind, token] of Object.entries(tokens)) {
      const { sid, exp, jti } = claimsOf(token)
      const told = { active: true, token_type: kind, sub: id, user_id: number, sid, exp, jti, consents_needed: [] }
      assert.deepEqual(await shop.ask(200, 'POST', path, { token }), told)
      assert.deepEqual((await asForm(patron, shop, `token=${token}&token_type_hint=access_token`)).json(), told)
    }
  })

  test(`tokens of ended sessions and of customers who are not active are inactive at once (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    const shop = await startShop(patron, database)
    const { path: customer } = await register(patron, shop)
    const [one, two] = [await signIn(patron), await signIn(patron)]
    assert.equal((await patron.post('/auth/token/blacklist/', { refresh: one.refresh })).status, 200)
    for (const token of [one.access, one.refresh]) assert.deepEqual(await shop.ask(200, 'POST', path, { token }), inactive)
    assert.equal((await shop.ask(200, 'POST', path, { token: two.access }))['active'], true)
    await shop.ask(200, 'POST', `${customer}/suspend`)
    assert.deepEqual(await shop.ask(200, 'POST', path, { token: two.access }), inactive)
    await shop.ask(200, 'POST', `${customer}/reinstate`)
    const { access } = await signIn(patron)
    assert.equal((await shop.ask(200, 'POST', path, { token: access }))['active'], true)
    await shop.ask(204, 'DELETE', customer)
    assert.deepEqual(await shop.ask(200, 'POST', path, { token: access }), inactive)
  })

  test(`what is no token of ours is inactive and why is not told (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    const shop = await startShop(patron, database)
    await register(patron, shop)
    const { access } = await signIn(patron)
    const [header, payload, signature = ''] = access.split('.')
    const other = `${signature.slice(0, -2)}${signature.endsWith('AA') ? 'BB' : 'AA'}`
    const wrong = [
      'x',
      '..',
      `${header}.${payload}.`,
      `${header}.${payload}.${other}`,
      '\0',
      '\ud800',
      'x'.repeat(100_000),
      shop.key,
    ]
    for (const token of wrong) assert.deepEqual(await shop.ask(200, 'POST', path, { token }), inactive, token.slice(0, 50))
  })
}

test('an access token that an older Django signed is active and has no session', async (t) => {
  const secret = 'the-secret-key-of-an-older-django-0123456789'
  const [pglite] = testDatabases
  assert.ok(pglite)
  const database = await pglite.create(t)
  const patron = await startTestPatron(t, database, { PATRON_TOKEN_SECRET: secret, PATRON_ACCEPT_OLDER_TOKENS: 'on' })
  const shop = await startShop(patron, database)
  const { id, number } = await register(patron, shop)
  const exp = Math.floor(Date.now() / 1000) + 600
  const jti = '0123456789abcdef0123456789abcdef'
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ token_type: 'access', exp, jti, user_id: number })}`
  const token = `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
  const told = { active: true, token_type: 'access', sub: id, user_id: number, exp, jti, consents_needed: [] }
  assert.deepEqual(await shop.ask(200, 'POST', path, { token }), told)
})
