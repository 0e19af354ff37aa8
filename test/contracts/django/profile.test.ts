import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCustomer, profileOfAda } from '../../support/a-customer.ts'
import { testDatabases } from '../../support/databases.ts'
import { assertAnswer, noNull, notBlank, notNull, notString, required, surrogate, tooLong } from '../../support/django-answers.ts'
import { type Reply, startTestPatron } from '../../support/patron.ts'
import { query } from '../../support/query.ts'
import { aMember, bearer, getProfile, headerOf, type Member, putProfile, signIn } from '../../support/signed-in.ts'

const allow = 'GET, PUT, DELETE'
const notProvided = { detail: 'Authentication credentials were not provided.' }
const twoValues = {
  detail: 'Authorization header must contain two space-delimited values',
  code: 'bad_authorization_header',
}
const inactive = { detail: 'User is inactive', code: 'user_inactive' }
const notFound = { detail: 'User not found', code: 'user_not_found' }
const forbidden = { detail: 'You do not have permission to perform this action.' }
const unknown = { detail: 'No Customer matches the given query.' }
const malformedEmail = 'Enter a valid email address.'
const malformedDate = 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.'
const taken = 'customer with this email address already exists.'

const refusedToken = (message: string) => ({
  detail: 'Given token not valid for any token type',
  code: 'token_not_valid',
  messages: [{ token_class: 'AccessToken', token_type: 'access', message }],
})

/** What stands in no header and so cannot be a token of ours. */
const unsignedToken = (token: string) => {
  const header = Buffer.from(JSON.stringify({ ...headerOf(token), alg: 'none' })).toString('base64url')
  return `${header}.${token.split('.')[1]}.`
}

const ada = { ...profileOfAda, address: null }

/** What of the profile an e-mail field, a name or a date is refused with. */
const fieldFaults: readonly (readonly [field: string, sent: unknown, texts: readonly string[]])[] = [
  ['email', undefined, [required]],
  ['email', null, [notNull]],
  ['email', '', [notBlank]],
  ['email', '  ', [notBlank]],
  ['email', true, [malformedEmail]],
  ['email', ['a@b.co'], [malformedEmail]],
  ['email', 5, [malformedEmail]],
  ['email', 'ada', [malformedEmail]],
  ['email', `${'a'.repeat(243)}@example.com`, [tooLong(254)]],
  ['email', `${'a'.repeat(243)}@example`, [malformedEmail]],
  ['email', `${'🙂'.repeat(250)}@a.de`, [tooLong(254), malformedEmail]],
  ['email', 'a\0b@example.com', [noNull, malformedEmail]],
  ['email', 'a\ud800@example.com', [surrogate('D800'), malformedEmail]],
  ['email', 'GRACE@EXAMPLE.COM', [taken]],
  ['email', '"grace"@example.com', [taken]],
  ...['first_name', 'last_name'].flatMap((name): [string, unknown, string[]][] => [
    [name, null, [notNull]],
    [name, true, [notString]],
    [name, [], [notString]],
    [name, {}, [notString]],
    [name, '🙂'.repeat(151), [tooLong(150)]],
    [name, `${'a'.repeat(150)}\0\ud800`, [tooLong(150), noNull, surrogate('D800')]],
  ]),
  ...['', '1990-02-30', '15.05.1990', ' 1990-05-15', '1990-05-15T00:00', '19900515', 19_900_515, true, [], {}].map(
    (sent): [string, unknown, string[]] => ['date_of_birth', sent, [malformedDate]],
  ),
]

