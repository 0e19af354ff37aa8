import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { TenantSettings } from '../../src/core/tenants/settings.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { type Browser, browserOf } from '../support/browser.ts'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { form, startTestPatron } from '../support/patron.ts'
import { asOwner } from '../support/query.ts'
import { startShop } from '../support/shop.ts'
import { claimsOf } from '../support/signed-in.ts'
import { password, storefrontOf } from '../support/storefront.ts'
import { changeSettings } from '../support/tenants.ts'

const account = '/customer/account'
const markup = '<b onclick="x">"&\''
const escaped = '&lt;b onclick=&quot;x&quot;&gt;&quot;&amp;&#39;'

const always = { validFrom: null } as const
const settings: Partial<TenantSettings> = {
  contactMethods: ['EMAIL', 'PIGEON'],
  consents: [
    {
      ...{ consentId: 'TERMS', kind: 'company', mandatory: 'accept', contactMethods: 'none' },
      versions: [{ ...always, version: '1', texts: { en: { text: 'Our <terms>.', url: 'https://shop.example/terms' } } }],
    },
    {
      ...{ consentId: 'PARTNERS', kind: 'thirdParty', mandatory: 'no', contactMethods: 'required' },
      versions: [{ ...always, version: '3', texts: { en: { text: 'Partners write.', url: null } } }],
    },
  ],
}

async function start(t: TestContext, create: (t: TestContext) => Promise<TestDatabase>) {
  const database = await create(t)
  await asOwner(database, (ask) => changeSettings(ask, defaultTenantId, settings))
  const patron = await startTestPatron(t, database)
  const front = storefrontOf(patron)
  const aBrowser = async (fields: Readonly<Record<string, unknown>> = {}) => {
    const shopper = await front.register(fields)
    return { shopper, browser: browserOf(patron, shopper.token) }
  }
  return { patron, front, aBrowser, shop: await startShop(patron, database) }
}

const said = ({ text }: { readonly text: string }) => /<p class="done" role="status">([^<]*)<\/p>/.exec(text)?.[1]
const shownIn = (text: string, name: string) => new RegExp(`<input id="${name}"[^>]* value="([^"]*)"`).exec(text)?.[1]
const errorOf = (text: string, name: string) => new RegExp(`<p class="error" id="${name}-error">([^<]*)</p>`).exec(text)?.[1]

const home = {
  ...{ firstName: 'Ada', lastName: 'Lovelace', companyName: '', streetAddress: 'Ring 1', moreStreet: 'Hinterhaus' },
  ...{ postcode: '01067', city: 'Dresden', state: 'Sachsen', country: 'DE', phone: '', vatId: '' },
}

const aPurchase = { reference: 'order-1', product: 'tea', units: 1, purchasedAt: '2026-03-29T01:30:00Z' }
const aVoucher = { reference: 'order-1', voucher: 'SPRING', redeemedAt: '2026-03-29T01:30:00Z' }

