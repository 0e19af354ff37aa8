import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { newsletter } from '../support/consents.ts'
import { type TestDatabase, type TestEngine, testDatabases } from '../support/databases.ts'
import { type Reply, startTestPatron, type TestPatron } from '../support/patron.ts'
import { asOwner } from '../support/query.ts'
import { makeKey, type Shop, shopWith } from '../support/shop.ts'
import { customersPath, type Signed, signedBy } from '../support/signed.ts'
import { aMember, type Member, memberOf, password, signIn } from '../support/signed-in.ts'
import { signedHeaders } from '../support/singula.ts'
import { aTenant, behindProxy, reachedBy, type TestTenant } from '../support/tenants.ts'

type Value = Readonly<Record<string, unknown>>
type Headers = Readonly<Record<string, string>>

/** One of two shops on the server. */
interface Seat {
  readonly tenant: TestTenant
  readonly reached: TestPatron
  readonly serviceKey: string
  readonly shop: Shop
  readonly secret: string
  /** The program `<name>-crm` of the shop. */
  readonly crm: Signed
}

interface World {
  readonly database: TestDatabase
  readonly patron: TestPatron
  readonly alpha: Seat
  readonly beta: Seat
}

const gatewaySecret = 'the-secret-of-the-gateway-0123456789abcdef'
const gateway = {
  PATRON_GATEWAY_SECRET: gatewaySecret,
  PATRON_GATEWAY_HEADERS: 'secret=x-edge-secret, tenant=X-Edge-Shop,user=x-edge-person,source=x-edge-kind',
}

async function twoShops(t: TestContext, { create }: TestEngine, settings: Headers = {}): Promise<World> {
  const database = await create(t)
  const tenants = await asOwner(database, async (ask) => ({
    alpha: await aTenant(ask, 'alpha', { consents: [newsletter], newsletterConsent: 'NEWS' }),
    beta: await aTenant(ask, 'beta'),
  }))
  const patron = await startTestPatron(t, database, { ...behindProxy, ...settings })
  const seat = async (name: 'alpha' | 'beta'): Promise<Seat> => {
    const { text: serviceKey } = await makeKey(database, { tenant: name })
    const { text: secret } = await makeKey(database, { tenant: name, kind: 'hmac', id: `${name}-crm` })
    const crm = signedBy(patron, { id: `${name}-crm`, secret })
    const shop = shopWith(patron, serviceKey)
    return { tenant: tenants[name], reached: reachedBy(patron, `${name}.example`), serviceKey, shop, secret, crm }
  }
  return { database, patron, alpha: await seat('alpha'), beta: await seat('beta') }
}

/** Whoever shows who they are in headers alone. */
const calledWith =
  (patron: Pick<TestPatron, 'send'>, headers: Headers): Signed =>
  (method, end, body, more = {}) =>
    patron.send(method, `${customersPath}${end}`, {
      headers: { 'content-type': 'application/json', ...headers, ...more },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })

const asCustomer = ({ reached }: Pick<Seat, 'reached'>, token: string): Signed =>
  calledWith(reached, { authorization: `Bearer ${token}` })

const asStaff = (patron: TestPatron, key: string, person?: string): Signed =>
  calledWith(patron, {
    authorization: `Bearer ${key}`,
    ...(person !== undefined && { 'patron-acting-user': person }),
  })

let people = 0
const aPerson = (fields: Value = {}): Value => {
  people += 1
  return {
    username: `person_${people}`,
    email: `person-${people}@example.com`,
    password,
    title: '-',
    lastName: 'King',
    ...fields,
  }
}

const bodyOf = (reply: Reply, status: number): Value => {
  assert.equal(reply.status, status, reply.text)
  return reply.json() as Value
}
const idIn = (reply: Reply): string => String(bodyOf(reply, 201)['href']).slice('/customer/'.length)
const created = async (crm: Signed, fields: Value = {}): Promise<string> => idIn(await crm('POST', '', aPerson(fields)))
const auditOf = async (crm: Signed, id: string): Promise<Value> => bodyOf(await crm('GET', `/${id}`), 200)['auditInfo'] as Value