for (const { engine, create } of testDatabases) {
  test(`the profile answers as published (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    const owner = await aMember(patron)
    const grace = await aMember(patron, { email: 'grace@example.com', first_name: 'Grace', last_name: 'Hopper' })
    const withHeader = (authorization: string, method = 'GET', path = owner.path) =>
      patron.send(method, path, { headers: { authorization } })
    const put = (body: unknown) => putProfile(patron, owner, body)
    const asOwner = (method: string, path: string) => patron.send(method, path, { headers: bearer(owner.access) })

    await t.test('GET answers the seven published keys, with and without the final slash', async () => {
      const json = { ...ada, last_purchase_date: null }
      assertAnswer(await getProfile(patron, owner), { status: 200, allow, json })
      assertAnswer(await asOwner('GET', owner.path.slice(0, -1)), { status: 200, allow, json })
    })

    await t.test('without a token of the scheme Bearer, as one is written, nothing is told of any path', async () => {
      for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'POST']) {
        for (const path of [owner.path, '/api/v1/customers/2147483647/', `/api/v1/customers/${'9'.repeat(5_000)}/`])
          assertAnswer(await patron.send(method, path), { status: 401, allow, json: notProvided }, `${method} ${path}`)
      }
      for (const header of [
        '',
        'Basic eDp5',
        `bearer ${owner.access}`,
        `BEARER ${owner.access}`,
        owner.access,
        `Token ${owner.access}`,
        `Bearer\u00a0${owner.access}`,
      ])
        assertAnswer(await withHeader(header), { status: 401, allow, json: notProvided }, header)
      for (const header of ['Bearer', 'Bearer  ', `Bearer ${owner.access} ${owner.access}`, 'Bearer a b c'])
        assertAnswer(await withHeader(header), { status: 401, allow, json: twoValues }, header)
      const head = await patron.send('HEAD', owner.path)
      assert.deepEqual([head.status, head.headers.get('www-authenticate')], [401, 'Bearer realm="api"'])
    })

    await t.test('a token that is none, or of the other kind, is refused with the kind that was tried', async () => {
      const json = refusedToken('Token is invalid or expired')
      for (const token of ['garbage', '..', unsignedToken(owner.access), `${owner.access}x`, owner.access.slice(0, -2)]) {
        assertAnswer(await withHeader(`Bearer ${token}`), { status: 401, allow, json }, token)
        assertAnswer(await withHeader(`Bearer ${token}`, 'PATCH'), { status: 401, allow, json }, token)
      }
      const ofRefresh = refusedToken('Token has wrong type')
      assertAnswer(await withHeader(`Bearer ${owner.refresh}`), { status: 401, allow, json: ofRefresh })
      assert.equal((await withHeader(`  Bearer   ${owner.access} `)).status, 200)
    })

    await t.test('methods the path has not are refused, to whoever has a token, of everybody alike', async () => {
      for (const path of [owner.path, grace.path, '/api/v1/customers/2147483647/']) {
        for (const method of ['OPTIONS', 'PATCH', 'POST', 'PROPFIND']) {
          const json = { detail: `Method "${method}" not allowed.` }
          assertAnswer(await asOwner(method, path), { status: 405, allow, json }, `${method} ${path}`)
        }
        const head = await asOwner('HEAD', path)
        assert.deepEqual([head.status, head.text, head.headers.get('allow')], [405, '', allow])
      }
    })

    await t.test('an id is a number however it is written: the own one, another customer’s, or nobody’s', async () => {
      const { number } = owner
      for (const own of [`0${number}`, `${'0'.repeat(30)}${number}`, `${'0'.repeat(5_000)}${number}`])
        assert.equal((await asOwner('GET', `/api/v1/customers/${own}/`)).status, 200, own)
      for (const method of ['GET', 'PUT', 'DELETE']) {
        for (const id of [String(grace.number), `000${grace.number}`])
          assertAnswer(await asOwner(method, `/api/v1/customers/${id}/`), { status: 403, allow, json: forbidden }, id)
        for (const id of [
          '0',
          '00',
          '2147483647',
          '2147483648',
          '9'.repeat(30),
          '9'.repeat(5_000),
          `1${'0'.repeat(30)}${number}`,
        ])
          assertAnswer(await asOwner(method, `/api/v1/customers/${id}/`), { status: 404, allow, json: unknown }, id)
      }
    })

    await t.test('a last part that is no number is a path nobody has, before anything else is looked at', async () => {
      for (const part of ['me', `${owner.number}x`, `-${owner.number}`, '1.0', '%D9%A1', '1%20', '0x1', '+1'])
        for (const send of [asOwner, patron.send]) {
          const reply = await send('GET', `/api/v1/customers/${part}/`)
          assert.deepEqual([reply.status, reply.headers.get('content-type')], [404, 'text/html; charset=utf-8'], part)
          assert.match(reply.text, /^<!doctype html>/)
        }
      assert.equal((await asOwner('GET', `${owner.path}orders/`)).status, 404)
    })

    await t.test('whose profile it is comes before what the body says, and what can be accepted before both', async () => {
      const broken = (path: string, headers: Record<string, string> = {}) =>
        patron.send('PUT', path, { headers: { 'content-type': 'text/x', ...bearer(owner.access), ...headers }, body: '{' })
      assertAnswer(await broken(grace.path), { status: 403, allow, json: forbidden })
      assertAnswer(await broken('/api/v1/customers/2147483647/'), { status: 404, allow, json: unknown })
      const unsupported = { detail: 'Unsupported media type "text/x" in request.' }
      assertAnswer(await broken(owner.path), { status: 415, allow, json: unsupported })
      const unacceptable = { detail: 'Could not satisfy the request Accept header.' }
      assertAnswer(await broken(grace.path, { accept: 'image/png', authorization: '' }), {
        status: 406,
        allow,
        json: unacceptable,
      })
      const wrongJson: readonly (readonly [string, unknown])[] = [
        ['{"email"}', { detail: "JSON parse error - Expecting ':' delimiter: line 1 column 9 (char 8)" }],
        ['[]', { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] }],
        ['null', { non_field_errors: ['No data provided'] }],
        ['', { email: [required] }],
      ]
      for (const [body, json] of wrongJson) {
        const headers = { 'content-type': 'application/json', ...bearer(owner.access) }
        assertAnswer(await patron.send('PUT', owner.path, { headers, body }), { status: 400, allow, json }, body)
      }
    })

    await t.test('PUT needs the e-mail address alone and keeps what is not sent; it answers six keys', async () => {
      assertAnswer(await put({ email: ada.email }), { status: 200, allow, json: ada })
      const named = { ...ada, last_name: 'King', slug: 'ada-king' }
      assertAnswer(await put({ email: ada.email, last_name: ' King\t' }), { status: 200, allow, json: named })
      const undated = { ...named, date_of_birth: null }
      assertAnswer(await put({ email: ada.email, date_of_birth: null }), { status: 200, allow, json: undated })
      assertAnswer(await put({ email: ada.email, first_name: '', last_name: '' }), {
        status: 200,
        allow,
        json: { ...undated, first_name: '', last_name: '', slug: 'customer' },
      })
      assertAnswer(await getProfile(patron, owner), {
        status: 200,
        allow,
        json: { ...undated, first_name: '', last_name: '', slug: 'customer', last_purchase_date: null },
      })
      assertAnswer(await put({ ...ada, address: undefined, date_of_birth: '1990-5-15' }), { status: 200, allow, json: ada })
    })

    await t.test('a text as long as it may be is taken, in code points', async () => {
      const name = '🙂'.repeat(150)
      const reply = await put({ email: ada.email, first_name: `  ${name} `, last_name: 5 })
      assertAnswer(reply, { status: 200, allow, json: { ...ada, first_name: name, last_name: '5', slug: '5' } })
      const email = `${'a'.repeat(242)}@example.com`
      assertAnswer(await put({ ...ada, address: undefined, email }), { status: 200, allow, json: { ...ada, email } })
      assertAnswer(await put({ ...ada, address: undefined }), { status: 200, allow, json: ada })
    })

    await t.test('fields nobody may change this way are ignored, the password among them', async () => {
      const claimed = {
        ...ada,
        address: undefined,
        slug: 'mine',
        password: 'Another-Pass-77',
        password2: 'x',
        last_purchase_date: 'x',
        is_vendor: true,
        id: grace.number,
        number: grace.number,
        user_id: grace.number,
        products_bought_count: 5,
        redeemed_vouchers: ['v'],
        is_active: false,
        Email: grace.email,
        ['__proto__']: { email: 'x' },
      }
      assertAnswer(await put(claimed), { status: 200, allow, json: ada })
      assert.equal((await signIn(patron, ada.email, 'Another-Pass-77')).status, 401)
      assert.equal((await signIn(patron, ada.email)).status, 200)
    })

    await t.test('every field is refused with its own texts in their order', async () => {
      for (const [field, sent, texts] of fieldFaults) {
        const reply = await put({ ...ada, address: undefined, [field]: sent })
        assertAnswer(reply, { status: 400, allow, json: { [field]: texts } }, `${field} ${JSON.stringify(sent)}`)
      }
    })

    await t.test('what is wrong with several fields is told at once, in field order, and nothing is changed', async () => {
      const json = {
        email: [taken],
        first_name: [notNull],
        last_name: [notString],
        date_of_birth: [malformedDate],
        address: { city: [required], country: ['Country name should be in full'] },
      }
      const address = { country: 'UK', state: 's', postal_code: 1, street_address: 's' }
      const body = { address, date_of_birth: '', last_name: [], first_name: null, email: 'Grace@example.com' }
      assertAnswer(await put(body), { status: 400, allow, json })
      assertAnswer(await getProfile(patron, owner), { status: 200, allow, json: { ...ada, last_purchase_date: null } })
    })

    await t.test('the own address in another spelling is no other', async () => {
      assertAnswer(await put({ ...ada, address: undefined, email: 'ADA@EXAMPLE.com' }), {
        status: 200,
        allow,
        json: { ...ada, email: 'ADA@example.com' },
      })
      assertAnswer(await put({ email: ' ada@example.com ' }), { status: 200, allow, json: ada })
    })

    const leaver = await aMember(patron, { email: 'leaver@example.com', last_name: 'Leaver' })
    const used = (reply: Reply, json: unknown) => assertAnswer(reply, { status: 401, allow, json })
    const useAll = async ({ path, access }: Member, json: unknown) => {
      for (const method of ['GET', 'PUT', 'DELETE', 'PATCH'])
        used(await patron.send(method, path, { headers: bearer(access) }), json)
    }

    await t.test('DELETE answers nothing; from then on the account is inactive, and its names stay taken', async () => {
      assertAnswer(await patron.send('DELETE', leaver.path, { headers: bearer(leaver.access) }), { status: 204, allow })
      await useAll(leaver, inactive)
      const again = await patron.post('/api/v1/customers/', aCustomer({ email: 'LEAVER@example.com', last_name: 'Leaver' }))
      assert.deepEqual([again.status, again.json()], [400, { email: [taken] }])
      const namesake = await patron.post('/api/v1/customers/', aCustomer({ email: 'other@example.com', last_name: 'Leaver' }))
      assert.equal((namesake.json() as { slug: string }).slug, 'ada-leaver-2')
      assertAnswer(await asOwner('GET', leaver.path), { status: 403, allow, json: forbidden })
    })

    await t.test(
      'a suspended account is inactive too, a deleted one is not there, and a purchase shows when it was',
      async () => {
        const buyer = await aMember(patron, { email: 'buyer@example.com', last_name: 'Buyer' })
        const later = await aMember(patron, { email: 'later@example.com', last_name: 'Buyer' })
        await patron.stop()
        const purchase = "case number when $3 then timestamptz '2025-03-16T09:05Z' when $4 then '2025-03-16T09:05:00.25Z' end"
        const state = "case number when $1 then 'suspended' when $2 then 'deleted' else state end"
        const numbers = [owner, grace, buyer, later].map(({ number }) => number)
        await query(database, `update customer set state = ${state}, last_purchase_at = ${purchase}`, numbers)
        const restarted = await startTestPatron(t, database)
        used(await getProfile(restarted, owner), inactive)
        used(await getProfile(restarted, grace), notFound)
        for (const [member, slug, last_purchase_date] of [
          [buyer, 'ada-buyer', '2025-03-16T09:05:00Z'],
          [later, 'ada-buyer-2', '2025-03-16T09:05:00.250000Z'],
        ] as const) {
          const json = { ...ada, email: member.email, last_name: 'Buyer', slug, last_purchase_date }
          assertAnswer(await getProfile(restarted, member), { status: 200, allow, json })
        }
      },
    )
  })
}