/** The number of the address that links of the list lead to. */
async function onlyAddress(browser: Browser): Promise<string> {
  const { text } = await browser.get(`${account}/addresses`)
  const numbers = [...text.matchAll(/account\/addresses\/(\d+)"/g)].map(([, number = '']) => number)
  assert.equal(numbers.length, 1, text)
  return numbers[0] ?? ''
}

const pages = ['', '/profile', '/addresses', '/addresses/new', '/password', '/email', '/sessions', '/consents', '/data']

for (const { engine, create } of testDatabases) {
  test(`customers look after their own account (${engine})`, async (t) => {
    const { patron, front, aBrowser, shop } = await start(t, create)

    await t.test('whoever is not signed in, or suspended, is sent to sign in and back', async () => {
      for (const path of pages) {
        const reply = await browserOf(patron).get(`${account}${path}`)
        assert.equal(reply.status, 303)
        const next = new URLSearchParams({ next: `${account}${path}` })
        assert.equal(reply.headers.get('location'), `/customer/sign-in?${next.toString()}`)
      }
      const nobody = await browserOf(patron, '7|not-a-token').get(account)
      assert.equal(nobody.status, 303)
      assert.match(nobody.headers.getSetCookie().join(), /__Host-patron-session=;/)
      const { browser, shopper } = await aBrowser()
      const { id } = await shop.ask(200, 'GET', `/patron/v1/customers?number=${shopper.number}`)
      await shop.ask(200, 'POST', `/patron/v1/customers/${String(id)}/suspend`)
      const suspended = await browser.get(`${account}/profile`)
      assert.equal(suspended.headers.get('location'), '/customer/sign-in?next=%2Fcustomer%2Faccount%2Fprofile')
      assert.ok(!browser.cookies()['cookie']?.includes('__Host-patron-session'))
    })

    await t.test(
      'every page says where one is, names its fields, fits into 50 KB, and shows no other page as this one',
      async () => {
        const { browser } = await aBrowser()
        for (const path of pages) {
          const { status, text, headers } = await browser.get(`${account}${path}`)
          assert.equal(status, 200, text)
          assert.ok(text.length < 50_000)
          assert.equal([...text.matchAll(/aria-current="page"/g)].length, 1)
          assert.match(headers.get('cache-control') ?? '', /no-store/)
          for (const [, id = ''] of text.matchAll(/<(?:input|select) id="(\w+)"/g))
            assert.ok(text.includes(`<label for="${id}">`), `${path} ${id}`)
          assert.doesNotMatch(text, /<script>|style=|\son\w+=/)
        }
      },
    )

    await t.test('the overview greets by name and tells whether the address is proven; markup is text everywhere', async () => {
      const { browser, shopper } = await aBrowser({ firstName: markup, lastName: markup })
      const { text } = await browser.get(account)
      assert.ok(text.includes(`<h1>Hello ${escaped} ${escaped}</h1>`), text)
      assert.ok(text.includes(shopper.email))
      assert.match(text, /This address is not confirmed yet/)
      await browser.done(`${account}/addresses/new`, { ...home, firstName: markup, city: markup })
      for (const path of ['', '/profile', '/addresses', `/addresses/${await onlyAddress(browser)}`]) {
        const page = await browser.get(`${account}${path}`)
        assert.ok(page.text.includes(escaped), path)
        assert.ok(!page.text.includes('<b onclick'), path)
      }
    })

    await t.test('the profile is changed, what is emptied is gone, and every contract knows it', async () => {
      const { browser, shopper } = await aBrowser({ phone: '0301234567', gender: 'Female' })
      const before = await browser.get(`${account}/profile`)
      assert.deepEqual([shownIn(before.text, 'firstName'), shownIn(before.text, 'phone')], ['John', '0301234567'])
      assert.match(before.text, /<option value="Female" selected>/)
      const typed = { firstName: 'Zoë', lastName: 'Müller', phone: '+49 30 123', dateOfBirth: '1990-02-28', gender: 'Other' }
      assert.equal(said(await browser.done(`${account}/profile`, typed)), 'Your profile is saved.')
      const fields = 'firstName lastName phone dateOfBirth gender'
      const read = async () => (await front.ask(`{ readCustomerProfile { ${fields} } }`, {}, shopper.token)).data
      assert.deepEqual(await read(), { readCustomerProfile: typed })
      const emptied = { ...typed, phone: '', dateOfBirth: '', gender: '' }
      await browser.done(`${account}/profile`, emptied)
      assert.deepEqual(await read(), { readCustomerProfile: emptied })
    })

    await t.test('what is wrong stands beside its field, what was typed stays, and nothing is changed', async () => {
      const { browser } = await aBrowser()
      const typed = { firstName: 'x'.repeat(256), lastName: 'Kept', phone: 'call me', dateOfBirth: '2999-01-01', gender: 'None' }
      const { status, text } = await browser.submit(`${account}/profile`, typed)
      assert.equal(status, 422)
      assert.match(text, /<title>Error: /)
      assert.equal(errorOf(text, 'firstName'), 'Use 255 characters or fewer.')
      assert.equal(errorOf(text, 'phone'), 'Use digits, blanks and a plus sign in front.')
      assert.equal(errorOf(text, 'dateOfBirth'), 'This day has not come yet.')
      assert.equal(errorOf(text, 'gender'), 'Choose one from the list.')
      assert.deepEqual([shownIn(text, 'lastName'), shownIn(text, 'phone')], ['Kept', 'call me'])
      assert.equal([...text.matchAll(/ autofocus/g)].length, 1)
      assert.equal(shownIn((await browser.get(`${account}/profile`)).text, 'lastName'), 'Doe')
    })

    await t.test('what another contract took is not refused for being there', async () => {
      const { browser, shopper } = await aBrowser()
      const selection = 'customerProfileUpdate { phone dateOfBirth }'
      const odd = { phone: '110', dateOfBirth: '1066-10-14' }
      await front.done('createCustomerProfileUpdate', selection, odd, shopper.token)
      const typed = { firstName: 'Harold', lastName: 'Doe', ...odd, gender: '' }
      assert.equal(said(await browser.done(`${account}/profile`, typed)), 'Your profile is saved.')
    })

    await t.test('addresses are added, changed, made the default one and removed', async () => {
      const { browser } = await aBrowser()
      assert.match((await browser.get(`${account}/addresses`)).text, /You have no address here yet/)
      const added = await browser.done(`${account}/addresses/new`, { ...home, isDefault: 'yes' })
      assert.equal(said(added), 'The address is saved.')
      assert.match(added.text, /Ring 1<br>\nHinterhaus<br>\n01067 Dresden<br>\nSachsen<br>\nGermany<br>/)
      const number = await onlyAddress(browser)
      const own = `${account}/addresses/${number}`
      const shown = await browser.get(own)
      assert.deepEqual([shownIn(shown.text, 'moreStreet'), shownIn(shown.text, 'city')], ['Hinterhaus', 'Dresden'])
      assert.match(shown.text, /<option value="DE" selected>Germany</)
      const moved = await browser.done(own, {
        ...home,
        city: 'Wien',
        postcode: '1010',
        state: '',
        country: 'AT',
        isDefault: 'yes',
      })
      assert.match(moved.text, /1010 Wien<br>\nAustria<br>/)
      await browser.done(`${account}/addresses/new`, { ...home, firstName: 'Second' })
      const { text } = await browser.get(`${account}/addresses`)
      const [second = ''] = [...text.matchAll(/addresses\/(\d+)"/g)].map(([, one = '']) => one).filter((one) => one !== number)
      const list = `${account}/addresses`
      const marked = await browser.done(list, { do: 'default', number: second })
      assert.equal(said(marked), 'This is your default address now.')
      assert.ok(marked.text.indexOf('Second Lovelace') < marked.text.indexOf('1010 Wien'), 'the default one comes first')
      assert.equal(said(await browser.done(list, { do: 'remove', number: second })), 'The address is removed.')
      assert.equal(await onlyAddress(browser), number)
    })

    await t.test('an address that reaches nobody is refused beside its fields', async () => {
      const { browser } = await aBrowser()
      const wrong = { ...home, firstName: '', streetAddress: '', moreStreet: '', city: ' ', postcode: '1', country: 'DE' }
      const { status, text } = await browser.submit(`${account}/addresses/new`, wrong)
      assert.equal(status, 422)
      for (const name of ['firstName', 'streetAddress', 'city']) assert.equal(errorOf(text, name), 'This is needed.', name)
      assert.equal(errorOf(text, 'postcode'), 'This is no postcode of the country.')
      const nowhere = await browser.submit(`${account}/addresses/new`, { ...home, country: 'Atlantis' })
      assert.equal(errorOf(nowhere.text, 'country'), 'Choose one from the list.')
      assert.match((await browser.get(`${account}/addresses`)).text, /You have no address here yet/)
    })

    await t.test('nobody’s number leads to somebody else’s address', async () => {
      const { browser } = await aBrowser()
      await browser.done(`${account}/addresses/new`, home)
      const number = await onlyAddress(browser)
      const { browser: other } = await aBrowser()
      for (const one of [number, '0', '-1', '1e3', '99999999999', 'x', '%00'])
        assert.equal((await other.get(`${account}/addresses/${one}`)).status, 404, one)
      const changed = await other.submit(
        `${account}/addresses/new`,
        { ...home, city: 'Elsewhere' },
        `${account}/addresses/${number}`,
      )
      assert.equal(changed.status, 404)
      for (const act of ['remove', 'default'])
        assert.equal((await other.submit(`${account}/addresses/new`, { do: act, number }, `${account}/addresses`)).status, 404)
      assert.match((await browser.get(`${account}/addresses`)).text, /01067 Dresden/)
    })

    await t.test('another password takes the present one, ends every other session and keeps this one', async () => {
      const { browser, shopper } = await aBrowser()
      const elsewhere = browserOf(patron, String((await front.logIn(shopper.email))['token']))
      assert.equal((await elsewhere.get(account)).status, 200)
      const chosen = 'Another-One-77'
      const wish = (currentPassword: string, again = chosen) =>
        browser.submit(`${account}/password`, { currentPassword, password: chosen, passwordAgain: again })
      const wrong = await wish('not-it')
      assert.deepEqual([wrong.status, errorOf(wrong.text, 'currentPassword')], [422, 'This is not your present password.'])
      assert.ok(!wrong.text.includes(chosen))
      const differs = await wish(password, 'Another-One-78')
      assert.equal(errorOf(differs.text, 'passwordAgain'), 'This is not the same password.')
      const weak = { currentPassword: password, password: 'password', passwordAgain: 'password' }
      assert.match(errorOf((await browser.submit(`${account}/password`, weak)).text, 'password') ?? '', /Many people/)
      assert.equal((await elsewhere.get(account)).status, 200)
      const typed = { currentPassword: password, password: chosen, passwordAgain: chosen }
      assert.match(said(await browser.done(`${account}/password`, typed)) ?? '', /^Your password is changed/)
      assert.equal((await elsewhere.get(account)).status, 303)
      assert.equal((await browser.get(account)).status, 200)
      assert.equal((await front.logIn(shopper.email, chosen))['success'], true)
    })

    await t.test('forms of other sites, of other visits and without their token are refused, and change nothing', async () => {
      const { browser } = await aBrowser()
      const typed = { firstName: 'Mallory', lastName: 'Doe', phone: '', dateOfBirth: '', gender: '' }
      const path = `${account}/profile`
      const page = await browser.get(path)
      const [, token = ''] = /name="form" value="([^"]+)"/.exec(page.text) ?? []
      const send = (fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) =>
        patron.send('POST', path, form(fields, { ...browser.cookies(), ...headers }))
      assert.equal((await send(typed)).status, 403)
      assert.equal((await send({ ...typed, form: 'x'.repeat(43) })).status, 403)
      for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }])
        assert.equal((await send({ ...typed, form: token }, headers)).status, 403)
      const { browser: other } = await aBrowser()
      const theirs = /name="form" value="([^"]+)"/.exec((await other.get(path)).text)?.[1] ?? ''
      assert.equal((await send({ ...typed, form: theirs })).status, 403)
      assert.equal(shownIn((await browser.get(path)).text, 'firstName'), 'John')
    })

    await t.test(
      'consents are given, taken back and told, each under the text that was shown, with receipts that verify',
      async () => {
        const { browser } = await aBrowser()
        const path = `${account}/consents`
        const before = await browser.get(path)
        assert.match(before.text, /<p lang="en">Our &lt;terms&gt;\.<\/p>\n<p><a href="https:\/\/shop\.example\/terms">/)
        assert.equal([...before.text.matchAll(/You have not answered yet/g)].length, 2)
        const terms = { consent: 'TERMS', version: '1' }
        assert.equal(said(await browser.done(path, { ...terms, do: 'grant' })), 'Your consent is noted.')
        const taken = await browser.done(path, { ...terms, do: 'decline' })
        assert.match(taken.text, /You took your consent back on <time/)
        assert.match(taken.text, /The shop needs this one/)
        const receipts = [...taken.text.matchAll(/href="([^"]*\/receipts\/[^"]*)"/g)].map(([, href = '']) => href)
        assert.equal(receipts.length, 2)
        const receipt = await browser.get(receipts[0] ?? '')
        assert.match(receipt.headers.get('content-disposition') ?? '', /^attachment; filename="consent-[\da-f-]{36}\.json"$/)
        const { says, receipt: signed } = receipt.json() as { says: { consent: unknown }; receipt: string }
        assert.deepEqual(says, claimsOf(signed))
        const { consent } = says as { consent: Record<string, unknown> }
        assert.deepEqual([consent['decision'], consent['surface'], consent['locale']], ['withdrawn', 'pages', 'en'])
        const { browser: other } = await aBrowser()
        for (const href of [...receipts, `${path}/receipts/x`]) assert.equal((await other.get(href)).status, 404)
      },
    )

    await t.test('a consent that needs a way to be reached names one, and no answer is taken to another text', async () => {
      const { browser } = await aBrowser()
      const path = `${account}/consents`
      const partners = { consent: 'PARTNERS', version: '3', do: 'grant' }
      const unreachable = await browser.submit(path, partners)
      assert.equal(unreachable.status, 422)
      assert.match(unreachable.text, /<p class="error" role="alert">Say how you want to be reached\.<\/p>/)
      const outdated = await browser.submit(path, { ...partners, version: '2', 'method-1-1': 'yes' })
      assert.match(outdated.text, /<p class="error" role="alert">The text has changed meanwhile/)
      const given = await browser.done(path, { ...partners, 'method-1-1': 'yes' })
      assert.match(given.text, /name="method-1-1" type="checkbox" value="yes" checked/)
      assert.match(given.text, /<label for="method-1-1">PIGEON<\/label>/)
      const moved = await browser.done(path, { ...partners, 'method-1-0': 'yes' })
      assert.deepEqual(
        ['method-1-0', 'method-1-1'].map((name) => new RegExp(`name="${name}"[^>]* checked`).test(moved.text)),
        [true, false],
      )
      assert.equal((await browser.submit(path, { consent: 'MADE_UP', version: '1', do: 'grant' })).status, 404)
      assert.equal((await browser.submit(path, { consent: 'TERMS', version: '1', do: 'what' })).status, 400)
    })

    await t.test('the newsletter is left, and taken again, also where the shop declares no consent for it', async () => {
      const { browser, shopper } = await aBrowser({ subscribedToNewsLetter: true })
      const isMarked = async () =>
        (await front.ask('{ readCustomerProfile { subscribedToNewsLetter } }', {}, shopper.token)).data?.['readCustomerProfile']
      const path = `${account}/consents`
      assert.match((await browser.get(path)).text, /<h2>Newsletter<\/h2>/)
      await browser.done(path, { consent: 'NEWSLETTER', do: 'decline' })
      assert.deepEqual(await isMarked(), { subscribedToNewsLetter: false })
      await browser.done(path, { consent: 'NEWSLETTER', do: 'grant' })
      assert.deepEqual(await isMarked(), { subscribedToNewsLetter: true })
    })

    await t.test('everything kept of a customer is downloaded with the password, and nothing secret is in it', async () => {
      const { number } = await front.register({ email: 'data@example.com' })
      const customerId = String((await shop.ask(200, 'GET', `/patron/v1/customers?number=${number}`))['id'])
      const path = `/patron/v1/customers/${customerId}`
      await shop.ask(201, 'POST', `${path}/purchases`, aPurchase)
      await shop.ask(201, 'POST', `${path}/vouchers`, aVoucher)
      const { customerLogin } = await front.done('createCustomerLogin', 'customerLogin { token }', {
        ...{ email: 'data@example.com', password, deviceToken: 'the-token-of-a-phone' },
      })
      const { token } = customerLogin as { token: string }
      const browser = browserOf(patron, token)
      await browser.done(`${account}/addresses/new`, { ...home, isDefault: 'yes' })
      await browser.done(`${account}/consents`, { consent: 'TERMS', version: '1', do: 'grant' })
      await browser.done(`${account}/consents`, { consent: 'NEWSLETTER', do: 'grant' })
      const raised = { type: 'update', message: 'Please.' }
      await front.done('createGdprRequest', 'gdprRequest { _id }', raised, token)
      const refused = await browser.submit(`${account}/data`, { currentPassword: 'not-it' })
      assert.deepEqual([refused.status, errorOf(refused.text, 'currentPassword')], [422, 'This is not your present password.'])
      assert.equal((await browser.submit(`${account}/data`, {})).status, 422)
      const file = await eventually('a mail is on its way, and so in the file', async () => {
        const reply = await browser.submit(`${account}/data`, { currentPassword: password })
        return (reply.json() as { messages: unknown[] }).messages.length > 0 && reply
      })
      assert.equal(file.status, 200)
      assert.equal(file.headers.get('content-disposition'), 'attachment; filename="my-data.json"')
      assert.match(file.headers.get('cache-control') ?? '', /no-store/)
      const data = file.json() as Readonly<Record<string, Readonly<Record<string, unknown>>[]>>
      const profile = Object(data['profile'])
      assert.deepEqual([profile['id'], profile['email']], [customerId, 'data@example.com'])
      const lists = Object.entries(data).filter(
        ([name]) => !['profile', 'image', 'customAttributes', 'deletion', 'emailChange'].includes(name),
      )
      for (const [name, list] of lists) assert.ok(list.length > 0, name)
      assert.deepEqual(
        [data['addresses']?.[0]?.['city'], data['purchases']?.[0]?.['product'], data['voucherRedemptions']?.[0]?.['voucher']],
        ['Dresden', 'tea', 'SPRING'],
      )
      assert.deepEqual(
        [data['newsletter']?.[0]?.['email'], data['dataRequests']?.[0]?.['message']],
        ['data@example.com', 'Please.'],
      )
      const secrets = ['argon2', 'the-token-of-a-phone', token, 'hash', 'digest":"', 'Key"']
      for (const secret of secrets) assert.ok(!file.text.includes(secret), secret)
    })

    await t.test('pages speak the language their reader chose', async () => {
      const { browser } = await aBrowser()
      for (const [language, title] of [
        ['de', 'Ihre Adressen'],
        ['fr', 'Vos adresses'],
        ['es', 'Sus direcciones'],
      ]) {
        const { text } = await browser.get(`${account}/addresses?language=${language}`)
        assert.ok(text.includes(`<h1>${title}</h1>`), text)
      }
    })
  })
}