/** A fault without what differs in every answer, which its length follows; the id that was asked for is `ID`. */
function faultOf(reply: Reply, id = 'ID'): unknown {
  const { requestId, developerMessage, ...fault } = reply.json() as Value
  assert.equal(requestId, reply.headers.get('x-request-id'))
  const { 'x-request-id': _id, date: _date, 'content-length': _length, ...headers } = Object.fromEntries(reply.headers)
  return { ...fault, status: reply.status, headers, developerMessage: String(developerMessage).replaceAll(id, 'ID') }
}
const errorOf = (reply: Reply): unknown => [reply.status, (reply.json() as Value)['errorCode']]
const unauthorized = [401, 401]
const forbidden = [403, 403]
const unknown = [404, 90068]
const nobody = '01890000-0000-7000-8000-00000000000a'

async function sameFault(replies: readonly (readonly [Promise<Reply>, string])[]): Promise<void> {
  const faults = await Promise.all(replies.map(async ([reply, id]) => faultOf(await reply, id)))
  for (const fault of faults) assert.deepEqual(fault, faults[0])
}

const recordsOf = async ({ shop }: Seat, id: string): Promise<readonly Value[]> => {
  const { records } = await shop.ask(200, 'GET', `/patron/v1/customers/${id}/consents/history`)
  return records as readonly Value[]
}

const news = { companyConsents: [{ consentId: 'NEWS', consented: true, contactMethods: ['EMAIL'] }] }

const ofMember = async ({ shop }: Seat, { email }: Member): Promise<string> =>
  String((await shop.ask(200, 'GET', `/patron/v1/customers?email=${encodeURIComponent(email)}`))['id'])

