import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { consentNames } from '../../src/pages/asked-consents.ts'
import { aCustomer } from '../support/a-customer.ts'
import { asking, newsletter, profiling, terms } from '../support/consents.ts'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { startMailServer } from '../support/mail-server.ts'
import { followLink } from '../support/mailed-links.ts'
import { type Reply, startTestPatron } from '../support/patron.ts'
import { mailedToken } from '../support/private-shop.ts'
import { asOwner } from '../support/query.ts'
import { bearer, memberOf, password } from '../support/signed-in.ts'
import { aTenant, behindProxy, changeSettings, reachedBy } from '../support/tenants.ts'
import { toldBy } from '../support/told.ts'
import { aVisitor, hiddenIn, type Typed, type Visitor } from '../support/visitor.ts'

const signUp = '/customer/sign-up'
const signIn = '/customer/sign-in'
const signOut = '/customer/sign-out'
const forgot = '/customer/forgot-password'
const strength = '/customer/password-strength'
const sessionName = '__Host-patron-session'
const shop = 'https://shop.example/app'
const tricks = [
  'https://shop.example/application',
  'https://shop.example.evil.example/app',
  '//evil.example',
  'javascript:alert(1)',
]

const [inTerms, inNews, inProfiling] = ['TERMS', 'NEWS', 'PROFILING'].map(consentNames)
assert.ok(inTerms && inNews && inProfiling)

const someone = (email: string, typed: Typed = {}): Typed => ({
  email,
  firstName: 'Ada',
  lastName: 'Lovelace',
  password,
  ...typed,
})
const consenting: Typed = { [inTerms.answer]: 'yes', [inProfiling.answer]: 'no' }

const placeOf = (reply: Reply) => [reply.status, reply.headers.get('location')]
const titleIn = ({ text }: Reply): string => /<h1>(.*)<\/h1>/.exec(text)?.[1] ?? ''
const to = (path: string, query: Readonly<Record<string, string>>) => `${path}?${new URLSearchParams(query).toString()}`

/** A page without what is made for one visit. */
const withoutToken = (reply: Reply) => {
  const { text, ...rest } = toldBy(reply)
  const shown = text.replace(/(name="form" value=")[^"]+/, '$1<token>')
  assert.notEqual(shown, text)
  return { ...rest, text: shown }
}

/** Customers of the default tenant whose passwords are gone, one with what Django leaves in its place. */
async function prepare(t: Parameters<typeof startTestPatron>[0], database: TestDatabase) {
  const patron = await startTestPatron(t, database)
  for (const name of ['missing', 'unusable', 'known', 'closed'])
    assert.equal((await patron.post('/api/v1/customers/', aCustomer({ email: `${name}@example.com` }))).status, 201)
  const { path, access } = await memberOf(patron, 'closed@example.com')
  assert.equal((await patron.send('DELETE', path, { headers: bearer(access) })).status, 204)
  await patron.stop()
  return asOwner(database, async (ask) => {
    const idOf = '(select id from customer where email = $1)'
    await ask(`delete from credential where customer_id = ${idOf}`, ['missing@example.com'])
    await ask(`update credential set hash = '!x', scheme = 'unusable' where customer_id = ${idOf}`, ['unusable@example.com'])
    const { consents, newsletterConsent } = asking(terms, newsletter, profiling)
    await changeSettings(ask, defaultTenantId, { consents, newsletterConsent, returnUrls: [shop] })
    await aTenant(ask, 'private', { privateRegistration: true, returnUrls: [shop] })
    await aTenant(ask, 'shut', { registrationOpen: false })
    await aTenant(ask, 'grown', { minimumAgeYears: 18, shopName: 'Tom & <Jerry>' })
    await aTenant(ask, 'shared', { emailUnique: false })
  })
}

