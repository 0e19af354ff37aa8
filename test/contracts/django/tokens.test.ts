import assert from 'node:assert/strict'
import { test } from 'node:test'
import { everyBody, formBody, multipartBody } from '../../support/bodies.ts'
import { testDatabases } from '../../support/databases.ts'
import {
  assertAnswer,
  noNull,
  notBlank,
  notNull,
  notString,
  required,
  surrogate,
  tokenNotValid,
} from '../../support/django-answers.ts'
import { startTestPatron, type TestPatron } from '../../support/patron.ts'
import { aMember, bearer, claimsOf, getProfile, headerOf, password, refresh, signIn, tokensIn } from '../../support/signed-in.ts'

const allow = 'POST, OPTIONS'
const wrongCredentials = { detail: 'No active account found with the given credentials' }
const invalid = tokenNotValid('Token is invalid or expired')
const wrongType = tokenNotValid('Token has wrong type')
const blacklisted = tokenNotValid('Token is blacklisted')
const noActiveAccount = { detail: 'No active account found for the given token.' }

const obtainPath = '/auth/token/'
const paths = [
  {
    path: obtainPath,
    fields: ['email', 'password'],
    metadata: described(
      'Token Obtain Pair',
      'Takes a set of user credentials and returns an access and refresh JSON web\ntoken pair to prove the authentication of those credentials.',
      { email: textField('Email'), password: textField('Password') },
    ),
  },
  {
    path: '/auth/token/refresh/',
    fields: ['refresh'],
    metadata: described(
      'Token Refresh',
      'Takes a refresh type JSON web token and returns an access type JSON web\ntoken if the refresh token is valid.',
      { refresh: textField('Refresh'), access: { type: 'string', required: false, read_only: true, label: 'Access' } },
    ),
  },
  {
    path: '/auth/token/verify/',
    fields: ['token'],
    metadata: described(
      'Token Verify',
      "Takes a token and indicates if it is valid.  This view provides no\ninformation about a token's fitness for a particular use.",
      { token: textField('Token') },
    ),
  },
  {
    path: '/auth/token/blacklist/',
    fields: ['refresh'],
    metadata: described(
      'Token Blacklist',
      'Takes a token and blacklists it. Must be used with the\n`rest_framework_simplejwt.token_blacklist` app installed.',
      { refresh: textField('Refresh') },
    ),
  },
]

/** What REST framework's metadata says of a view of simplejwt 5.3.1. */
function described(name: string, description: string, fields: object) {
  const parses = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data']
  return { name, description, renders: ['application/json', 'text/html'], parses, actions: { POST: fields } }
}

function textField(label: string) {
  return { type: 'string', required: true, read_only: false, label }
}

/** What a text field is refused with, by what was sent; `undefined` is nothing sent. */
const textFaults: readonly (readonly [sent: unknown, texts: readonly string[]])[] = [
  [undefined, [required]],
  [null, [notNull]],
  ['', [notBlank]],
  [' \t\u001c\u0085\u3000 ', [notBlank]],
  [true, [notString]],
  [['x'], [notString]],
  [{ a: 1 }, [notString]],
  ['a\0b', [noNull]],
  ['a\ud800b', [surrogate('D800')]],
  ['\0\udfff', [noNull, surrogate('DFFF')]],
]

/** Requests whose body is refused before any field is looked at, whatever the path. */
const unreadable: readonly (readonly [type: string | undefined, body: string, status: number, json: unknown])[] = [
  ['application/json', '{', 400, parseError('Expecting property name enclosed in double quotes: line 1 column 2 (char 1)')],
  ['application/json', '{"refresh" 1}', 400, parseError("Expecting ':' delimiter: line 1 column 12 (char 11)")],
  ['application/json', '[]', 400, { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] }],
  ['application/json', '"a"', 400, { non_field_errors: ['Invalid data. Expected a dictionary, but got str.'] }],
  ['application/json', '1', 400, { non_field_errors: ['Invalid data. Expected a dictionary, but got int.'] }],
  ['application/json', '1.5', 400, { non_field_errors: ['Invalid data. Expected a dictionary, but got float.'] }],
  ['application/json', 'false', 400, { non_field_errors: ['Invalid data. Expected a dictionary, but got bool.'] }],
  ['application/json', 'null', 400, { non_field_errors: ['No data provided'] }],
  ['text/plain', 'a=b', 415, { detail: 'Unsupported media type "text/plain" in request.' }],
  ['multipart/form-data', 'a', 400, { detail: 'Multipart form parse error - Invalid boundary in multipart: None' }],
]

function parseError(message: string) {
  return { detail: `JSON parse error - ${message}` }
}

const missing = (fields: readonly string[]) => Object.fromEntries(fields.map((field) => [field, [required]]))

/** A token whose signature is good for another text. */
const changed = (token: string): string => {
  const [header, , signature] = token.split('.')
  const claims = { ...claimsOf(token), user_id: 1_000 }
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
}
const unsigned = (token: string): string => {
  const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
  return `${header}.${token.split('.')[1]}.`
}

