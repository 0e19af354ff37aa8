import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { testDatabases } from '../support/databases.ts'
import { type Reply, startTestPatron } from '../support/patron.ts'
import { asOwner } from '../support/query.ts'
import { aMember, bearer, claimsOf, getProfile, memberOf, putProfile, refresh } from '../support/signed-in.ts'
import { aTenant, behindProxy, reachedBy } from '../support/tenants.ts'

const secret = 'a-secret-shared-with-django-0123456789'
const sharing = { PATRON_TOKEN_SECRET: secret }
const believing = { ...sharing, PATRON_ACCEPT_OLDER_TOKENS: 'on' }
const seconds = () => Math.floor(Date.now() / 1000)

/** A token as whoever has the secret makes it. */
function signed(claims: object): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

/** A token as simplejwt makes it, which knows neither sessions nor tenants. */
const fromDjango = (user_id: unknown, fields: object = {}) =>
  signed({ token_type: 'access', exp: seconds() + 600, iat: seconds(), jti: randomBytes(16).toString('hex'), user_id, ...fields })

/** What the contract says of a token in a header that cannot be used. */
const message = (reply: Reply) => {
  const { code, messages } = reply.json() as { code: string; messages?: readonly { message: string }[] }
  return [reply.status, messages?.[0]?.message ?? code]
}

for (const { engine, create } of testDatabases) {
  test(`tokens made with the shared secret are believed as far as they are meant for us (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database, believing)
    const ada = await aMember(patron)
    const grace = await aMember(patron, { email: 'grace@example.com', last_name: 'Hopper' })
    const withToken = (access: string, member = ada) => getProfile(patron, { ...member, access })
    const verify = (token: string) => patron.post('/auth/token/verify/', { token })

    await t.test('an access token of an older Django opens the own profile, its number as number or as text', async () => {
      for (const access of [fromDjango(ada.number), fromDjango(String(ada.number))]) {
        assert.equal((await withToken(access)).status, 200)
        assert.equal((await withToken(access, grace)).status, 403)
        assert.equal((await verify(access)).status, 200)
        const changed = await putProfile(patron, { ...ada, access }, { email: ada.email, first_name: 'Augusta' })
        assert.equal(changed.status, 200)
      }
    })

    await t.test('one that is no access token, has expired, or is nobody’s is refused', async () => {
      const invalid = [401, 'Token is invalid or expired']
      assert.deepEqual(message(await withToken(fromDjango(ada.number, { token_type: 'refresh' }))), invalid)
      assert.deepEqual(message(await withToken(fromDjango(ada.number, { exp: seconds() - 1 }))), invalid)
      for (const nobody of [0, -1, 2_147_483_648, 9e15, '000', ''])
        assert.deepEqual(message(await withToken(fromDjango(nobody))), [401, 'user_not_found'], String(nobody))
      assert.equal((await refresh(patron, fromDjango(ada.number, { token_type: 'refresh' }))).status, 401)
      const { status } = await patron.post('/auth/token/blacklist/', { refresh: fromDjango(ada.number) })
      assert.equal(status, 401)
    })

    await t.test('a token of another tenant, or whose session is another customer’s, is refused', async () => {
      const claims = claimsOf(ada.access)
      assert.equal((await withToken(signed(claims))).status, 200)
      for (const fields of [
        { tid: '00000000-0000-7000-8000-000000000002' },
        { sid: claimsOf(grace.access)['sid'] },
        { sub: claimsOf(grace.access)['sub'] },
        { iss: 'another' },
        { aud: 'another' },
      ]) {
        const reply = await withToken(signed({ ...claims, ...fields }))
        assert.deepEqual(message(reply), [401, 'Token is invalid or expired'], JSON.stringify(fields))
      }
      const nobody = { ...claims, sub: '01890000-0000-7000-8000-0000000000ff' }
      assert.deepEqual(message(await withToken(signed(nobody))), [401, 'user_not_found'])
    })

    await t.test('a change of mailbox by an older token ends every session, since it has none of its own', async () => {
      const elsewhere = await memberOf(patron, ada.email)
      const access = fromDjango(ada.number)
      assert.equal((await putProfile(patron, { ...ada, access }, { email: 'countess@example.com' })).status, 200)
      for (const member of [ada, elsewhere]) assert.equal((await refresh(patron, member.refresh)).status, 401)
      assert.equal((await withToken(access)).status, 200)
    })

    await t.test('deactivation ends older tokens as it ends ours', async () => {
      const access = fromDjango(ada.number)
      assert.equal((await patron.send('DELETE', ada.path, { headers: bearer(access) })).status, 204)
      assert.deepEqual(message(await withToken(access)), [401, 'user_inactive'])
      assert.equal((await verify(access)).status, 401)
    })

    await t.test('without the setting no older token is believed', async () => {
      await patron.stop()
      const doubting = await startTestPatron(t, database, sharing)
      const reply = await getProfile(doubting, { ...grace, access: fromDjango(grace.number) })
      assert.deepEqual(message(reply), [401, 'Token is invalid or expired'])
      assert.equal((await getProfile(doubting, grace)).status, 200)
    })
  })
  test(`an older token, which names no tenant, opens nothing but in the default one (${engine})`, async (t) => {
    const database = await create(t)
    const tea = await asOwner(database, (ask) => aTenant(ask, 'tea'))
    const patron = await startTestPatron(t, database, { ...believing, ...behindProxy })
    const atTea = reachedBy(patron, tea.host)
    const [ofTea, ofDefault] = [await aMember(atTea), await aMember(patron)]
    assert.equal((await getProfile(patron, { ...ofDefault, access: fromDjango(ofDefault.number) })).status, 200)
    const reply = await getProfile(atTea, { ...ofTea, access: fromDjango(ofTea.number) })
    assert.deepEqual(message(reply), [401, 'Token is invalid or expired'])
  })
}
