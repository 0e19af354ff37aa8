import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { newsletter } from '../support/consents.ts'
import { type TestEngine, testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { type MailServer, type ReceivedMail, startMailServer } from '../support/mail-server.ts'
import { form, type Reply, startTestPatron, type TestPatron } from '../support/patron.ts'
import { asOwner } from '../support/query.ts'
import { makeKey, type Shop, shopWith } from '../support/shop.ts'
import { type Signed, signedBy } from '../support/signed.ts'
import { aMember, getProfile, type Member, memberOf, password, putProfile, refresh, signIn } from '../support/signed-in.ts'
import { type Storefront, storefrontOf } from '../support/storefront.ts'
import { aTenant, behindProxy, reachedBy } from '../support/tenants.ts'

type Value = Readonly<Record<string, unknown>>

/** One shop on the server, by every way its customers and programs reach it. */
interface Seat {
  readonly reached: TestPatron
  readonly storefront: Storefront
  readonly shop: Shop
  /** A program that signs. */
  readonly crm: Signed
}

const names = ['tea', 'coffee', 'open'] as const
const settingsOf = {
  tea: { newsletterConsent: 'NEWS', consents: [newsletter] },
  coffee: {},
  open: { passwordRequired: false },
} as const

async function shops(t: TestContext, { create }: TestEngine): Promise<Readonly<Record<(typeof names)[number], Seat>> & World> {
  const mailServer = await startMailServer(t)
  const database = await create(t)
  await asOwner(database, async (ask) => {
    for (const name of names) await aTenant(ask, name, settingsOf[name])
  })
  const patron = await startTestPatron(t, database, {
    ...behindProxy,
    PATRON_SMTP_URL: mailServer.url,
    PATRON_MAIL_FROM: 'accounts@market.example',
    PATRON_PUBLIC_URL: 'https://market.example',
  })
  const seat = async (tenant: string): Promise<Seat> => {
    const reached = reachedBy(patron, `${tenant}.example`)
    const key = async (given: object) => (await makeKey(database, { tenant, name: tenant, ...given })).text
    return {
      reached,
      storefront: storefrontOf(reached, await key({ kind: 'storefront' })),
      shop: shopWith(patron, await key({ kind: 'service' })),
      crm: signedBy(patron, { id: `${tenant}-crm`, secret: await key({ kind: 'hmac', id: `${tenant}-crm` }) }),
    }
  }
  return { tea: await seat('tea'), coffee: await seat('coffee'), open: await seat('open'), patron, mailServer }
}

interface World {
  readonly patron: TestPatron
  readonly mailServer: MailServer
}

const bodyOf = (reply: Reply, status: number): Value => {
  assert.equal(reply.status, status, reply.text)
  return reply.json() as Value
}
const errorOf = (reply: Reply): unknown => [reply.status, (reply.json() as Value)['errorCode']]
const unknown = [404, 90068]

let people = 0
/** A registration nothing is wrong with. */
const aPerson = (fields: Value = {}): Value => {
  people += 1
  const name = { username: `smoke_${people}`, email: `smoke-${people}@example.com` }
  return { ...name, password, title: '-', lastName: 'Lovelace', ...fields }
}

async function created({ crm }: Seat, fields: Value = {}): Promise<{ id: string; email: string; username: string }> {
  const sent = aPerson(fields)
  const { href } = bodyOf(await crm('POST', '', sent), 201) as { href: string }
  return { id: href.slice('/customer/'.length), email: String(sent['email']), username: String(sent['username']) }
}

const readBy = async ({ crm }: Seat, id: string): Promise<Value> => bodyOf(await crm('GET', `/${id}`), 200)
const changed = async ({ crm }: Seat, id: string, fields: Value): Promise<void> =>
  void bodyOf(await crm('PATCH', `/${id}`, fields), 201)
const located = async ({ crm }: Seat, email: string): Promise<Value> => bodyOf(await crm('POST', '/search', { email }), 200)

const shopToken = async ({ storefront }: Seat, login: string, typed = password): Promise<string> => {
  const { success, token } = await storefront.logIn(login, typed)
  assert.equal(success, true)
  return String(token)
}

const profileIn = async ({ storefront }: Seat, token: string): Promise<Value> => {
  const document = '{ readCustomerProfile { _id firstName lastName email dateOfBirth phone subscribedToNewsLetter } }'
  const { data, errors } = await storefront.ask(document, {}, token)
  assert.equal(errors, undefined, JSON.stringify(errors))
  return (data as { readCustomerProfile: Value }).readCustomerProfile
}

const changeInShop = async ({ storefront }: Seat, token: string, input: Value): Promise<void> => {
  const { customerProfileUpdate } = (await storefront.done(
    'createCustomerProfileUpdate',
    'customerProfileUpdate { success }',
    input,
    token,
  )) as { customerProfileUpdate: Value }
  assert.equal(customerProfileUpdate['success'], true)
}

/** Whether a login opens each surface: Django's, and the storefront's two. */
const opens = async ({ reached, storefront }: Seat, login: string, typed = password) => {
  const [django, graphql, rest] = await Promise.all([
    signIn(reached, login, typed),
    storefront.logIn(login, typed),
    storefront.rest('POST', '/customer/login', { email: login, password: typed }),
  ])
  return [django.status === 200, graphql['success'], (rest.json() as Value)['success'] === true]
}
const everywhere = [true, true, true]
const nowhere = [false, false, false]

/** As `opens`, of a username that does not look like an address: a storefront takes none for a login. */
const opensByName = async ({ reached, storefront }: Seat, login: string, typed = password): Promise<boolean> => {
  const { errors } = await storefront.mutate('createCustomerLogin', 'customerLogin { success }', {
    email: login,
    password: typed,
  })
  assert.deepEqual(
    errors?.map(({ message }) => message),
    ['The email field must be a valid email address.'],
  )
  return (await signIn(reached, login, typed)).status === 200
}

/** Which sessions of somebody are alive: Django's and the storefront's. */
const alive = async ({ reached, storefront }: Seat, { member, token }: { member: Member; token: string }) => [
  (await getProfile(reached, member)).status === 200,
  (await storefront.rest('GET', '/customer-profile', undefined, token)).status === 200,
]

const sessionsOf = async (seat: Seat, login: string, typed = password) => ({
  member: await memberOf(seat.reached, login, typed),
  token: await shopToken(seat, login, typed),
})

const mailTo = (server: MailServer, recipient: string, text: RegExp): Promise<ReceivedMail> =>
  eventually(`a mail to ${recipient}`, () =>
    server.mails.find((mail) => mail.recipients.includes(recipient) && text.test(mail.text)),
  )

const undoTokenIn = ({ text }: ReceivedMail): string => /\/customer\/undo-email-change\/([\w-]{107})\n/.exec(text)?.[1] ?? ''

for (const engine of testDatabases) {
  test(`a customer of Singula's surface is the same one on every other (${engine.engine})`, async (t) => {
    const { tea, coffee, open, patron, mailServer } = await shops(t, engine)

    await t.test('who is created signs in by address and by username in the same shop, and in no other', async () => {
      const { id, email, username } = await created(tea, { email: 'Ada@Example.com', username: 'Ada@Home' })
      for (const login of [email, 'ADA@EXAMPLE.COM', 'ada@home']) {
        assert.deepEqual(await opens(tea, login), everywhere, login)
        for (const elsewhere of [coffee, { ...coffee, reached: patron }]) assert.deepEqual(await opens(elsewhere, login), nowhere)
      }
      const { username: plain } = await created(tea, { username: 'Ada_L' })
      for (const login of [plain, 'ADA_L']) {
        assert.equal(await opensByName(tea, login), true)
        assert.equal(await opensByName(coffee, login), false)
      }
      assert.deepEqual(errorOf(await coffee.crm('GET', `/${id}`)), unknown)
      await created(coffee, { email, username })
    })

    await t.test(
      'their profile shows on each, without a title and with an empty first name where there has to be one',
      async () => {
        const address = { line1: 'Storgatan 1', line2: 'tr. 2', postCode: '114 55', city: 'Stockholm', countryCode: 'SWE' }
        const more = { lastName: 'King', dateOfBirth: '1990-05-15', phone: '0812345678', title: 'Countess', addresses: [address] }
        const { id, email } = await created(tea, more)
        const { member, token } = await sessionsOf(tea, email)
        assert.deepEqual(bodyOf(await getProfile(tea.reached, member), 200), {
          ...{ email, first_name: '', last_name: 'King', slug: 'king', date_of_birth: '1990-05-15' },
          last_purchase_date: null,
          address: {
            ...{ street_address: 'Storgatan 1\ntr. 2', postal_code: '114 55', city: 'Stockholm', state: '', country: 'SE' },
          },
        })
        assert.deepEqual(await profileIn(tea, token), {
          ...{ _id: String(member.number), firstName: '', lastName: 'King', email, dateOfBirth: '1990-05-15' },
          ...{ phone: '0812345678', subscribedToNewsLetter: false },
        })
        const rest = await tea.storefront.rest('GET', '/customer-addresses', undefined, token)
        assert.equal(rest.status, 200, rest.text)
        const [inBook, ...others] = rest.json() as Value[]
        assert.deepEqual(others, [])
        assert.deepEqual(
          ['firstName', 'lastName', 'city', 'country', 'postcode', 'defaultAddress'].map((name) => inBook?.[name]),
          ['', 'King', 'Stockholm', 'SE', '114 55', true],
        )
        const known = await tea.shop.ask(200, 'GET', `/patron/v1/customers/${id}`)
        assert.deepEqual([known['title'], known['createdBy'], known['customerType']], ['Countess', 'tea-crm', 'Standard'])
      },
    )

    await t.test('what the other surfaces change, Singula reads, and the other way round', async () => {
      const { id, email, username } = await created(tea)
      const { member, token } = await sessionsOf(tea, email)
      const address = { street_address: 'Altmarkt 1', postal_code: 1067, city: 'Dresden', state: 'Sachsen', country: 'Germany' }
      const put = { email, first_name: 'Augusta', last_name: 'King', date_of_birth: '1815-12-10', address }
      assert.equal((await putProfile(tea.reached, member, put)).status, 200)
      const { auditInfo, addresses, ...read } = await readBy(tea, id)
      assert.deepEqual(
        [read['firstName'], read['lastName'], read['dateOfBirth'], read['username'], read['title']],
        ['Augusta', 'King', '1815-12-10', username, '-'],
      )
      assert.deepEqual(addresses, [
        {
          ...{ addressType: 'HOME', city: 'Dresden', countryCode: 'Germany', county: 'Sachsen', line1: 'Altmarkt 1' },
          postCode: '1067',
        },
      ])
      const { createdByUser, modifiedByUser } = auditInfo as Value
      assert.deepEqual([createdByUser, modifiedByUser], ['tea-crm', id])

      await changeInShop(tea, token, { firstName: 'Ada', phone: '5550123', dateOfBirth: '05/16/1816' })
      const after = await readBy(tea, id)
      assert.deepEqual([after['firstName'], after['phone'], after['dateOfBirth']], ['Ada', '5550123', '1816-05-16'])

      const home = { line1: 'Neumarkt 2', city: 'Leipzig', postCode: '04109', countryCode: 'DEU', county: 'SN' }
      await changed(tea, id, { firstName: null, lastName: 'Byron', phone: null, dateOfBirth: null, addresses: [home] })
      assert.deepEqual(bodyOf(await getProfile(tea.reached, member), 200), {
        ...{ email, first_name: '', last_name: 'Byron', slug: 'byron', date_of_birth: null, last_purchase_date: null },
        address: { street_address: 'Neumarkt 2', postal_code: '04109', city: 'Leipzig', state: 'SN', country: 'DE' },
      })
      const inShop = await profileIn(tea, token)
      assert.deepEqual([inShop['firstName'], inShop['lastName'], inShop['phone']], ['', 'Byron', ''])
      await changed(tea, id, { addresses: [] })
      assert.equal(bodyOf(await getProfile(tea.reached, member), 200)['address'], null)
    })

    await t.test('a customer of Django is called by their address, and is located, changed and anonymised', async () => {
      const member = await aMember(tea.reached, { email: 'grace@example.com', first_name: 'Grace', last_name: 'Hopper' })
      const found = await located(tea, 'GRACE@example.com')
      const id = String(found['customerId'])
      const { auditInfo, ...shown } = found
      assert.deepEqual(shown, {
        ...{ active: true, customerId: id, email: member.email, username: member.email },
        ...{ firstName: 'Grace', lastName: 'Hopper', dateOfBirth: '1990-05-15' },
      })
      assert.equal((auditInfo as Value)['createdByUser'], id)
      assert.deepEqual(errorOf(await coffee.crm('POST', '/search', { email: member.email })), unknown)
      await changed(tea, id, { externalUniqueIdentifier: 'E-1', customerType: 'VIP', title: 'Dr.', username: 'grace' })
      assert.equal(await opensByName(tea, 'GRACE'), true)
      assert.deepEqual(await opens(tea, member.email), everywhere)
      const { token } = await sessionsOf(tea, member.email)
      const { href } = bodyOf(await tea.crm('POST', `/${id}/anonymise`), 200)
      assert.equal(href, `/customer/${id}`)
      assert.deepEqual(await readBy(tea, id), { active: false, customerId: id })
      assert.deepEqual(await alive(tea, { member, token }), [false, false])
      assert.equal(await opensByName(tea, 'grace'), false)
      assert.deepEqual(await opens(tea, member.email), nowhere)
      await created(tea, { email: member.email, username: 'grace', externalUniqueIdentifier: 'E-1' })
    })

    await t.test('whoever is deleted on one surface is gone on all, and their names are free', async () => {
      const ways: readonly ((id: string, token: string) => Promise<unknown>)[] = [
        (_id, token) =>
          tea.storefront.done('createCustomerProfileDelete', 'customerProfileDelete { success }', { password }, token),
        (id) => tea.shop.ask(204, 'DELETE', `/patron/v1/customers/${id}`),
        async (id) => bodyOf(await tea.crm('POST', `/${id}/anonymise`), 200),
      ]
      for (const remove of ways) {
        const { id, email, username } = await created(tea, { externalUniqueIdentifier: 'gone' })
        const sessions = await sessionsOf(tea, email)
        await remove(id, sessions.token)
        assert.deepEqual(await alive(tea, sessions), [false, false])
        assert.equal((await refresh(tea.reached, sessions.member.refresh)).status, 401)
        assert.deepEqual(await opens(tea, email), nowhere)
        assert.deepEqual(await readBy(tea, id), { active: false, customerId: id })
        for (const terms of [{ email }, { customerId: id }, { externalUniqueIdentifier: 'gone' }])
          assert.deepEqual(errorOf(await tea.crm('POST', '/search', terms)), unknown)
        assert.deepEqual(errorOf(await tea.crm('PATCH', `/${id}`, { firstName: 'A' })), unknown)
        assert.equal((await tea.shop.ask(200, 'GET', `/patron/v1/customers/${id}`))['state'], 'deleted')
        await created(tea, { email, username })
      }
    })

    await t.test('who is suspended, or left by Django, is not active, and a program still changes them', async () => {
      const { id, email } = await created(tea)
      const { member } = await sessionsOf(tea, email)
      await tea.shop.ask(200, 'POST', `/patron/v1/customers/${id}/suspend`)
      assert.equal((await readBy(tea, id))['active'], false)
      await changed(tea, id, { firstName: 'Ada', password: 'Another-Pass-77' })
      assert.deepEqual(await opens(tea, email, 'Another-Pass-77'), nowhere)
      assert.equal((await located(tea, email))['active'], false)
      await tea.shop.ask(200, 'POST', `/patron/v1/customers/${id}/reinstate`)
      const again = await memberOf(tea.reached, email, 'Another-Pass-77')
      assert.equal((await getProfile(tea.reached, member)).status, 401)
      const left = await tea.reached.send('DELETE', again.path, { headers: { authorization: `Bearer ${again.access}` } })
      assert.equal(left.status, 204)
      const { active, firstName } = await readBy(tea, id)
      assert.deepEqual([active, firstName], [false, 'Ada'])
    })

    await t.test('another address frees the old one, ends every session, and the old mailbox can take it back', async () => {
      const { id, email, username } = await created(tea)
      const sessions = await sessionsOf(tea, email)
      const moved = `moved-${email}`
      await changed(tea, id, { email: moved })
      assert.deepEqual(await alive(tea, sessions), [false, false])
      assert.deepEqual(await opens(tea, email), nowhere)
      assert.deepEqual(await opens(tea, moved), everywhere)
      assert.equal(await opensByName(tea, username), true)
      const mail = await mailTo(mailServer, email, /undo-email-change/)
      const undone = await patron.send('POST', `/customer/undo-email-change/${undoTokenIn(mail)}`, form({}))
      assert.equal(undone.status, 303)
      const { email: now, username: called } = await readBy(tea, id)
      assert.deepEqual([now, called], [email, username])
      for (const login of [email, moved]) assert.deepEqual(await opens(tea, login), nowhere)
      assert.equal(await opensByName(tea, username), false)
      await created(tea, { email: moved })
    })

    await t.test('a username that is the address follows it on surfaces without usernames, and back again', async () => {
      const address = 'family@example.com'
      const { id } = await created(tea, { email: address, username: 'Family@Example.com' })
      const member = await memberOf(tea.reached, address)
      assert.equal((await putProfile(tea.reached, member, { email: 'new-home@example.com' })).status, 200)
      const { username, email } = await readBy(tea, id)
      assert.deepEqual([username, email], ['new-home@example.com', 'new-home@example.com'])
      assert.deepEqual(await opens(tea, address), nowhere)
      const other = await created(tea, { email: address, username: 'somebody' })
      await tea.shop.ask(204, 'DELETE', `/patron/v1/customers/${other.id}`)
      const mail = await mailTo(mailServer, address, /undo-email-change/)
      assert.equal((await patron.send('POST', `/customer/undo-email-change/${undoTokenIn(mail)}`, form({}))).status, 303)
      const back = await readBy(tea, id)
      assert.deepEqual([back['username'], back['email']], [address, address])
      await changed(tea, id, { password })
      assert.deepEqual(await opens(tea, address), everywhere)
      await created(tea, { email: 'new-home@example.com', username: 'New-Home@example.com' })
    })

    await t.test('an address that is taken back takes a username with it that is the other one, and frees it', async () => {
      const { id, email } = await created(tea, { username: 'chosen@example.com' })
      await changed(tea, id, { email: 'chosen@example.com' })
      const mail = await mailTo(mailServer, email, /undo-email-change/)
      assert.equal((await patron.send('POST', `/customer/undo-email-change/${undoTokenIn(mail)}`, form({}))).status, 303)
      const { username, email: now } = await readBy(tea, id)
      assert.deepEqual([username, now], [email, email])
      await created(tea, { email: 'chosen@example.com' })
    })

    await t.test('another password ends every session, is mailed about, and the old one opens nothing', async () => {
      const { id, email } = await created(tea)
      const sessions = await sessionsOf(tea, email)
      await changed(tea, id, { password: 'Another-Pass-77' })
      assert.deepEqual(await alive(tea, sessions), [false, false])
      assert.equal((await refresh(tea.reached, sessions.member.refresh)).status, 401)
      assert.deepEqual(await opens(tea, email), nowhere)
      assert.deepEqual(await opens(tea, email, 'Another-Pass-77'), everywhere)
      await mailTo(mailServer, email, /password of your account at .* was changed/)
      const { token } = await sessionsOf(tea, email, 'Another-Pass-77')
      const wish = { currentPassword: 'Another-Pass-77', password: 'One-More-Pass-78', confirmPassword: 'One-More-Pass-78' }
      await changeInShop(tea, token, wish)
      assert.deepEqual(await opens(tea, email, 'One-More-Pass-78'), everywhere)
      const wrong = await tea.crm('PATCH', `/${id}`, { password, currentPassword: 'Another-Pass-77' })
      assert.deepEqual(errorOf(wrong), [400, 90004])
      await changed(tea, id, { password, currentPassword: 'One-More-Pass-78' })
    })

    await t.test('who has no password signs in nowhere until they are given one', async () => {
      const { id, email, username } = await created(open, { password: undefined })
      for (const typed of [password, '!!!!!!', 'null!!']) assert.deepEqual(await opens(open, email, typed), nowhere)
      await changed(open, id, { firstName: 'Ada' })
      assert.equal(await opensByName(open, username), false)
      await changed(open, id, { password })
      assert.deepEqual(await opens(open, email), everywhere)
      assert.equal(await opensByName(open, username), true)
      assert.deepEqual(errorOf(await tea.crm('POST', '', aPerson({ password: undefined }))), [400, 90044])
    })

    await t.test("the tenant's newsletter consent is the storefront's mark, and back", async () => {
      const news = (consented: boolean) => ({
        companyConsents: [{ consentId: 'NEWS', consented, contactMethods: [{ code: 'EMAIL', consented }] }],
      })
      const { id, email } = await created(tea, { consents: news(true) })
      const token = await shopToken(tea, email)
      const marked = async () => [
        (await profileIn(tea, token))['subscribedToNewsLetter'],
        ((await readBy(tea, id))['consents'] as { companyConsents: { consented: boolean }[] }).companyConsents[0]?.consented,
        (await tea.shop.ask(200, 'GET', `/patron/v1/customers/${id}`))['subscribedToNewsletter'],
      ]
      assert.deepEqual(await marked(), [true, true, true])
      await changeInShop(tea, token, { subscribedToNewsLetter: false })
      assert.deepEqual(await marked(), [false, false, false])
      await changed(tea, id, { consents: news(true) })
      assert.deepEqual(await marked(), [true, true, true])
      await changed(tea, id, { consents: news(false) })
      assert.deepEqual(await marked(), [false, false, false])
      await changeInShop(tea, token, { subscribedToNewsLetter: true })
      assert.deepEqual(await marked(), [true, true, true])
      const { records } = (await tea.shop.ask(200, 'GET', `/patron/v1/customers/${id}/consents/history`)) as {
        records: { decision: string; surface: string; actingAs: string; actingId: string }[]
      }
      assert.deepEqual(
        records.map(({ decision, surface, actingAs }) => `${decision} ${surface} ${actingAs}`),
        [
          ...['granted singula program', 'withdrawn bagisto customer', 'granted singula program'],
          ...['withdrawn singula program', 'granted bagisto customer'],
        ],
      )
      assert.deepEqual([records[0]?.actingId, records[1]?.actingId], ['tea-crm', id])
    })
  })
}