async function assertRefusedTokens(patron: TestPatron, path: string, field: string, good: string): Promise<void> {
  for (const token of ['garbage', '..', 'a.b.c', '5', changed(good), unsigned(good), `${good}x`, good.slice(0, -2)])
    assertAnswer(await patron.post(path, { [field]: token }), { status: 401, allow, json: invalid }, token)
  assertAnswer(await patron.post(path, { [field]: 5 }), { status: 401, allow, json: invalid })
}

for (const { engine, create } of testDatabases) {
  test(`the token paths answer as published (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t))
    const ada = await aMember(patron)

    await t.test('a sign-in answers a refresh and an access token, in JSON, form and multipart alike', async () => {
      for (const sent of everyBody({ email: ada.email, password, username: 'ignored' })) {
        const reply = await patron.send('POST', obtainPath, sent)
        const { refresh, access } = tokensIn(reply)
        assertAnswer(reply, { status: 200, allow, json: { refresh, access } })
        const [ofRefresh, ofAccess] = [claimsOf(refresh), claimsOf(access)]
        for (const [claims, kind, seconds] of [
          [ofRefresh, 'refresh', 259_200],
          [ofAccess, 'access', 3_600],
        ] as const) {
          assert.deepEqual([claims['token_type'], Number(claims['exp']) - Number(claims['iat'])], [kind, seconds])
          assert.match(String(claims['jti']), /^[0-9a-f]{32}$/)
          assert.equal(claims['user_id'], ada.number)
        }
        assert.notEqual(ofRefresh['jti'], ofAccess['jti'])
        assert.equal(ofRefresh['sid'], ofAccess['sid'])
        assert.deepEqual(Object.keys(headerOf(access)), ['alg', 'typ', 'kid'])
      }
    })

    await t.test('every sign-in that fails is told the same', async () => {
      const gone = await aMember(patron, { email: 'gone@example.com' })
      assert.equal((await patron.send('DELETE', gone.path, { headers: bearer(gone.access) })).status, 204)
      for (const [email, typed] of [
        [ada.email, 'Another-Pass-77'],
        [ada.email, password.toLowerCase()],
        ['nobody@example.com', password],
        ['no address', password],
        ['@', password],
        ['ada@%65xample.com', password],
        [`${'a'.repeat(2_000)}@example.com`, password],
        [gone.email, password],
        [gone.email, 'Another-Pass-77'],
      ] as const)
        assertAnswer(await signIn(patron, email, typed), { status: 401, allow, json: wrongCredentials }, email)
    })

    await t.test('a password is compared by its code points: composed letters are not decomposed ones', async () => {
      const email = 'accent@example.com'
      const composed = 'Caf\u00e9-Zx81-long'
      await aMember(patron, { email, password: composed, password2: composed })
      assertAnswer(await signIn(patron, email, composed.normalize('NFD')), { status: 401, allow, json: wrongCredentials })
    })

    await t.test('a number is signed in with as its text', async () => {
      const email = 'number@example.com'
      await aMember(patron, { email, password: 83_917_264.5, password2: '83917264.5' })
      assert.equal((await patron.post(obtainPath, { email, password: 83_917_264.5 })).status, 200)
    })

    await t.test('what is no text is refused field by field, in the order e-mail, password', async () => {
      for (const [sent, texts] of textFaults) {
        const about = JSON.stringify(sent)
        const json = { email: texts, password: texts }
        assertAnswer(await patron.post(obtainPath, { password: sent, email: sent }), { status: 400, allow, json }, about)
        const alone = await patron.post(obtainPath, { password: sent, email: ada.email })
        assertAnswer(alone, { status: 400, allow, json: { password: texts } }, about)
        for (const { path, fields } of paths.slice(1)) {
          const reply = await patron.post(path, { [fields[0] ?? '']: sent })
          assertAnswer(reply, { status: 400, allow, json: { [fields[0] ?? '']: texts } }, `${path} ${about}`)
        }
      }
      const forms = [formBody({ email: '', password: ' ' }), multipartBody({ email: '', password: ' ' })]
      for (const form of forms)
        assertAnswer(await patron.send('POST', obtainPath, form), {
          status: 400,
          allow,
          json: { email: [notBlank], password: [notBlank] },
        })
      const file = multipartBody({ email: ada.email, password }, ['password'])
      assertAnswer(await patron.send('POST', obtainPath, file), { status: 400, allow, json: { password: [notString] } })
    })

    await t.test('a body that cannot be read is refused alike on every path', async () => {
      for (const { path, fields } of paths) {
        for (const [type, body, status, json] of unreadable) {
          const reply = await patron.send('POST', path, { headers: type ? { 'content-type': type } : {}, body })
          assertAnswer(reply, { status, allow, json }, `${path} ${type} ${body}`)
        }
        const empty = await patron.send('POST', path, { headers: { 'content-type': 'text/plain' } })
        assertAnswer(empty, { status: 400, allow, json: missing(fields) })
      }
    })

    await t.test('a refresh token gives access tokens as often as it is used', async () => {
      for (const sent of everyBody({ refresh: ada.refresh, access: 'ignored' })) {
        const reply = await patron.send('POST', '/auth/token/refresh/', sent)
        const { access } = tokensIn(reply)
        assertAnswer(reply, { status: 200, allow, json: { access } })
        assert.notEqual(claimsOf(access)['jti'], claimsOf(ada.access)['jti'])
        assert.equal((await getProfile(patron, { ...ada, access })).status, 200)
      }
      assert.equal((await refresh(patron, ` ${ada.refresh}\n`)).status, 200)
      await assertRefusedTokens(patron, '/auth/token/refresh/', 'refresh', ada.refresh)
      assertAnswer(await refresh(patron, ada.access), { status: 401, allow, json: wrongType })
    })

    await t.test('verify takes a good token of either kind', async () => {
      for (const token of [ada.access, ada.refresh])
        for (const sent of everyBody({ token }))
          assertAnswer(await patron.send('POST', '/auth/token/verify/', sent), { status: 200, allow, json: {} })
      await assertRefusedTokens(patron, '/auth/token/verify/', 'token', ada.access)
    })

    await t.test('blacklist ends a refresh token once', async () => {
      for (const kind of [0, 1, 2]) {
        const { refresh: ending, access } = tokensIn(await signIn(patron, ada.email))
        const sent = everyBody({ refresh: ending })[kind]
        const blacklist = () => patron.send('POST', '/auth/token/blacklist/', sent)
        assertAnswer(await blacklist(), { status: 200, allow, json: {} })
        assertAnswer(await blacklist(), { status: 401, allow, json: blacklisted })
        assertAnswer(await refresh(patron, ending), { status: 401, allow, json: blacklisted })
        for (const token of [ending, access])
          assertAnswer(await patron.post('/auth/token/verify/', { token }), { status: 401, allow, json: blacklisted })
      }
      await assertRefusedTokens(patron, '/auth/token/blacklist/', 'refresh', ada.refresh)
      const reply = await patron.post('/auth/token/blacklist/', { refresh: ada.access })
      assertAnswer(reply, { status: 401, allow, json: wrongType })
      assert.equal((await refresh(patron, ada.refresh)).status, 200)
    })

    await t.test('the tokens of a deactivated account are told so', async () => {
      const gone = await aMember(patron, { email: 'away@example.com' })
      assert.equal((await patron.send('DELETE', gone.path, { headers: bearer(gone.access) })).status, 204)
      for (const [path, body] of [
        ['/auth/token/refresh/', { refresh: gone.refresh }],
        ['/auth/token/blacklist/', { refresh: gone.refresh }],
        ['/auth/token/verify/', { token: gone.access }],
      ] as const)
        assertAnswer(await patron.post(path, body), { status: 401, allow, json: noActiveAccount }, path)
    })

    await t.test('OPTIONS describes each path, and every other method is refused', async () => {
      for (const { path, metadata } of paths) {
        assertAnswer(await patron.send('OPTIONS', path), { status: 200, allow, json: metadata })
        for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
          const reply = await patron.send(method, path, method === 'GET' ? {} : { body: '{' })
          assertAnswer(reply, { status: 405, allow, json: { detail: `Method "${method}" not allowed.` } })
        }
        const head = await patron.send('HEAD', path)
        assert.deepEqual([head.status, head.text, head.headers.get('allow')], [405, '', allow])
      }
    })

    await t.test('what the caller accepts is looked at before the method, and the method before the body', async () => {
      for (const { path } of paths) {
        const nothing = { headers: { accept: 'image/png', 'content-type': 'text/plain' } }
        const refused = { detail: 'Could not satisfy the request Accept header.' }
        assertAnswer(await patron.send('GET', path, nothing), { status: 406, allow, json: refused })
        assertAnswer(await patron.send('POST', `${path}?format=xml`), { status: 404, allow, json: { detail: 'Not found.' } })
      }
    })

    await t.test(
      'no Authorization header is looked at, a missing final slash makes no difference, the query is no field',
      async () => {
        for (const authorization of ['Bearer', 'Bearer garbage', 'Basic eDp5', `Bearer ${ada.refresh}`]) {
          assert.equal((await signIn(patron, ada.email, password, { authorization })).status, 200)
          const refreshed = await patron.post('/auth/token/refresh', { refresh: ada.refresh }, { authorization })
          assert.equal(refreshed.status, 200)
        }
        for (const { path, fields } of paths) {
          const query = `refresh=${ada.refresh}&token=${ada.access}&email=${ada.email}&password=x`
          const reply = await patron.post(`${path.slice(0, -1)}?${query}`, {})
          assertAnswer(reply, { status: 400, allow, json: missing(fields) })
        }
      },
    )
  })
}
