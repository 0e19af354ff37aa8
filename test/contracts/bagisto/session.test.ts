import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../../support/databases.ts'
import { startTestPatron } from '../../support/patron.ts'
import { startShop } from '../../support/shop.ts'
import { bearer, memberOf } from '../../support/signed-in.ts'
import { password, type Shopper, storefrontOf } from '../../support/storefront.ts'

const opaque = /^\/api\/\.well-known\/genid\/[0-9a-f]{20}$/
const pleaseLogIn = 'Unauthenticated. Please login to perform this action'
const malformed = 'The email field must be a valid email address.'
const noEmail = 'The email field is required.'
const noPassword = 'The password field is required.'
const short = 'The password field must be at least 6 characters.'
const sent = { success: true, message: 'Reset link sent successfully to your email' }

const loginFaults: readonly (readonly [email: string, password: string, message: string])[] = [
  ['', '', `${noEmail} ${noPassword}`],
  [' ', '      ', `${noEmail} ${noPassword}`],
  ['', 'short', `${noEmail} ${short}`],
  ['zz', '', `${malformed} ${noPassword}`],
  ['zz', 'short', `${malformed} ${short}`],
  ['zz', 'long enough', malformed],
  [' ada@example.com ', 'long enough', malformed],
  ['ada@example.com', '12345', short],
  ['ada@example.com', 'with\0null', 'The password field contains characters that cannot be stored.'],
]

/** What is no token of anybody's. */
const badTokens = (shopper: Shopper): readonly (string | undefined)[] => [
  undefined,
  'zz',
  '1|x',
  '999999|zz',
  `${shopper.token.split('|')[0]}|forged`,
  shopper.token.split('|')[1],
  shopper.apiToken,
]