for (const engine of testDatabases) {
  test(`everybody who calls the customer API does what they may and no more (${engine.engine})`, async (t) => {
    const { database, patron, alpha, beta } = await twoShops(t, engine, gateway)

    await t.test('customers with their token read and change themselves', async () => {
      const member = await aMember(alpha.reached, { email: 'own@example.com' })
      const id = await ofMember(alpha, member)
      const own = asCustomer(alpha, member.access)
      assert.deepEqual((await own('GET', `/${id}`)).json(), (await alpha.crm('GET', `/${id}`)).json())
      bodyOf(await own('GET', `/${id.toUpperCase()}`), 200)
      bodyOf(await asCustomer({ reached: patron }, member.access)('GET', `/${id}`), 200)
      bodyOf(await own('PATCH', `/${id}`, { firstName: 'Augusta', title: 'Countess', consents: news }), 201)
      const { firstName, title, auditInfo } = bodyOf(await own('GET', `/${id}`), 200)
      assert.deepEqual([firstName, title, (auditInfo as Value)['modifiedByUser']], ['Augusta', 'Countess', id])
      const [record] = await recordsOf(alpha, id)
      assert.deepEqual([record?.['actingAs'], record?.['actingId'], record?.['surface']], ['customer', id, 'singula'])
    })

    await t.test('of nobody else they learn anything, be they there or not', async () => {
      const member = await aMember(alpha.reached, { email: 'curious@example.com' })
      const own = asCustomer(alpha, member.access)
      const [other, elsewhere] = [await created(alpha.crm), await created(beta.crm)]
      for (const [method, body] of [['GET'], ['PATCH', { firstName: 'A' }], ['PATCH', { email: 1 }], ['PATCH', {}]] as const)
        await sameFault([other, elsewhere, nobody, 'no-id', "'"].map((id) => [own(method, `/${id}`, body), id] as const))
      assert.deepEqual(errorOf(await own('GET', `/${other}`)), unknown)
      const id = await ofMember(alpha, member)
      for (const [method, end, body] of [
        ['POST', '', aPerson()],
        ['POST', '/search', { customerId: id }],
        ['POST', '/search', { email: 'nobody@example.com' }],
        ['POST', `/${id}/anonymise`, undefined],
        ['POST', `/${other}/anonymise`, undefined],
      ] as const)
        assert.deepEqual(errorOf(await own(method, end, body)), forbidden, `${method} ${end}`)
      assert.equal(bodyOf(await alpha.crm('GET', `/${id}`), 200)['active'], true)
    })

    await t.test('what they are to the shop is not theirs to say, and a new password needs the present one', async () => {
      const member = await aMember(alpha.reached, { email: 'vip@example.com' })
      const elsewhere = await memberOf(alpha.reached, member.email)
      const id = await ofMember(alpha, member)
      const own = asCustomer(alpha, member.access)
      const before = bodyOf(await own('GET', `/${id}`), 200)
      const notTheirs = {
        customerType: 'VIP',
        externalUniqueIdentifier: 'E-1',
        customAttributes: [{ name: 'no_ads', value: 'true' }],
      }
      for (const [member, value] of Object.entries(notTheirs)) {
        for (const sent of [value, null, 7]) {
          const fault = bodyOf(await own('PATCH', `/${id}`, { firstName: 'Other', [member]: sent }), 400)
          assert.deepEqual(fault['violations'], [{ member, rule: 'notAllowed' }])
        }
      }
      const another = 'Another-Pass-77'
      for (const currentPassword of [undefined, '', null, 'Wrong-Pass-12', 7])
        assert.deepEqual(errorOf(await own('PATCH', `/${id}`, { password: another, currentPassword })), [400, 90004])
      assert.deepEqual(errorOf(await own('PATCH', `/${id}`, { password: 'aaaaaaaa', currentPassword: password })), [400, 90073])
      assert.deepEqual(bodyOf(await own('GET', `/${id}`), 200), before)
      bodyOf(await own('PATCH', `/${id}`, { password: another, currentPassword: password }), 201)
      bodyOf(await own('GET', `/${id}`), 200)
      assert.deepEqual(errorOf(await asCustomer(alpha, elsewhere.access)('GET', `/${id}`)), unauthorized)
      assert.equal((await signIn(alpha.reached, member.email, another)).status, 200)
    })

    await t.test('a token is one of theirs, for calls, alive, and of the shop whose host is asked', async () => {
      const [member, ofBeta] = [await aMember(alpha.reached, { email: 'a@example.com' }), await aMember(beta.reached)]
      const id = await ofMember(alpha, member)
      const read = (seat: Pick<Seat, 'reached'>, token: string) => asCustomer(seat, token)('GET', `/${id}`)
      bodyOf(await read(alpha, member.access), 200)
      const refused = [
        read(alpha, member.refresh),
        read(beta, member.access),
        read(alpha, ofBeta.access),
        read(alpha, ofBeta.refresh),
        read(alpha, `${member.access}x`),
        read(alpha, '1|abcdef'),
        read(alpha, alpha.serviceKey),
        read(alpha, `${alpha.serviceKey}x`),
        calledWith(alpha.reached, { authorization: member.access })('GET', `/${id}`),
        calledWith(alpha.reached, {})('GET', `/${id}`),
      ]
      await sameFault(refused.map((reply) => [reply, id]))
      assert.deepEqual(errorOf(await read(beta, ofBeta.access)), unknown)
      assert.deepEqual(errorOf(await read({ reached: patron }, ofBeta.access)), unknown)
      const path = `/patron/v1/customers/${id}`
      await alpha.shop.ask(200, 'POST', `${path}/suspend`)
      for (const method of ['GET', 'PATCH'])
        assert.deepEqual(
          errorOf(await asCustomer(alpha, member.access)(method, `/${id}`, method === 'GET' ? undefined : {})),
          unauthorized,
        )
      await alpha.shop.ask(200, 'POST', `${path}/reinstate`)
      assert.deepEqual(errorOf(await read(alpha, member.access)), unauthorized)
      const again = await memberOf(alpha.reached, member.email)
      bodyOf(await alpha.crm('POST', `/${id}/anonymise`), 200)
      assert.deepEqual(errorOf(await read(alpha, again.access)), unauthorized)
    })

    await t.test('a service key acts for the member of the staff it names, who is noted', async () => {
      const staff = asStaff(patron, alpha.serviceKey, 'agent-7')
      const id = idIn(await staff('POST', '', aPerson({ consents: news })))
      bodyOf(await asStaff(patron, alpha.serviceKey, 'agent-8')('PATCH', `/${id}`, { customerType: 'VIP', password }), 201)
      const { createdByUser, modifiedByUser } = await auditOf(staff, id)
      assert.deepEqual([createdByUser, modifiedByUser], ['agent-7', 'agent-8'])
      const [record] = await recordsOf(alpha, id)
      assert.deepEqual([record?.['actingAs'], record?.['actingId']], ['staff', 'agent-7'])
      assert.equal(bodyOf(await staff('POST', '/search', { customerId: id }), 200)['customerType'], 'VIP')
      for (const person of [undefined, '', ' ', 'x'.repeat(201), 'agent 7', 'agent\u00e9'])
        assert.deepEqual(errorOf(await asStaff(patron, alpha.serviceKey, person)('GET', `/${id}`)), unauthorized, person)
      const { text: storefrontKey } = await makeKey(database, { tenant: 'alpha', kind: 'storefront', name: 'pages' })
      for (const key of [storefrontKey, alpha.secret, `${alpha.serviceKey.slice(0, -1)}~`])
        assert.deepEqual(errorOf(await asStaff(patron, key, 'agent-7')('GET', `/${id}`)), unauthorized)
      assert.deepEqual(errorOf(await asStaff(patron, beta.serviceKey, 'agent-7')('GET', `/${id}`)), unknown)
      bodyOf(await staff('POST', `/${id}/anonymise`), 200)
      const [kept] = await recordsOf(alpha, id)
      assert.equal(kept?.['actingId'], null)
    })

    await t.test('a program that signs is noted by its key, whatever else it says of itself', async () => {
      const lies = {
        'x-tenant-id': beta.tenant.id,
        'x-user-id': 'somebody-else',
        'x-source': 'USER',
        'patron-acting-user': 'agent-7',
        'x-gateway-secret': gatewaySecret,
        ...{ 'x-edge-shop': beta.tenant.name, 'x-edge-person': 'somebody-else', 'x-edge-kind': 'USER' },
        'x-storefront-key': 'none',
        'x-forwarded-host': beta.tenant.host,
      }
      const id = idIn(await alpha.crm('POST', '', aPerson({ consents: news }), lies))
      bodyOf(await alpha.crm('PATCH', `/${id}`, { firstName: 'Ada' }, lies), 201)
      const { createdByUser, modifiedByUser } = await auditOf(alpha.crm, id)
      assert.deepEqual([createdByUser, modifiedByUser], ['alpha-crm', 'alpha-crm'])
      const [record] = await recordsOf(alpha, id)
      assert.deepEqual([record?.['actingAs'], record?.['actingId']], ['program', 'alpha-crm'])
      assert.deepEqual(errorOf(await beta.crm('GET', `/${id}`)), unknown)
      const member = await aMember(alpha.reached, { email: 'liar@example.com' })
      const own = asCustomer(alpha, member.access)
      const { 'x-forwarded-host': _host, ...others } = lies
      assert.deepEqual(
        errorOf(await own('GET', `/${id}`, undefined, { ...others, 'x-user-id': id, 'x-edge-person': id })),
        unknown,
      )
    })

    await t.test('a trusted gateway is believed, by the headers it was told to use', async () => {
      const through = (fields: Headers, secret = gatewaySecret): Signed =>
        calledWith(patron, {
          'x-edge-secret': secret,
          'x-edge-shop': 'alpha',
          'x-edge-person': 'p-1',
          'x-edge-kind': 'HMAC',
          ...fields,
        })
      const id = idIn(await through({})('POST', '', aPerson({ consents: news })))
      assert.equal((await auditOf(alpha.crm, id))['createdByUser'], 'p-1')
      bodyOf(
        await through({ 'x-edge-shop': alpha.tenant.id, 'x-edge-kind': 'user', 'x-edge-person': 'p-2' })('PATCH', `/${id}`, {
          firstName: 'A',
        }),
        201,
      )
      assert.equal((await auditOf(alpha.crm, id))['modifiedByUser'], 'p-2')
      assert.equal((await recordsOf(alpha, id))[0]?.['actingId'], 'p-1')
      assert.deepEqual(errorOf(await through({ 'x-edge-shop': 'beta' })('GET', `/${id}`)), unknown)

      const good = signedHeaders({ id: 'alpha-crm', secret: alpha.secret }, 'GET', `${customersPath}/${id}`)
      await sameFault(
        [
          through({}, 'x'.repeat(gatewaySecret.length)),
          through(good, `${gatewaySecret}x`),
          through(good, ''),
          through({ 'x-edge-shop': 'gamma' }),
          through({ 'x-edge-shop': '' }),
          through({ 'x-edge-shop': nobody }),
          through({ 'x-edge-shop': "alpha' or '1" }),
          through({ 'x-edge-person': '' }),
          through({ 'x-edge-person': 'p 1' }),
          through({ 'x-edge-kind': '' }),
          through({ 'x-edge-kind': 'ROOT' }),
          through({ 'x-edge-kind': 'CUSTOMER' }),
          through({ 'x-edge-kind': 'CUSTOMER', 'x-edge-person': nobody }),
          through({ 'x-edge-kind': 'CUSTOMER', 'x-edge-person': id, 'x-edge-shop': 'beta' }),
          calledWith(patron, { 'x-edge-secret': gatewaySecret }),
          calledWith(patron, {
            'x-gateway-secret': gatewaySecret,
            'x-tenant-id': 'alpha',
            'x-user-id': 'p-1',
            'x-source': 'HMAC',
          }),
        ].map((one) => [one('GET', `/${id}`), id]),
      )

      const own = through({ 'x-edge-kind': 'CUSTOMER', 'x-edge-person': id.toUpperCase() })
      const other = await created(alpha.crm)
      bodyOf(await own('GET', `/${id}`), 200)
      bodyOf(await own('PATCH', `/${id}`, { firstName: 'B' }), 201)
      assert.equal((await auditOf(alpha.crm, id))['modifiedByUser'], id)
      assert.deepEqual(errorOf(await own('GET', `/${other}`)), unknown)
      assert.deepEqual(errorOf(await own('POST', `/${id}/anonymise`)), forbidden)
      assert.deepEqual(errorOf(await own('PATCH', `/${id}`, { password: 'Another-Pass-77' })), [400, 90004])
      await alpha.shop.ask(200, 'POST', `/patron/v1/customers/${id}/suspend`)
      assert.deepEqual(errorOf(await own('GET', `/${id}`)), unauthorized)
      assert.deepEqual(errorOf(await own('PATCH', `/${id}`, { firstName: 'C' })), unauthorized)
    })

    await t.test("another shop's customers are as those who are not there", async () => {
      const names = { username: 'apart', email: 'apart@example.com', externalUniqueIdentifier: 'A-1' }
      const id = await created(alpha.crm, { ...names, phone: '0812345678' })
      const before = bodyOf(await alpha.crm('GET', `/${id}`), 200)
      const { code } = before['referAFriend'] as { code: string }
      for (const [method, end, body] of [
        ['GET', '', undefined],
        ['PATCH', '', { firstName: 'A' }],
        ['PATCH', '', {}],
        ['PATCH', '', { password: 'x', username: 7 }],
        ['POST', '/anonymise', undefined],
      ] as const)
        await sameFault([id, nobody].map((one) => [beta.crm(method, `/${one}${end}`, body), one]))
      for (const [terms, none] of [
        [{ customerId: id }, { customerId: nobody }],
        [{ email: 'apart@example.com' }, { email: 'nobody@example.com' }],
        [{ externalUniqueIdentifier: 'A-1' }, { externalUniqueIdentifier: 'B-1' }],
        [{ referAFriendCode: code }, { referAFriendCode: 'zzzzzzzz' }],
      ] as const) {
        bodyOf(await alpha.crm('POST', '/search', terms), 200)
        const [[told = ''], [untold = '']] = [Object.values(terms), Object.values(none)]
        await sameFault([
          [beta.crm('POST', '/search', terms), told],
          [beta.crm('POST', '/search', none), untold],
        ])
      }
      assert.deepEqual(bodyOf(await alpha.crm('GET', `/${id}`), 200), before)
      await created(beta.crm, names)
    })

    await t.test('what is no member of a customer changes nothing, however it is spelled', async () => {
      const id = await created(alpha.crm)
      const seen = async (one: string) => {
        const { auditInfo, ...read } = bodyOf(await alpha.crm('GET', `/${one}`), 200)
        const { modifiedAt, modifiedBy, ...known } = await alpha.shop.ask(200, 'GET', `/patron/v1/customers/${one}`)
        const { createdByUser, creationDate } = auditInfo as Value
        return { read, known, createdByUser, creationDate }
      }
      const before = await seen(id)
      const everything = Object.fromEntries(
        Object.entries(notMembers).flatMap(([name, value]) => spellingsOf(name).map((one) => [one, value])),
      )
      bodyOf(await alpha.crm('PATCH', `/${id}`, everything), 201)
      assert.deepEqual(await seen(id), before)
      const sent = { ...everything, ...aPerson() }
      const other = idIn(await alpha.crm('POST', '', sent))
      assert.notEqual(other, nobody)
      const { read, known, createdByUser, creationDate } = await seen(other)
      assert.deepEqual(
        { ...read, referAFriend: { active: (read['referAFriend'] as Value)['active'] } },
        {
          ...{ active: true, customerId: other, customerType: 'Standard', username: sent['username'], email: sent['email'] },
          ...{ lastName: 'King', title: '-', referAFriend: { active: false } },
        },
      )
      const { state, isVendor, emailVerifiedAt, totalUnitsBought, subscribedToNewsletter } = known
      assert.deepEqual(
        [state, isVendor, emailVerifiedAt, totalUnitsBought, subscribedToNewsletter],
        ['active', false, null, 0, false],
      )
      assert.ok(Number(known['number']) < 1_000_000)
      assert.equal(createdByUser, 'alpha-crm')
      assert.ok(Math.abs(Date.parse(String(creationDate)) - Date.now()) < 60_000)
      assert.deepEqual(errorOf(await beta.crm('GET', `/${other}`)), unknown)
    })

    await t.test('an Idempotency-Key stands for one creation of one program', async () => {
      const keyed = { 'idempotency-key': 'one-creation-of-one-program' }
      const sent = aPerson()
      const first = await alpha.crm('POST', '', sent, keyed)
      const id = idIn(first)
      const again = await alpha.crm('POST', '', sent, keyed)
      assert.deepEqual(
        [again.status, again.text, again.headers.get('location')],
        [201, first.text, first.headers.get('location')],
      )
      assert.deepEqual(
        [first, again].map(({ headers }) => headers.get('idempotency-replayed')),
        [null, 'true'],
      )
      assert.deepEqual(errorOf(await alpha.crm('POST', '', aPerson(), keyed)), [422, 422])
      const { text: secret } = await makeKey(database, { tenant: 'alpha', kind: 'hmac', id: 'alpha-shop' })
      const others = [
        signedBy(patron, { id: 'alpha-shop', secret }),
        beta.crm,
        asStaff(patron, alpha.serviceKey, 'alpha-crm'),
        asStaff(patron, alpha.serviceKey, 'agent-7'),
      ]
      for (const other of others) {
        const reply = await other('POST', '', aPerson(), keyed)
        assert.notEqual(idIn(reply), id)
        assert.equal(reply.headers.get('idempotency-replayed'), null)
      }
      const racing = { 'idempotency-key': 'one-creation-that-is-raced' }
      const raced = aPerson()
      const replies = await Promise.all(Array.from({ length: 8 }, () => alpha.crm('POST', '', raced, racing)))
      for (const { status } of replies) assert.ok(status === 201 || status === 409, String(status))
      assert.equal(new Set(replies.filter(({ status }) => status === 201).map(({ text }) => text)).size, 1)
      assert.deepEqual(errorOf(await alpha.crm('POST', '', aPerson(), { 'idempotency-key': 'short' })), [400, 400])
    })

    await t.test('nothing that opens something or names somebody is in the log', async () => {
      const { access } = await aMember(alpha.reached, { email: 'logged@secret-mailbox.example' })
      const signed = signedHeaders({ id: 'alpha-crm', secret: alpha.secret }, 'GET', `${customersPath}/${nobody}`)
      const [, digest = ''] = (signed['authorization'] ?? '').split(':')
      for (const headers of [
        signed,
        { ...signed, timestamp: '1' },
        { authorization: `Bearer ${access}x` },
        { authorization: `Bearer ${alpha.serviceKey}x`, 'patron-acting-user': 'agent-7' },
        { 'x-edge-secret': `${gatewaySecret}x` },
        { 'x-edge-secret': gatewaySecret, 'x-edge-shop': 'gamma' },
      ])
        await calledWith(patron, headers)('GET', `/${nobody}?email=logged@secret-mailbox.example`)
      await alpha.crm('POST', '', `{"email":"logged@secret-mailbox.example","password":"${password}"`)
      await alpha.crm('POST', '', aPerson({ email: 'logged@secret-mailbox.example' }))
      const log = patron.log.join('')
      assert.match(log, /"status":401/)
      const secrets = [
        alpha.secret,
        beta.secret,
        alpha.serviceKey,
        gatewaySecret,
        digest,
        access,
        password,
        'secret-mailbox',
        '$argon2',
      ]
      for (const secret of secrets) assert.ok(!log.includes(secret), secret.slice(0, 6))
      assert.ok(!log.toLowerCase().includes(digest.toLowerCase()))
    })

    if (engine.engine === 'postgresql') {
      await t.test('whether a signature is in time the database says, and not the clock of the server', async (clock) => {
        const id = await created(alpha.crm)
        const at = (seconds: number) =>
          calledWith(
            patron,
            signedHeaders({ id: 'alpha-crm', secret: alpha.secret }, 'GET', `${customersPath}/${id}`, {
              timestamp: String(seconds),
            }),
          )('GET', `/${id}`)
        const now = Math.floor((performance.timeOrigin + performance.now()) / 1000)
        for (const hours of [-6, 6]) {
          const wrong = now + hours * 3600
          clock.mock.timers.enable({ apis: ['Date'], now: wrong * 1000 })
          const replies = [
            await at(now),
            await at(now - 290),
            await at(now + 290),
            await at(wrong),
            await at(now - 310),
            await at(now + 310),
          ]
          clock.mock.timers.reset()
          assert.deepEqual(
            replies.map(({ status }) => status),
            [200, 200, 200, 401, 401, 401],
          )
        }
      })
    }
  })

  test(`a shop's program is not one client of many: its network is not counted (${engine.engine})`, async (t) => {
    const { patron, alpha } = await twoShops(t, engine, {
      PATRON_RATE_LIMITS: 'on',
      PATRON_REGISTRATIONS_PER_CLIENT: '3/3600',
      PATRON_SIGN_INS_PER_CLIENT: '3/3600',
      PATRON_SIGN_INS_PER_ACCOUNT: '5/3600',
    })

    await t.test('a hundred creations from one address pass, while a customer who registers is limited', async () => {
      const staff = asStaff(patron, alpha.serviceKey, 'agent-7')
      const programs = [alpha.crm, staff]
      for (let index = 0; index < 100; index += 1) await created(programs[index % 2] ?? staff)
      const statuses: number[] = []
      for (let index = 0; index < 4; index += 1) {
        const body = { ...aPerson(), first_name: 'A', last_name: 'B', password2: password }
        statuses.push((await alpha.reached.post('/api/v1/customers/', body)).status)
      }
      assert.deepEqual(statuses, [201, 201, 201, 429])
    })

    await t.test('passwords a program proves count for the account alone', async () => {
      const ids: string[] = []
      for (let index = 0; index < 5; index += 1) ids.push(await created(alpha.crm))
      const change = (id: string, currentPassword: string) =>
        alpha.crm('PATCH', `/${id}`, { password: 'Another-Pass-77', currentPassword })
      for (const id of ids) bodyOf(await change(id, password), 201)
      const [id = ''] = ids
      const tries: unknown[] = []
      for (let index = 0; index < 6; index += 1) tries.push(errorOf(await change(id, 'Wrong-Pass-12')))
      assert.deepEqual(tries.slice(0, 4), Array(4).fill([400, 90004]))
      assert.deepEqual(tries.at(-1), [429, 429])
    })

    await t.test('without a gateway nobody is believed by headers, whatever secret is sent', async () => {
      const id = await created(alpha.crm)
      const headers = { 'x-tenant-id': 'alpha', 'x-user-id': 'p-1', 'x-source': 'HMAC' }
      for (const secret of ['', 'undefined', gatewaySecret])
        assert.deepEqual(
          errorOf(await calledWith(patron, { ...headers, 'x-gateway-secret': secret })('GET', `/${id}`)),
          unauthorized,
        )
      bodyOf(await alpha.crm('GET', `/${id}`, undefined, { ...headers, 'x-gateway-secret': 'wrong' }), 200)
    })
  })
}

