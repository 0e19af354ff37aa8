import assert from 'node:assert/strict'
import type { RequestListener, ServerResponse } from 'node:http'
import { test } from 'node:test'
import { bagistoLogin } from '../../src/adapters/previous-system/bagisto.ts'
import { djangoLogin } from '../../src/adapters/previous-system/django.ts'
import { loginTo } from '../../src/adapters/previous-system/login-to.ts'
import type { PreviousLogin } from '../../src/adapters/previous-system/previous-login.ts'
import { singulaLogin } from '../../src/adapters/previous-system/singula.ts'
import { Trouble } from '../../src/violations/trouble.ts'
import { startTinyServer } from '../support/tiny-server.ts'

type Answer = readonly [status: number, body: unknown]
type Answers = Readonly<Record<string, Answer | Answer[]>>

const tokenOf = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`
const json = (response: ServerResponse, [status, body]: Answer) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

/** Answers by method and path; of a list the first, then the next. */
const answering =
  (answers: Answers): RequestListener =>
  (request, response) => {
    const answer = answers[`${request.method} ${request.url}`]
    assert.ok(answer, `nobody expects ${request.method} ${request.url}`)
    const isList = Array.isArray(answer) && Array.isArray(answer[0])
    json(response, isList ? ((answer as Answer[]).shift() ?? [500, null]) : (answer as Answer))
  }

const secret = 'a-secret-of-tests-0123456789'
const logins: Readonly<Record<string, (url: string) => PreviousLogin>> = {
  django: djangoLogin,
  bagisto: (url) => bagistoLogin(url, 'pk_storefront'),
  singula: (url) => singulaLogin(url, { id: 'key', secret }),
}

/** The causes of a trouble, as the log has them. */
const causesOf = (error: unknown): string =>
  error instanceof Error ? [error.message, causesOf(error.cause)].filter(Boolean).join(': ') : ''

const unavailable = (cause: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Trouble && error.value.code === 'unavailable', String(error))
  assert.match(causesOf(error), cause)
  assert.doesNotMatch(causesOf(error), /ada@|secret|<h1>/)
  return true
}

const odd: readonly (readonly [what: string, cause: RegExp, answer: RequestListener])[] = [
  [
    'a page of HTML',
    /no JSON/,
    (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hi</h1>'),
  ],
  ['a redirect', /redirect/, (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/elsewhere' }).end()],
  ['a fault of its own', /it answered 500/, (_, response) => json(response, [500, { detail: 'oh' }])],
  ['a proxy’s page', /it answered 503/, (_, response) => void response.writeHead(503).end('<h1>Unavailable</h1>')],
  ['that it has enough of us', /it answered 429/, (_, response) => json(response, [429, { detail: 'throttled' }])],
  ['something endless', /more than 1048576 bytes/, (_, response) => void response.writeHead(200).end('x'.repeat(1_048_577))],
  ['a list', /is no object/, (_, response) => json(response, [200, []])],
  ['nothing', /no JSON/, (_, response) => void response.writeHead(200).end()],
  ['with a closed connection', /fetch failed|other side closed/, (request) => void request.socket.destroy()],
]

for (const [name, loginAt] of Object.entries(logins)) {
  test(`an old system of the ${name} contract that answers oddly has refused nobody`, async (t) => {
    for (const [what, cause, answer] of odd) {
      await t.test(what, async (t) => {
        const url = await startTinyServer(t, answer)
        await assert.rejects(loginAt(url)('ada@example.com', 'secret'), unavailable(cause))
      })
    }
  })
}

test('an old system that does not answer at all is not waited for longer than somebody who signs in would', async (t) => {
  const url = await startTinyServer(t, () => {})
  await assert.rejects(djangoLogin(url)('ada@example.com', 'secret'), unavailable(/timeout/))
})

test('a redirect takes no password anywhere', async (t) => {
  const reached: string[] = []
  const elsewhere = await startTinyServer(t, (request, response) => {
    reached.push(request.url ?? '')
    json(response, [200, {}])
  })
  const url = await startTinyServer(t, (_, response) => void response.writeHead(307, { location: elsewhere }).end())
  for (const loginAt of Object.values(logins)) await assert.rejects(loginAt(url)('ada@example.com', 'secret'), Trouble)
  assert.deepEqual(reached, [])
})

test('the Django contract: who is refused is nobody, and a profile is the one the token is for', async (t) => {
  const profile = { email: 'ada@example.com', first_name: 'Ada' }
  const at = (token: Answer, more: Answers = {}) => startTinyServer(t, answering({ 'POST /auth/token/': token, ...more }))
  for (const status of [400, 401])
    assert.equal(await djangoLogin(await at([status, { detail: 'no' }]))('ada@example.com', 'x'), undefined)
  const granted: Answer = [200, { access: tokenOf({ user_id: '7' }) }]
  const proven = await djangoLogin(await at(granted, { 'GET /api/v1/customers/7/': [200, profile] }))('ada@example.com', 'x')
  assert.deepEqual(proven, { record: { ...profile, id: 7 }, addresses: [] })
  const without = await at(granted, { 'GET /api/v1/customers/7/': [404, { detail: 'Not found.' }] })
  await assert.rejects(djangoLogin(without)('ada@example.com', 'x'), unavailable(/the profile answered 404/))
  for (const access of ['no token', tokenOf({}), tokenOf({ user_id: 'seven' })])
    await assert.rejects(
      djangoLogin(await at([200, { access }]))('ada@example.com', 'x'),
      unavailable(/JSON|user_id|names no customer/),
    )
  await assert.rejects(djangoLogin(await at([404, {}]))('ada@example.com', 'x'), unavailable(/the sign-in answered 404/))
})

test('Bagisto’s contract: names become columns, the key goes along, and the session is ended', async (t) => {
  const seen: string[] = []
  const answers = answering({
    'POST /api/shop/customer/login': [200, { success: true, token: '1|secret' }],
    'GET /api/shop/customer-profile': [200, [{ id: 3, firstName: 'Ada', subscribedToNewsLetter: true }]],
    'GET /api/shop/customer-addresses': [200, [{ id: 5, address1: 'Ring 1', defaultAddress: true }]],
    'POST /api/shop/customer/logout': [500, {}],
  })
  const url = await startTinyServer(t, (request, response) => {
    seen.push(`${request.url} ${request.headers['x-storefront-key']} ${request.headers.authorization ?? ''}`)
    answers(request, response)
  })
  const proven = await bagistoLogin(url, 'pk_storefront')('ada@example.com', 'x')
  assert.deepEqual(proven, {
    record: { id: 3, first_name: 'Ada', subscribed_to_news_letter: true },
    addresses: [{ id: 5, address1: 'Ring 1', default_address: true }],
  })
  assert.equal(seen[0], '/api/shop/customer/login pk_storefront ')
  assert.equal(seen.at(-1), '/api/shop/customer/logout pk_storefront Bearer 1|secret')
  for (const answer of [
    [200, { success: false }],
    [400, {}],
    [422, {}],
  ] as const) {
    const refusing = await startTinyServer(t, answering({ 'POST /api/shop/customer/login': answer }))
    assert.equal(await bagistoLogin(refusing, null)('ada@example.com', 'x'), undefined)
  }
})

test('Singula’s contract: a system that takes any password proves nobody, and is found out before anybody is let in', async (t) => {
  const search = { 'POST /apis/customers/v1/customer/search': [200, { customerId: 'c1', email: 'ada@example.com' }] } as const
  const patch = 'PATCH /apis/customers/v1/customer/c1'
  const wrong: Answer = [400, { errorCode: 90004 }]
  const login = async (answers: Answers) => singulaLogin(await startTinyServer(t, answering(answers)), { id: 'key', secret })
  const credulous = await login({ ...search, [patch]: [201, {}] })
  await assert.rejects(credulous('ada@example.com', 'x'), unavailable(/takes any password/))
  await assert.rejects(credulous('ada@example.com', 'x'), unavailable(/takes any password/))
  // Of three answers the first is to a password that is nobody's; it is asked for once.
  const careful = await login({ ...search, [patch]: [wrong, [201, {}], wrong] })
  assert.deepEqual(await careful('ada@example.com', 'right'), {
    record: search['POST /apis/customers/v1/customer/search'][1],
    addresses: [],
  })
  assert.equal(await careful('ada@example.com', 'wrong'), undefined)
  const stranger = await login({ 'POST /apis/customers/v1/customer/search': [404, { errorCode: 90068 }] })
  assert.equal(await stranger('ada@example.com', 'x'), undefined)
  const forbidding = await login({ ...search, [patch]: [403, { errorCode: 403 }] })
  await assert.rejects(forbidding('ada@example.com', 'x'), unavailable(/the proof of the password answered 403/))
})

test('a secret that is not in the environment is named, and nobody is asked', async () => {
  const system = { contract: 'singula', url: 'http://127.0.0.1:1', key: 'key', secretVariable: 'OLD_SECRET' } as const
  await assert.rejects(loginTo(system, () => undefined)('ada@example.com', 'x'), (error) => {
    assert.ok(error instanceof Trouble && error.value.code === 'internal')
    assert.match(causesOf(error), /OLD_SECRET/)
    return true
  })
})
