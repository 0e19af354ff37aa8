import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createKeyring } from '../../src/adapters/secrets/keyring.ts'
import { createLinkTokens } from '../../src/adapters/secrets/link-tokens.ts'
import { aCustomer } from '../support/a-customer.ts'
import { type TestDatabase, type TestEngine, testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { type MailServer, type ReceivedMail, startMailServer } from '../support/mail-server.ts'
import { followLink } from '../support/mailed-links.ts'
import { form, startTestPatron, type TestPatron, testSettings } from '../support/patron.ts'
import { asOwner } from '../support/query.ts'
import { type Shop, shopWith } from '../support/shop.ts'
import {
  aMember,
  bearer,
  claimsOf,
  getProfile,
  type Member,
  memberOf,
  putProfile,
  refresh,
  signIn,
} from '../support/signed-in.ts'
import { assertProblem, type Storefront, storefrontOf } from '../support/storefront.ts'
import { aKey, aTenant, behindProxy, changeSettings, reachedBy, type TestTenant } from '../support/tenants.ts'
import { call } from '../support/wire.ts'

const email = 'ada@example.com'
const passwords = { tea: 'Kv7#mQ2$wZ9p', coffee: 'Wp4!rT8*nB3x' } as const
type ShopName = keyof typeof passwords

/** One of two shops on one server: the same address is a customer of each. */
interface Seat {
  readonly tenant: TestTenant
  readonly password: string
  readonly reached: TestPatron
  readonly storefrontKey: string
  readonly storefront: Storefront
  readonly shop: Shop
}

interface World {
  readonly database: TestDatabase
  readonly patron: TestPatron
  readonly tea: Seat
  readonly coffee: Seat
}

const settingsOf = {
  tea: { shopName: 'Tea & Co', publicUrl: 'https://tea.example/accounts', locale: 'de' },
  coffee: {},
} as const

async function twoShops(t: TestContext, { create }: TestEngine, settings: Record<string, string> = {}): Promise<World> {
  const database = await create(t)
  const made = await asOwner(database, async (ask) => {
    const one = async (name: ShopName) => {
      const tenant = await aTenant(ask, name, settingsOf[name])
      return { tenant, keys: { storefront: await aKey(ask, tenant, 'storefront'), service: await aKey(ask, tenant, 'service') } }
    }
    return { tea: await one('tea'), coffee: await one('coffee') }
  })
  const patron = await startTestPatron(t, database, { ...behindProxy, ...settings })
  const seat = (name: ShopName): Seat => {
    const { tenant, keys } = made[name]
    const reached = reachedBy(patron, tenant.host)
    const shop = shopWith(patron, keys.service)
    const storefront = storefrontOf(reached, keys.storefront)
    return { tenant, password: passwords[name], reached, storefrontKey: keys.storefront, storefront, shop }
  }
  return { database, patron, tea: seat('tea'), coffee: seat('coffee') }
}

/** Ada in both shops, with a password of her own in each. */
const adaIn = ({ reached, password }: Seat): Promise<Member> => aMember(reached, { email, password, password2: password })

const idOf = async ({ shop }: Seat): Promise<string> =>
  String((await shop.ask(200, 'GET', `/patron/v1/customers?email=${email}`))['id'])

for (const engine of testDatabases) {
  test(`two shops on one server are apart (${engine.engine})`, async (t) => {
    const server = await startMailServer(t)
    const { patron, tea, coffee } = await twoShops(t, engine, {
      PATRON_SMTP_URL: server.url,
      PATRON_MAIL_FROM: 'Market <accounts@market.example>',
      PATRON_SHOP_NAME: 'Market',
      PATRON_PUBLIC_URL: 'https://market.example',
    })

    await t.test('an address is a customer of each shop, and a password and a token are good in one', async (t) => {
      const [ofTea, ofCoffee] = [await adaIn(tea), await adaIn(coffee)]
      assert.notEqual(ofTea.number, ofCoffee.number)

      for (const [mine, here, there] of [
        [ofTea, tea, coffee],
        [ofCoffee, coffee, tea],
      ] as const) {
        assert.equal((await signIn(there.reached, email, here.password)).status, 401)
        const profile = await getProfile(here.reached, mine)
        assert.equal(profile.status, 200)
        assert.equal((profile.json() as { slug: string }).slug, 'ada-lovelace')
        for (const elsewhere of [there.reached, patron]) {
          assert.equal((await getProfile(elsewhere, mine)).status, 401)
          assert.equal((await putProfile(elsewhere, mine, { email })).status, 401)
          assert.equal((await elsewhere.send('DELETE', mine.path, { headers: bearer(mine.access) })).status, 401)
          assert.equal((await refresh(elsewhere, mine.refresh)).status, 401)
          for (const path of ['verify', 'blacklist'])
            assert.equal(
              (await elsewhere.post(`/auth/token/${path}/`, { token: mine.refresh, refresh: mine.refresh })).status,
              401,
            )
        }
        assert.equal((await refresh(here.reached, mine.refresh)).status, 200)
        const { access } = await memberOf(there.reached, email, there.password)
        assert.equal((await getProfile(there.reached, { path: mine.path, access })).status, 404)
      }
      assert.equal((await signIn(patron, email, tea.password)).status, 401)
      assert.equal(claimsOf(ofTea.access)['tid'], tea.tenant.id)
      const log = patron.log.join('')
      assert.doesNotMatch(log, /ada@|lovelace/i)
      assert.ok(!log.includes(ofTea.access) && !log.includes(ofCoffee.access))

      await t.test('a service key reaches the customers of its shop alone, and looks into their tokens alone', async () => {
        const [idInTea, idInCoffee] = [await idOf(tea), await idOf(coffee)]
        assert.notEqual(idInTea, idInCoffee)
        const path = `/patron/v1/customers/${idInTea}`
        const purchase = { reference: 'r-1', product: 'tea', units: 1, purchasedAt: '2026-01-01T00:00:00Z' }
        for (const [method, at, body] of [
          ['GET', path, undefined],
          ['GET', `/patron/v1/customers?number=${ofTea.number}`, undefined],
          ['PATCH', path, { isVendor: true }],
          ['POST', `${path}/suspend`, undefined],
          ['POST', `${path}/purchases`, purchase],
          ['DELETE', path, undefined],
        ] as const)
          assert.equal((await coffee.shop.send(method, at, body)).status, 404, `${method} ${at}`)
        const looked = async ({ shop }: Seat) =>
          (await shop.ask(200, 'POST', '/patron/v1/tokens/introspect', { token: ofTea.access }))['active']
        assert.deepEqual([await looked(tea), await looked(coffee)], [true, false])
        assert.equal((await getProfile(tea.reached, ofTea)).status, 200)
      })

      await t.test('one Idempotency-Key stands for another registration in each shop', async () => {
        for (const { reached } of [tea, coffee]) {
          const reply = await reached.post('/api/v1/customers/', aCustomer({ email: 'grace@example.com' }), {
            'idempotency-key': 'the-same-key-in-both-shops',
          })
          assert.deepEqual([reply.status, reply.headers.get('idempotency-replayed')], [201, null])
        }
      })
    })

    await t.test("a storefront's key tells the shop, whatever host is asked, and its tokens are good there alone", async () => {
      const email = 'joan@example.com'
      const registered = {
        tea: await tea.storefront.register({ email, password: tea.password, confirmPassword: tea.password }),
        coffee: await coffee.storefront.register({ email, password: coffee.password, confirmPassword: coffee.password }),
      }
      assert.notEqual(registered.tea.number, registered.coffee.number)
      const read = '{ readCustomerProfile { _id } }'
      for (const [mine, here, there] of [
        [registered.tea, tea, coffee],
        [registered.coffee, coffee, tea],
      ] as const) {
        assert.equal((await here.storefront.logIn(email, here.password))['success'], true)
        assert.equal((await there.storefront.logIn(email, here.password))['success'], false)
        assert.equal((await here.storefront.ask(read, {}, mine.token)).errors, undefined)
        assert.equal((await there.storefront.ask(read, {}, mine.token)).errors?.length, 1)
        assert.equal((await here.storefront.rest('GET', '/customer-profile', undefined, mine.token)).status, 200)
        assert.equal((await there.storefront.rest('GET', '/customer-profile', undefined, mine.token)).status, 401)
        assert.equal((await signIn(here.reached, email, here.password)).status, 200)
        assert.equal((await signIn(there.reached, email, here.password)).status, 401)
        const bare = storefrontOf(here.reached)
        assert.equal((await bare.rest('GET', '/customer-profile', undefined, mine.token)).status, 401)
      }
      const saved = await tea.storefront.rest('POST', '/customer-addresses', anAddress, registered.tea.token)
      assert.equal(saved.status, 201, saved.text)
      const listed = await coffee.storefront.rest('GET', '/customer-addresses', undefined, registered.coffee.token)
      assert.deepEqual(listed.json(), [])
      const atTheOthers = storefrontOf(coffee.reached, tea.storefrontKey)
      assert.equal((await atTheOthers.rest('GET', '/customer-profile', undefined, registered.tea.token)).status, 200)
      assert.equal((await atTheOthers.logIn(email, coffee.password))['success'], false)
    })

    await t.test("mails are the shop's, and their links good for its customer alone", async (t) => {
      const email = 'emmy@example.com'
      for (const { storefront, password } of [tea, coffee])
        await storefront.register({ email, password, confirmPassword: password })
      for (const { storefront } of [tea, coffee])
        await storefront.done('createForgotPassword', 'forgotPassword { success }', { email })
      const ofTea = await mailWith(server, 'https://tea.example/accounts/customer/reset-password/')
      const ofCoffee = await mailWith(server, 'https://market.example/customer/reset-password/')
      assert.match(ofTea.text, /\n\nTea & Co\n?$/)
      assert.match(ofCoffee.text, /\n\nMarket\n?$/)
      assert.deepEqual(
        [ofTea, ofCoffee].map(({ headers }) => [headers.get('from'), headers.get('content-language')]),
        [
          ['"Tea & Co" <accounts@market.example>', 'de'],
          ['Market <accounts@market.example>', 'en'],
        ],
      )

      await t.test('a link names its shop, and the page is that shop’s at whatever host it is opened', async () => {
        for (const { reached } of [tea, coffee]) {
          const page = await reached.send('GET', `/customer/reset-password/${tokenIn(ofTea)}`)
          assert.equal(page.status, 200)
          assert.match(page.text, /<html lang="de">[\s\S]*<header>Tea &amp; Co<\/header>/)
          assert.match(page.text, /src="\/accounts\/customer\/pages-/)
        }
        assert.match((await tea.reached.send('GET', `/customer/reset-password/${tokenIn(ofCoffee)}`)).text, /<header>Market</)
      })

      await t.test('a link is nothing in another shop, even where we signed it', async () => {
        const links = createLinkTokens(createKeyring([testSettings.PATRON_SECRET_KEY]))
        const link = links.read('password_reset', tokenIn(ofTea))
        assert.ok(link)
        assert.equal(link.tenantId, tea.tenant.id)
        const moved = links.make({ ...link, kind: 'password_reset', tenantId: coffee.tenant.id })
        assert.equal((await coffee.reached.send('GET', `/customer/reset-password/${moved}`)).status, 410)
        assert.equal((await followLink(coffee.reached, moved, 'correct horse battery')).status, 410)
      })

      await t.test('it changes the password of its customer and of nobody else', async () => {
        assert.equal((await followLink(coffee.reached, tokenIn(ofTea), 'correct horse battery')).status, 200)
        const used = await tea.reached.send('GET', `/customer/reset-password/${tokenIn(ofTea)}`)
        assert.equal(used.status, 410)
        assert.match(used.text, /<header>Tea &amp; Co<\/header>/)
        assert.equal((await signIn(tea.reached, email, 'correct horse battery')).status, 200)
        assert.equal((await signIn(tea.reached, email, tea.password)).status, 401)
        assert.equal((await signIn(coffee.reached, email, coffee.password)).status, 200)
        assert.equal((await signIn(coffee.reached, email, 'correct horse battery')).status, 401)
      })

      await t.test('so is a change of address taken back in its shop alone', async () => {
        for (const seat of [tea, coffee]) {
          const member = await memberOf(seat.reached, email, seat === tea ? 'correct horse battery' : seat.password)
          assert.equal((await putProfile(seat.reached, member, { email: 'new@example.com' })).status, 200)
        }
        const mail = await mailWith(server, 'https://tea.example/accounts/customer/undo-email-change/')
        const undone = await coffee.reached.send('POST', `/customer/undo-email-change/${tokenIn(mail)}`, form({}))
        assert.equal(undone.status, 303)
        const location = undone.headers.get('location') ?? ''
        assert.match(location, /^\/accounts\/customer\/reset-password\//)
        const next = await coffee.reached.send('GET', location.replace('/accounts', ''))
        assert.match(next.text, /<header>Tea &amp; Co<\/header>/)
        await tea.shop.ask(200, 'GET', `/patron/v1/customers?email=${email}`)
        await coffee.shop.ask(404, 'GET', `/patron/v1/customers?email=${email}`)
        await coffee.shop.ask(200, 'GET', '/patron/v1/customers?email=new@example.com')
      })
    })
  })

  test(`a mailbox is proven in the shop that asked (${engine.engine})`, async (t) => {
    const server = await startMailServer(t)
    const { tea, coffee } = await twoShops(t, engine, {
      PATRON_SMTP_URL: server.url,
      PATRON_MAIL_FROM: 'accounts@market.example',
      PATRON_EMAIL_VERIFICATION: 'required',
    })
    for (const { reached, password } of [tea, coffee])
      assert.equal((await reached.post('/api/v1/customers/', aCustomer({ password, password2: password }))).status, 201)
    const mail = await mailWith(server, 'https://tea.example/accounts/customer/verify-account/')
    assert.equal((await coffee.reached.send('POST', `/customer/verify-account/${tokenIn(mail)}`, form({}))).status, 200)
    assert.equal((await signIn(tea.reached, email, tea.password)).status, 200)
    assert.equal((await signIn(coffee.reached, email, coffee.password)).status, 401)
  })

  test(`what a shop decides of itself holds for everybody who asks its host (${engine.engine})`, async (t) => {
    const database = await engine.create(t)
    const made = await asOwner(database, async (ask) => {
      const sharing = await aTenant(ask, 'sharing', { emailUnique: false })
      return {
        shops: [await aTenant(ask, 'tea'), await aTenant(ask, 'coffee')] as const,
        closed: await aTenant(ask, 'closed', { registrationOpen: false }),
        sharing,
        sharingKey: await aKey(ask, sharing, 'service'),
      }
    })
    const patron = await startTestPatron(t, database, { ...behindProxy, PATRON_RATE_LIMITS: 'on' })

    await t.test('where no key is needed, the host tells the shop to storefronts, too', async () => {
      const [tea, coffee] = made.shops.map(({ host }) => storefrontOf(reachedBy(patron, host))) as [Storefront, Storefront]
      const { token } = await tea.register({ email })
      assert.equal((await coffee.register({ email })).email, email)
      const profile = (shop: Storefront) => shop.rest('GET', '/customer-profile', undefined, token)
      assert.deepEqual([(await profile(tea)).status, (await profile(coffee)).status], [200, 401])
      assert.equal((await profile(storefrontOf(patron))).status, 401)
    })

    await t.test('one in which addresses may be shared is closed to the contracts that know customers by them', async () => {
      const reached = reachedBy(patron, made.sharing.host)
      for (const reply of [
        await reached.post('/api/v1/customers/', aCustomer()),
        await signIn(reached, email),
        await refresh(reached, 'x'),
      ])
        assert.deepEqual([reply.status, reply.json()], [403, { detail: 'You do not have permission to perform this action.' }])
      const storefront = storefrontOf(reached)
      for (const [name, input] of [
        ['createCustomer', registration],
        ['createCustomerLogin', { email, password: 'Kv7#mQ2$wZ9p' }],
      ] as const) {
        const { errors } = await storefront.mutate(name, 'clientMutationId', input)
        assert.deepEqual(
          errors?.map(({ message }) => message),
          ['Forbidden'],
        )
      }
      for (const path of ['/customers', '/customer/login'])
        assertProblem(await storefront.rest('POST', path, registration), 403, 'Forbidden')
      assert.equal((await shopWith(patron, made.sharingKey).send('GET', `/patron/v1/customers?email=${email}`)).status, 404)
    })

    await t.test('one that takes no new customers refuses them everywhere, before anything is counted or kept', async () => {
      const reached = reachedBy(patron, made.closed.host)
      const refused = await reached.post('/api/v1/customers/', aCustomer(), { 'idempotency-key': 'a-key-of-sixteen-or-more' })
      assert.deepEqual([refused.status, refused.json()], [403, { detail: 'Registration is closed.' }])
      const storefront = storefrontOf(reached)
      assert.equal((await storefront.refused('createCustomer', registration)).message, 'Registration is closed.')
      assertProblem(await storefront.rest('POST', '/customers', registration), 403, 'Registration is closed.')
      assert.equal((await patron.post('/api/v1/customers/', aCustomer())).status, 201)
      await patron.stop()
      await asOwner(database, async (ask) => {
        for (const table of ['idempotency', 'attempt', 'customer', 'event'])
          assert.deepEqual(await ask(`select 1 from ${table} where tenant_id = $1`, [made.closed.id]), [], table)
      })
    })
  })

  test(`the host that was asked for counts, and what is forwarded from a trusted proxy alone (${engine.engine})`, async (t) => {
    const database = await engine.create(t)
    const tea = await asOwner(database, (ask) => aTenant(ask, 'tea'))
    const direct = await startTestPatron(t, database)
    const registerAt = (patron: TestPatron, headers: Record<string, string>) =>
      call(patron.url, {
        path: '/api/v1/customers/',
        headers: { 'content-type': 'application/json', ...headers },
        body: Buffer.from(JSON.stringify(aCustomer())),
      }).then(({ status }) => status)
    assert.equal(await registerAt(direct, { 'x-forwarded-host': tea.host }), 201)
    assert.equal(await registerAt(direct, {}), 400) // taken in the default tenant, which was asked both times
    assert.equal(await registerAt(direct, { host: `${tea.host.toUpperCase()}:8080` }), 201)
    assert.equal(await registerAt(direct, { host: tea.host, 'x-forwarded-host': 'market.example' }), 400)
    await direct.stop()
    const proxied = await startTestPatron(t, database, behindProxy)
    assert.equal(await registerAt(proxied, { 'x-forwarded-host': tea.host }), 400)
    assert.equal((await signIn(reachedBy(proxied, tea.host), email)).status, 200)
  })
}

test('a changed setting takes effect without a restart (postgresql)', async (t) => {
  const [, postgresql] = testDatabases
  assert.ok(postgresql)
  const { database, tea, coffee } = await twoShops(t, postgresql)
  const registerAt = async ({ reached }: Seat, name: string) =>
    (await reached.post('/api/v1/customers/', aCustomer({ email: `${name}@example.com` }))).status
  assert.equal(await registerAt(tea, 'ada'), 201)
  let tries = 0
  await asOwner(database, (ask) => changeSettings(ask, tea.tenant.id, { registrationOpen: false }))
  await eventually('registration is closed', async () => (await registerAt(tea, `a${++tries}`)) === 403)
  assert.equal((await tea.storefront.refused('createCustomer', registration)).message, 'Registration is closed.')
  assert.equal((await signIn(tea.reached, email)).status, 200)
  assert.equal(await registerAt(coffee, 'ada'), 201)
  await asOwner(database, (ask) => changeSettings(ask, tea.tenant.id, {}))
  await eventually('registration is open', async () => (await registerAt(tea, `b${++tries}`)) === 201)
})

const registration = { firstName: 'Ada', lastName: 'Lovelace', email, password: 'Kv7#mQ2$wZ9p', confirmPassword: 'Kv7#mQ2$wZ9p' }

const anAddress = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  address1: 'Hauptstr. 1',
  city: 'Dresden',
  state: 'SN',
  country: 'DE',
  postcode: '01067',
  phone: '123456',
  email,
}

/** The mail that has a link beginning so. */
const mailWith = (server: MailServer, linkBegin: string): Promise<ReceivedMail> =>
  eventually(`a mail with ${linkBegin}`, () => server.mails.find(({ text }) => text.includes(`\n${linkBegin}`)))

const tokenIn = ({ text }: ReceivedMail): string => /\/customer\/[a-z-]+\/([\w-]{107})\n/.exec(text)?.[1] ?? ''