for (const { engine, create } of testDatabases) {
  test(`login, verification, logout and forgotten passwords answer as published (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    const shop = storefrontOf(patron)
    const backEnd = await startShop(patron, database)
    const ada = await shop.register({ email: 'Ada@example.com', firstName: 'Ada', lastName: 'Lovelace' })
    const bad = badTokens(ada)

    const setState = async ({ email }: Shopper, action: 'suspend' | 'reinstate') => {
      const { id } = await backEnd.ask(200, 'GET', `/patron/v1/customers?email=${encodeURIComponent(email)}`)
      await backEnd.ask(200, 'POST', `/patron/v1/customers/${String(id)}/${action}`)
    }

    const refusedLogin = async (email: string, typed: string, message: string) => {
      const { id, ...rest } = await shop.logIn(email, typed)
      assert.match(String(id), opaque)
      assert.deepEqual(rest, { _id: 0, apiToken: '', token: '', success: false, message })
    }

    const verify = async (token?: string) => {
      const selection = 'verifyToken { id _id firstName lastName email isValid message }'
      const { verifyToken } = await shop.done('createVerifyToken', selection, {}, token)
      const { id, ...rest } = verifyToken as Record<string, unknown>
      assert.match(String(id), opaque)
      return rest
    }

    const logOut = async (token?: string, input: object = {}) => {
      const { logout } = await shop.done('createLogout', 'logout { id success message }', { ...input }, token)
      const { id, ...rest } = logout as Record<string, unknown>
      assert.match(String(id), opaque)
      return rest
    }

    await t.test('a login gives another token, the same apiToken and the number', async () => {
      for (const email of ['Ada@example.com', 'ada@EXAMPLE.com']) {
        const { id, token, ...rest } = await shop.logIn(email)
        assert.match(String(id), opaque)
        assert.match(String(token), /^\d+\|.{40,}$/)
        assert.notEqual(token, ada.token)
        const message = 'You have logged in successfully'
        assert.deepEqual(rest, { _id: ada.number, apiToken: ada.apiToken, success: true, message })
      }
    })

    await t.test('who is unknown is refused as who has another password', async () => {
      await refusedLogin(ada.email, 'wrong-password', 'Invalid email or password')
      await refusedLogin('nobody@example.com', password, 'Invalid email or password')
    })

    for (const [email, typed, message] of loginFaults) {
      await t.test(`a login with "${email}" and "${typed}" is an error`, async () => {
        assert.equal((await shop.refused('createCustomerLogin', { email, password: typed })).message, message)
      })
    }

    await t.test('a good token is told whose it is', async () => {
      const told = { _id: ada.number, firstName: 'Ada', lastName: 'Lovelace', email: ada.email }
      assert.deepEqual(await verify(ada.token), { ...told, isValid: true, message: 'Token is valid' })
    })

    await t.test('a token that is none is told so, and never by an error', async () => {
      for (const token of bad) {
        const nobody = { _id: 0, firstName: '', lastName: '', email: '', isValid: false, message: pleaseLogIn }
        assert.deepEqual(await verify(token), nobody)
        assert.deepEqual(await logOut(token), { success: false, message: pleaseLogIn })
      }
    })

    await t.test('a token counts in the header only', async () => {
      const input = { token: ada.token, clientMutationId: 'x' }
      const selection = 'verifyToken { isValid } clientMutationId'
      const answer = await shop.done('createVerifyToken', selection, input)
      assert.deepEqual(answer, { verifyToken: { isValid: false }, clientMutationId: 'x' })
    })

    await t.test('the word before the token may have any letters', async () => {
      for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
        const query = '{ readCustomerProfile { _id } }'
        const reply = await shop.post({ query }, { authorization: `${scheme} ${ada.token}` })
        assert.deepEqual(reply.json(), { data: { readCustomerProfile: { _id: String(ada.number) } } })
      }
    })

    await t.test('logout ends the token that came, and no other', async () => {
      const token = String((await shop.logIn(ada.email))['token'])
      assert.deepEqual(await logOut(token, { deviceToken: 'fcm-1' }), { success: true, message: 'Logged out successfully' })
      assert.equal((await verify(token))['isValid'], false)
      assert.deepEqual(await logOut(token), { success: false, message: pleaseLogIn })
      assert.equal((await verify(ada.token))['isValid'], true)
    })

    await t.test('who is suspended is told so at login and by the token, and nothing else works', async () => {
      const shopper = await shop.register()
      await setState(shopper, 'suspend')
      await refusedLogin(shopper.email, password, 'Your account has been suspended')
      await refusedLogin(shopper.email, 'wrong-password', 'Invalid email or password')
      const told = await verify(shopper.token)
      assert.deepEqual([told['isValid'], told['message']], [false, 'Customer account is suspended'])
      assert.deepEqual(await logOut(shopper.token), { success: false, message: pleaseLogIn })
      const { errors } = await shop.ask('{ readCustomerProfile { id } }', {}, shopper.token)
      assert.equal(errors?.[0]?.message, pleaseLogIn)
      await setState(shopper, 'reinstate')
      assert.equal((await shop.logIn(shopper.email))['success'], true)
    })

    await t.test('who has deactivated the account is told that it is suspended', async () => {
      const shopper = await shop.register()
      const { access, path } = await memberOf(patron, shopper.email, password)
      assert.equal((await patron.send('DELETE', path, { headers: bearer(access) })).status, 204)
      await refusedLogin(shopper.email, password, 'Your account has been suspended')
      assert.equal((await verify(shopper.token))['isValid'], false)
    })

    await t.test('a link is always on its way, whoever is meant and however often', async () => {
      for (const email of [ada.email, ada.email, 'ADA@example.com', 'nobody@example.com']) {
        const { forgotPassword } = await shop.done('createForgotPassword', 'forgotPassword { success message }', { email })
        assert.deepEqual(forgotPassword, sent)
      }
    })

    await t.test('what is no address is told, and never by an error', async () => {
      const texts = { '': 'Email is required', '  ': 'Email is required', zz: 'Email address not found' }
      for (const [email, message] of Object.entries(texts)) {
        const input = { email, clientMutationId: 'x' }
        const selection = 'forgotPassword { id success message } clientMutationId'
        const { forgotPassword, clientMutationId } = await shop.done('createForgotPassword', selection, input)
        const { id, ...told } = forgotPassword as Record<string, unknown>
        assert.match(String(id), opaque)
        assert.deepEqual([told, clientMutationId], [{ success: false, message }, 'x'])
      }
    })

    await t.test('the mark of the caller comes back from every refusal that is no error', async () => {
      const login = { email: ada.email, password: 'wrong-password', clientMutationId: 'x' }
      assert.deepEqual(await shop.done('createCustomerLogin', 'clientMutationId', login), { clientMutationId: 'x' })
      assert.deepEqual(await shop.done('createLogout', 'clientMutationId', { clientMutationId: 'x' }), { clientMutationId: 'x' })
      assert.deepEqual(await shop.done('createLogout', 'clientMutationId'), { clientMutationId: null })
    })
  })
}