/** What the answer tells or the database keeps, and no request decides. */
const notMembers: Value = {
  id: nobody,
  customerId: nobody,
  active: false,
  state: 'deleted',
  status: 0,
  number: 1_000_000,
  isVendor: true,
  slug: 'other',
  createdBy: 'root',
  createdAt: '2001-01-01T00:00:00Z',
  modifiedBy: 'root',
  auditInfo: { createdByUser: 'root', creationDate: '2001-01-01T00:00:00Z', modifiedByUser: 'root' },
  referAFriend: { active: true, code: 'zzzzzzzz' },
  referralCode: 'zzzzzzzz',
  tenant: 'beta',
  tenantId: 'beta',
  emailVerifiedAt: '2001-01-01T00:00:00Z',
  emailKey: 'root@example.com',
  usernameKey: 'root',
  emailIsShared: true,
  passwordHash: '$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAA',
  totalUnitsBought: 7,
  subscribedToNewsletter: true,
  source: 'USER',
  scopes: ['customers:anonymise'],
  ['__proto__']: { isVendor: true },
  constructor: { prototype: { isVendor: true } },
}

const spellingsOf = (name: string): readonly string[] => [
  name,
  name.toUpperCase(),
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
  `${name} `,
  `/${name}`,
  `$${name}`,
  `customer.${name}`,
]