for (const { engine, create } of testDatabases) {
  test(`people sign up, sign in and sign out on the pages of a shop (${engine})`, async (t) => {
    const database = await create(t)
    await prepare(t, database)
    const mails = await startMailServer(t)
    const patron = await startTestPatron(t, database, {
      ...behindProxy,
      PATRON_SMTP_URL: mails.url,
      PATRON_MAIL_FROM: 'accounts@shop.example',
    })
    const visitor = (headers: Readonly<Record<string, string>> = {}): Visitor => aVisitor(patron, headers)
    const visitorAt = (name: string): Visitor => aVisitor(reachedBy(patron, `${name}.example`))
    const customer = async (typed: Typed = {}): Promise<Visitor> => {
      const browser = visitor()
      const { status, text } = await browser.submit(signIn, { login: 'known@example.com', password, ...typed })
      assert.equal(status, 303, text)
      return browser
    }

    await t.test('the form asks the consents that are in force, in the reader’s language', async () => {
      const { text } = await visitor({ 'accept-language': 'de' }).get(signUp)
      assert.match(text, /Die neuen Bedingungen\./)
      assert.match(text, /<span lang="en">News about tea\.<\/span>/)
      assert.doesNotMatch(text, /Die Bedingungen\.|another century/)
      assert.equal(hiddenIn({ text })[inTerms.version], '2')
      assert.ok(text.length < 50_000)
    })

    await t.test('everything wrong is told at once, beside its field and above the form, and what was typed stays', async () => {
      const typed = {
        email: 'ada@',
        firstName: '<b>"Ada" & \'co\'</b>',
        lastName: '',
        password: 'a secret7',
        [inNews.answer]: 'yes',
      }
      const { status, text } = await visitor().submit(signUp, typed)
      assert.equal(status, 422)
      assert.match(text, /<title>Error: Create an account/)
      const [, summary = ''] = /role="alert">([\s\S]*?)<\/div>/.exec(text) ?? []
      const wrong = ['email', 'lastName', inTerms.answer, inProfiling.answer, `${inNews.methods}-0`]
      assert.deepEqual(
        [...summary.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id),
        wrong,
      )
      for (const id of wrong) assert.equal(text.split(` id="${id}"`).length, 2, id)
      const described = [...text.matchAll(/aria-describedby="([^"]+)"/g)].flatMap(([, ids = '']) => ids.split(' '))
      for (const id of described) assert.ok(text.includes(` id="${id}"`), id)
      assert.match(text, /name="email" type="email" value="ada@"/)
      assert.match(text, /value="&lt;b&gt;&quot;Ada&quot; &amp; &#39;co&#39;&lt;\/b&gt;"/)
      assert.match(text, new RegExp(`id="${inNews.answer}"[^>]* checked`))
      assert.doesNotMatch(text, /a secret7|<b>/)
    })

    await t.test('a password that is common, short, only digits, or like the own name is refused', async () => {
      const refused: readonly (readonly [password: string, reason: RegExp])[] = [
        ['Kv7#m', /Use 8 characters or more/],
        ['password1', /Many people use this password/],
        ['71946205', /Use more than digits/],
        ['lovelace.ada', /too close to your name/],
      ]
      for (const [typed, reason] of refused)
        assert.match(
          (await visitor().submit(signUp, someone('weak@example.com', { ...consenting, password: typed }))).text,
          reason,
        )
    })

    await t.test('what no browser sends, and a text that has changed meanwhile, is told like anything else', async () => {
      const odd: readonly (readonly [typed: Typed, place: string, reason: RegExp])[] = [
        [{ password: [password, password] }, 'password', /Choose a password/],
        [{ email: ['a@example.com', 'b@example.com'] }, 'email', /This is needed/],
        [{ firstName: 'A\0da' }, 'firstName', /a character that cannot be used/],
        [{ lastName: 'x'.repeat(151) }, 'lastName', /Use 150 characters or fewer/],
        [{ password: 'x'.repeat(1_025) }, 'password', /Use 1,024 characters or fewer/],
        [{ email: 'ada@example.com, eve@example.com' }, 'email', /This is no e-mail address/],
        [{ email: '\u2060ada@example.com' }, 'email', /This is no e-mail address/],
        [{ [inTerms.version]: '1' }, inTerms.answer, /The text has changed meanwhile/],
        [{ [inProfiling.answer]: 'perhaps' }, inProfiling.answer, /Answer this, either way/],
      ]
      for (const [typed, place, reason] of odd) {
        const { status, text } = await visitor().submit(signUp, { ...someone('odd@example.com', consenting), ...typed })
        const [, beside = ''] = new RegExp(`id="${place}-error">([^<]*)<`).exec(text) ?? []
        assert.equal(status, 422)
        assert.match(beside, reason)
      }
    })

    await t.test('whoever registers is signed in at once, with what they consented to', async () => {
      const browser = visitor({ 'accept-language': 'de', 'user-agent': 'A browser' })
      const news = { [inNews.answer]: 'yes', [inNews.methods]: ['SMS', 'EMAIL'] }
      const typed = someone('new@example.com', { ...consenting, ...news, password: ` ${password} ` })
      const done = await browser.submit(signUp, typed)
      assert.deepEqual(placeOf(done), [303, '/customer/account'])
      const [cookie = '', ...more] = done.headers.getSetCookie()
      assert.match(cookie, /^__Host-patron-session=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
      assert.deepEqual(more, [])
      for (const path of [signIn, signUp]) assert.deepEqual(placeOf(await browser.get(path)), [303, '/customer/account'])
      const again = await visitor().submit(signIn, { login: 'NEW@example.com', password: ` ${password} ` })
      assert.deepEqual(placeOf(again), [303, '/customer/account'])
    })

    await t.test(
      'a form that is sent twice registers once and leads to the same place, at once or one after the other',
      async () => {
        const browser = visitor()
        const typed = { ...hiddenIn(await browser.get(signUp)), ...someone('twice@example.com', consenting) }
        const before = new Map(browser.cookies)
        const atOnce = await Promise.all([1, 2, 3].map(() => browser.post(signUp, typed)))
        const sessions = atOnce.map((reply) => [...placeOf(reply), ...reply.headers.getSetCookie()])
        assert.deepEqual(sessions, Array(3).fill(sessions[0]))
        assert.deepEqual(sessions[0]?.slice(0, 2), [303, '/customer/account'])
        assert.deepEqual(placeOf(await browser.post(signUp, typed)), [303, '/customer/account'])
        const stranger = visitor()
        for (const [name, value] of before) stranger.cookies.set(name, value)
        const other = await stranger.post(signUp, { ...typed, lastName: 'Byron' })
        assert.match(other.text, /There is an account with this address already/)
      },
    )

    await t.test('a taken address is told beside its field', async () => {
      const { status, text } = await visitor().submit(signUp, someone('KNOWN@example.com', consenting))
      assert.equal(status, 422)
      assert.match(text, /<p class="error" id="email-error">There is an account with this address already/)
    })

    await t.test('a form of another site or of another visit is refused, and makes nobody', async () => {
      const browser = visitor()
      const typed = { ...hiddenIn(await browser.get(signUp)), ...someone('forged@example.com', consenting) }
      const foreign: readonly Record<string, string>[] = [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]
      for (const headers of foreign)
        for (const path of [signUp, signIn, forgot]) assert.equal((await browser.post(path, typed, headers)).status, 403)
      const other = visitor()
      await other.get(signUp)
      for (const sender of [other, visitor()]) {
        const reply = await sender.post(signUp, typed)
        assert.deepEqual([reply.status, titleIn(reply)], [403, 'This form is too old'])
      }
      assert.equal((await visitor().submit(signIn, { login: 'forged@example.com', password })).status, 422)
    })

    await t.test(
      'a wrong password, an unknown address and an account without password are refused in the same words',
      async () => {
        const typed = ['known@example.com', 'nobody@example.com', 'missing@example.com', 'unusable@example.com']
        const shown = await Promise.all(
          typed.map(async (login) => {
            const { status, text } = withoutToken(await visitor().submit(signIn, { login, password: 'another one' }))
            return { status, text: text.replaceAll(login, '<login>') }
          }),
        )
        assert.equal(shown[0]?.status, 422)
        assert.match(shown[0]?.text ?? '', /role="alert">This does not fit together/)
        assert.doesNotMatch(shown[0]?.text ?? '', /another one/)
        for (const one of shown) assert.deepEqual(one, shown[0])
      },
    )

    await t.test('nothing typed is told beside its field, and a closed account to who has its password', async () => {
      const nothing = await visitor().submit(signIn, {})
      assert.equal(nothing.status, 422)
      assert.match(nothing.text, /id="login-error">Type your e-mail/)
      assert.match(nothing.text, /id="password-error">Type your password/)
      const closed = await visitor().submit(signIn, { login: 'closed@example.com', password })
      assert.deepEqual([closed.status, /This account is closed/.test(closed.text)], [422, true])
    })

    await t.test('who has not answered what the shop needs is asked as they sign in, and goes on from there', async () => {
      const browser = visitor()
      const typed = { login: 'known@example.com', password }
      const asked = await browser.submit(to(signIn, { returnTo: shop }), typed)
      const consents = to('/customer/account/consents', { returnTo: shop, asked: '' })
      assert.deepEqual(placeOf(asked), [303, consents])
      assert.match((await browser.get(consents)).text, /class="notice">The shop asks for an answer to what it needs/)
      const first = await browser.submit(consents, { consent: 'TERMS', version: '2', do: 'grant' })
      assert.deepEqual(placeOf(first), [303, `${consents}&given=`])
      const last = await browser.submit(consents, { consent: 'PROFILING', version: '1', do: 'decline' })
      assert.deepEqual(placeOf(last), [303, shop])
    })

    await t.test('who signs in goes where they wanted to, in their account or in the shop, and nowhere else', async () => {
      const wishes: readonly (readonly [query: Record<string, string>, place: string])[] = [
        [{}, '/customer/account'],
        [{ next: '/customer/account/addresses' }, '/customer/account/addresses'],
        [{ returnTo: `${shop}/basket?item=1` }, `${shop}/basket?item=1`],
        [{ next: '/customer/account', returnTo: shop }, '/customer/account'],
        ...[
          '/customer/accounts',
          '//evil.example',
          '/customer/account/../sign-out',
          '/customer/account?x',
          'https://evil.example',
        ].map((next): [Record<string, string>, string] => [{ next }, '/customer/account']),
        ...tricks.map((returnTo): [Record<string, string>, string] => [{ returnTo }, '/customer/account']),
      ]
      for (const [query, place] of wishes) {
        const browser = visitor()
        const path = to(signIn, query)
        assert.deepEqual(placeOf(await browser.submit(path, { login: 'known@example.com', password })), [303, place])
        assert.deepEqual(placeOf(await browser.get(path)), [303, place])
      }
    })

    await t.test('the wish stays with the form, with every link, and with another language', async () => {
      const browser = visitor()
      for (const start of [signIn, signUp, forgot]) {
        const path = to(start, { returnTo: shop })
        const refused = await browser.submit(path, {})
        assert.equal(refused.status, 422)
        const links = [...refused.text.matchAll(/<a href="([^"#]+)"/g)].map(([, href = '']) => href)
        assert.ok(links.length >= 4)
        for (const href of links) assert.match(href, /[?;]returnTo=https%3A%2F%2Fshop\.example%2Fapp(&|$)/)
      }
      assert.match(
        (await browser.get(to(signIn, { returnTo: shop }))).headers.get('content-security-policy') ?? '',
        /form-action 'self' https:\/\/shop\.example;/,
      )
      for (const returnTo of tricks) {
        const { headers, text } = await browser.get(to(signIn, { returnTo }))
        assert.match(headers.get('content-security-policy') ?? '', /form-action 'self';/)
        assert.ok(!text.includes('returnTo'))
      }
    })

    await t.test('a form from before the sign-in is over', async () => {
      const browser = visitor()
      const before = hiddenIn(await browser.get(signIn))
      await browser.submit(signIn, { login: 'known@example.com', password })
      const reply = await browser.post(signOut, before)
      assert.deepEqual([reply.status, titleIn(reply)], [403, 'This form is too old'])
    })

    await t.test('signing out ends the session of this browser and no other, and leads back to the shop', async () => {
      const [browser, elsewhere] = [await customer(), await customer()]
      const session = browser.cookies.get(sessionName) ?? ''
      assert.match((await browser.get(signOut)).text, /known@example\.com/)
      const done = await browser.submit(to(signOut, { returnTo: shop }), {})
      assert.deepEqual(placeOf(done), [303, shop])
      assert.equal(browser.cookies.has(sessionName), false)
      browser.cookies.set(sessionName, session) // whoever kept it
      assert.equal((await browser.get(signIn)).status, 200)
      assert.equal((await elsewhere.get(signIn)).status, 303)
      const over = await browser.get(to(signOut, { returnTo: tricks[0] ?? '' }))
      assert.deepEqual(placeOf(over), [303, '/customer/sign-in?signed-out'])
      assert.match((await browser.get('/customer/sign-in?signed-out')).text, /role="status">You are signed out/)
    })

    await t.test('who asks for a new password is told the same, known or not', async () => {
      const told = await Promise.all(
        ['known@example.com', 'nobody@example.com'].map(async (email) => {
          const browser = visitor()
          await browser.get(forgot) // a browser that is known by now
          return toldBy(await browser.submit(forgot, { email }))
        }),
      )
      assert.deepEqual(told[0], told[1])
      const browser = visitor()
      const reply = await browser.submit(forgot, { email: 'known@example.com' })
      assert.deepEqual(placeOf(reply), [303, '/customer/check-inbox?for=password'])
      assert.match((await browser.get('/customer/check-inbox?for=password')).text, /If there is an account with this address/)
      for (const email of ['', 'ada', 'ada@example', 'a@b.c, d@e.f']) {
        const refused = await visitor().submit(forgot, { email })
        assert.deepEqual([refused.status, /id="email-error"/.test(refused.text)], [422, true], email)
      }
    })

    await t.test('who came in without a password chooses one by the link in a mail, and is signed in', async () => {
      for (const email of ['missing@example.com', 'unusable@example.com']) {
        assert.equal((await visitor().submit(forgot, { email })).status, 303)
        const token = await mailedToken({ patron, mails }, email, 'Choose a new password')
        const chosen = await followLink(patron, token, 'correct horse battery staple')
        assert.equal(chosen.status, 200)
        assert.match(chosen.headers.getSetCookie().join(), new RegExp(`^${sessionName}=\\d+\\|`))
        const done = await visitor().submit(signIn, { login: email, password: 'correct horse battery staple' })
        assert.equal(done.status, 303)
      }
    })

    await t.test('the script is told how good a password is, in the reader’s language, and nobody else is', async () => {
      const browser = visitor({ 'accept-language': 'es' })
      const token = hiddenIn(await browser.get(signUp))['form'] ?? ''
      const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const ask = (body: unknown, headers: Record<string, string> = {}) =>
        patron.post(strength, body, { cookie, 'accept-language': 'es', 'x-form-token': token, ...headers })
      const asked = { email: 'ada@example.com', firstName: 'Ada', lastName: 'Quetzalcoatlus' }
      assert.deepEqual((await ask({ ...asked, password: 'password' })).json(), { score: 0, label: 'Se adivina enseguida' })
      assert.deepEqual((await ask({ ...asked, password })).json(), { score: 4, label: 'Muy buena' })
      const scoreOf = async (body: object) => ((await ask(body)).json() as { score: number }).score
      const own = { password: 'quetzalcoatlus' }
      assert.ok((await scoreOf({ ...asked, ...own })) < (await scoreOf(own)))
      assert.equal((await ask({ password: 'x'.repeat(20_000) })).status, 200)
      assert.equal((await ask({})).status, 200)
      const refused: readonly (readonly [headers: Record<string, string>, status: number])[] = [
        [{ 'x-form-token': '' }, 403],
        [{ 'x-form-token': `${token}x` }, 403],
        [{ cookie: '' }, 403],
        [{ origin: 'https://evil.example' }, 403],
        [{ 'content-type': 'text/plain' }, 415],
      ]
      for (const [headers, status] of refused) assert.equal((await ask({ password }, headers)).status, status)
      for (const body of ['[]', '"x"', '{', '']) {
        const headers = { cookie, 'content-type': 'application/json', 'x-form-token': token }
        const { status, json } = await patron.send('POST', strength, { headers, body })
        assert.deepEqual([status, Object.keys(json() as object)], [400, ['message']], body)
      }
      assert.equal((await patron.send('GET', strength)).status, 405)
      assert.ok(!patron.log.some((line) => line.includes(password)))
    })

    await t.test('where registrations are private, a known address is answered as a new one, byte for byte', async () => {
      const known = 'owner@example.com'
      assert.deepEqual(placeOf(await visitorAt('private').submit(signUp, someone(known))), [303, '/customer/check-inbox'])
      const proof = await mailedToken({ patron, mails }, known, 'Please confirm your e-mail address')
      const proven = await patron.send('POST', `/customer/verify-account/${proof}`, {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      })
      assert.match(proven.text, /<a href="\/customer\/sign-in">Sign in<\/a>/)
      const answers: unknown[] = []
      for (const email of [known, 'OWNER@example.com', 'novel@example.com', 'novel@example.com']) {
        const browser = visitorAt('private')
        await browser.get(signUp)
        const path = to(signUp, { returnTo: shop })
        const sent = await browser.submit(path, someone(email))
        assert.deepEqual(placeOf(sent), [303, to('/customer/check-inbox', { returnTo: shop })])
        const wrong = await browser.submit(path, someone(email, { lastName: '' }))
        assert.equal(wrong.status, 422)
        const { text, ...rest } = withoutToken(wrong)
        answers.push([toldBy(sent), { ...rest, text: text.replaceAll(email, '<email>') }, [...browser.cookies.keys()]])
      }
      for (const one of answers) assert.deepEqual(one, answers[0])
      await mailedToken({ patron, mails }, known, 'You have an account at Patron already')
      const inbox = await visitorAt('private').get('/customer/check-inbox')
      for (const path of [signIn, signUp]) assert.ok(inbox.text.includes(`<a href="${path}">`))
    })

    await t.test('and nobody signs in there before the mailbox is proven, nor learns why', async () => {
      const told = await Promise.all(
        ['novel@example.com', 'owner@example.com', 'nobody@example.com'].map(async (login) => {
          const typed = { login, password: login === 'owner@example.com' ? 'another one' : password }
          const { text } = withoutToken(await visitorAt('private').submit(signIn, typed))
          return text.replaceAll(login, '<login>')
        }),
      )
      for (const one of told) assert.equal(one, told[0])
      assert.match(told[0] ?? '', /first open the link in the mail/)
      const done = await visitorAt('private').submit(signIn, { login: 'owner@example.com', password })
      assert.deepEqual(placeOf(done), [303, '/customer/account'])
    })

    await t.test('a shop that takes no new customers says so, and one of the grown-up asks the day of birth', async () => {
      const browser = visitorAt('shut')
      const page = await browser.get(signUp)
      assert.deepEqual([page.status, titleIn(page)], [403, 'No new accounts'])
      const signInPage = await browser.get(signIn)
      assert.doesNotMatch(signInPage.text, /sign-up/)
      assert.equal((await browser.post(signUp, { ...hiddenIn(signInPage), ...someone('shut@example.com') })).status, 403)
      const young = await visitorAt('grown').submit(signUp, someone('young@example.com', { dateOfBirth: '2020-02-29' }))
      assert.match(young.text, /id="dateOfBirth-error">You have to be 18 years old/)
      assert.match(young.text, /<header>Tom &amp; &lt;Jerry&gt;<\/header>/)
      const none = await visitorAt('grown').submit(signUp, someone('young@example.com'))
      assert.match(none.text, /id="dateOfBirth-error">This is needed/)
      const grown = await visitorAt('grown').submit(signUp, someone('grown@example.com', { dateOfBirth: '1990-02-28' }))
      assert.deepEqual(placeOf(grown), [303, '/customer/account'])
      assert.equal((await visitorAt('shared').get(signIn)).status, 403)
    })

    await patron.stop()
    await t.test('what was consented to is kept with what was shown, and by whom', async () => {
      await asOwner(database, async (ask) => {
        const rows = await ask(
          `select consent_id, version, locale, decision, contact_methods, surface, acting_as, user_agent, subscribed_to_newsletter
           from consent_record r join customer c on c.id = r.customer_id where email = 'new@example.com' order by consent_id`,
        )
        const shared = { surface: 'pages', acting_as: 'customer', user_agent: 'A browser', subscribed_to_newsletter: true }
        assert.deepEqual(rows, [
          {
            ...{ consent_id: 'NEWS', version: '2025-05', locale: 'en', decision: 'granted', ...shared },
            contact_methods: { EMAIL: true, SMS: true, PHONE: false, POST: false },
          },
          { consent_id: 'PROFILING', version: '1', locale: 'en', decision: 'declined', contact_methods: {}, ...shared },
          { consent_id: 'TERMS', version: '2', locale: 'de', decision: 'granted', contact_methods: {}, ...shared },
        ])
        const events = await ask(
          "select facts from event e join customer c on c.id = e.customer_id where email = 'new@example.com' and type = 'customer.registered'",
        )
        assert.deepEqual(
          events.map(({ facts }) => ({ ...(facts as object), number: 0 })),
          [{ number: 0, locale: 'de', welcome: true, newsletter: true }],
        )
        const names = await ask(
          "select count(*)::integer as many from customer where email in ('twice@example.com', 'forged@example.com')",
        )
        assert.deepEqual(names, [{ many: 1 }])
      })
    })
  })

  test(`who has to prove the mailbox first is sent to it, and told when there were too many tries (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t), {
      PATRON_EMAIL_VERIFICATION: 'required',
      PATRON_RATE_LIMITS: 'on',
      PATRON_SIGN_INS_PER_ACCOUNT: '2/600',
      PATRON_REGISTRATIONS_PER_CLIENT: '1/600',
      PATRON_RECOVERIES_PER_CLIENT: '1/600',
    })
    const visitor = () => aVisitor(patron)
    const done = await visitor().submit(signUp, someone('new@example.com'))
    assert.deepEqual(placeOf(done), [303, '/customer/check-inbox'])
    assert.deepEqual(done.headers.getSetCookie(), [])
    const unproven = await visitor().submit(signIn, { login: 'new@example.com', password })
    assert.deepEqual([unproven.status, /Your address is not confirmed yet/.test(unproven.text)], [422, true])
    assert.equal((await visitor().submit(signIn, { login: 'new@example.com', password: 'another one' })).status, 422)
    const tooMany = await visitor().submit(signIn, { login: 'new@example.com', password })
    assert.equal(tooMany.status, 429)
    assert.match(tooMany.headers.get('retry-after') ?? '', /^\d+$/)
    assert.match(tooMany.text, /role="alert">Too many tries\. Nothing was changed\. Try again in \d+ minutes/)
    assert.match(tooMany.text, /value="new@example\.com"/)
    assert.deepEqual(placeOf(await visitor().submit(forgot, { email: 'new@example.com' })).slice(0, 1), [303])
    const over = [
      await visitor().submit(signUp, someone('second@example.com')),
      await visitor().submit(forgot, someone('second@example.com')),
    ]
    for (const { status, headers, text } of over) {
      assert.equal(status, 429)
      assert.match(headers.get('retry-after') ?? '', /^\d+$/)
      assert.match(text, /role="alert">Too many tries\..*value="second@example\.com"/s, 'what was typed stays')
    }
  })
}
