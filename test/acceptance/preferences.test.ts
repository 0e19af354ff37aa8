import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { newsletter, partner, profiling, terms } from '../support/consents.ts'
import { testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { form, startTestPatron } from '../support/patron.ts'
import { query } from '../support/query.ts'
import { readMail } from '../support/read-mail.ts'
import { type Shop, startShop } from '../support/shop.ts'
import { type Shopper, storefrontOf } from '../support/storefront.ts'
import { changeSettings } from '../support/tenants.ts'

const publicUrl = 'https://accounts.shop.example'
const oneClick = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click' }
const titleOf = (page: string): string => /<h1>(.*)<\/h1>/.exec(page)?.[1] ?? ''
const pathIn = (url: unknown): string => new URL(String(url)).pathname

/** Where the shop finds whoever registered at a storefront. */
const pathOf = async (shop: Shop, { number }: Pick<Shopper, 'number'>): Promise<string> =>
  `/patron/v1/customers/${String((await shop.ask(200, 'GET', `/patron/v1/customers?number=${number}`))['id'])}`

const historyOf = async (shop: Shop, path: string): Promise<readonly string[]> => {
  const { records } = await shop.ask(200, 'GET', `${path}/consents/history`)
  return (records as Record<string, string>[]).map(({ consentId, decision, surface }) => `${consentId} ${decision} ${surface}`)
}

for (const { engine, create } of testDatabases) {
  test(`whoever has the link chooses without signing in, and ends the newsletter by one click (${engine})`, async (t) => {
    const database = await create(t)
    await changeSettings((sql, values) => query(database, sql, values), defaultTenantId, {
      shopName: 'Tom & <Jerry>',
      newsletterConsent: 'NEWS',
      consents: [terms, { ...newsletter, contactMethods: 'none' }, profiling, { ...partner, contactMethods: 'required' }],
    })
    const patron = await startTestPatron(t, database, { PATRON_PUBLIC_URL: publicUrl })
    const shop = await startShop(patron, database)
    const front = storefrontOf(patron)
    const linksOf = (path: string) => shop.ask(200, 'GET', `${path}/preference-links`)
    const somebody = async (fields: Record<string, unknown> = {}) => {
      const shopper = await front.register({ subscribedToNewsLetter: true, ...fields })
      const path = await pathOf(shop, shopper)
      const { preferencesUrl, unsubscribeUrl } = await linksOf(path)
      return { shopper, path, preferences: pathIn(preferencesUrl), unsubscribe: pathIn(unsubscribeUrl) }
    }

    await t.test('a shop asks for a customer’s links, which stay the same and lead to the public address', async () => {
      const { path } = await somebody()
      const links = await linksOf(path)
      assert.match(String(links['preferencesUrl']), /^https:\/\/accounts\.shop\.example\/customer\/preferences\/[\w-]{128}$/)
      assert.match(String(links['unsubscribeUrl']), /^https:\/\/accounts\.shop\.example\/customer\/unsubscribe\/[\w-]{128}$/)
      assert.deepEqual(await linksOf(path.toUpperCase().replace('/PATRON/V1/CUSTOMERS', '/patron/v1/customers')), links)
      await shop.ask(404, 'GET', '/patron/v1/customers/01890000-0000-7000-8000-00000000000f/preference-links')
    })

    await t.test(
      'the page shows what is optional and so much of the address that its owner knows it, and nothing else',
      async () => {
        const { preferences } = await somebody({
          email: 'charles.babbage@example.com',
          firstName: 'Charles',
          lastName: 'Babbage',
        })
        const { status, headers, text } = await patron.send('GET', preferences)
        assert.equal(status, 200)
        assert.match(text, /c\*\*\*@example\.com at Tom &amp; &lt;Jerry&gt;/)
        for (const shown of [/News about tea\./, /We look at what you buy\./, />PARTNER-1</]) assert.match(text, shown)
        assert.doesNotMatch(text, /harles|abbage|Bedingungen|The terms/)
        assert.match(text, /<input id="choice-0" name="choice-0" type="checkbox" value="yes" checked>/)
        assert.doesNotMatch(headers.get('content-security-policy') ?? 'unsafe', /unsafe/)
        assert.equal(headers.get('set-cookie'), null)
        const german = (await patron.send('GET', preferences, { headers: { 'accept-language': 'de' } })).text
        assert.equal(titleOf(german), 'Ihre Einwilligungen')
      },
    )

    await t.test(
      'what is given and withdrawn there is kept with its evidence, and what is left alone stays unanswered',
      async () => {
        const { path, preferences } = await somebody()
        const saved = await patron.send('POST', preferences, form({ 'choice-1': 'yes', 'choice-1-version': '1' }))
        assert.deepEqual([saved.status, saved.headers.get('location')], [303, `${preferences}?saved`])
        assert.deepEqual(await historyOf(shop, path), ['NEWS granted bagisto', 'NEWS withdrawn pages', 'PROFILING granted pages'])
        assert.equal((await shop.ask(200, 'GET', path))['subscribedToNewsletter'], false)
        const { text } = await patron.send('GET', `${preferences}?saved`)
        assert.match(text, /<p class="done" role="status">Your choice is saved\.<\/p>/)
        assert.match(text, /name="choice-1" type="checkbox" value="yes" checked/)
        await patron.send('POST', preferences, form({ 'choice-1': 'yes', 'choice-1-version': '1' }))
        assert.equal((await historyOf(shop, path)).length, 3, 'the same again is no news')
      },
    )

    await t.test('what cannot be given as it was sent is refused beside its box, and nothing of it is kept', async () => {
      const { path, preferences } = await somebody()
      const refused = await patron.send('POST', preferences, form({ 'choice-0': 'yes', 'choice-1': 'yes', 'choice-2': 'yes' }))
      assert.equal(refused.status, 422)
      assert.match(refused.text, /role="alert"/)
      assert.match(refused.text, /id="choice-2-error"/)
      for (const kept of ['choice-0', 'choice-1', 'choice-2'])
        assert.match(refused.text, new RegExp(`name="${kept}" type="checkbox" value="yes" checked`))
      const outdated = await patron.send('POST', preferences, form({ 'choice-1': 'yes', 'choice-1-version': '0' }))
      assert.equal(outdated.status, 422)
      assert.deepEqual(await historyOf(shop, path), ['NEWS granted bagisto'])
      const by = { 'choice-0': 'yes', 'choice-2': 'yes', 'choice-2-by-1': 'yes' }
      assert.equal((await patron.send('POST', preferences, form(by))).status, 303)
      assert.deepEqual(await historyOf(shop, path), ['NEWS granted bagisto', 'PARTNER-1 granted pages'])
    })

    await t.test('what need be granted, and what is not the tenant’s, cannot be answered by sending it', async () => {
      const { path, preferences } = await somebody()
      await patron.send('POST', preferences, form({ 'choice-0': 'yes', 'choice-9': 'yes', TERMS: 'yes', consentId: 'TERMS' }))
      assert.deepEqual(await historyOf(shop, path), ['NEWS granted bagisto'])
    })

    await t.test('another site cannot send the form, even if it knew the link', async () => {
      const { path, preferences } = await somebody()
      const sent = await patron.send(
        'POST',
        preferences,
        form({}, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }),
      )
      assert.equal(sent.status, 403)
      assert.deepEqual(await historyOf(shop, path), ['NEWS granted bagisto'])
    })

    await t.test(
      'looking at the button ends nothing; one click of a mail program does, without cookie, origin or redirect',
      async () => {
        const { path, unsubscribe, preferences } = await somebody()
        const { status, text } = await patron.send('GET', unsubscribe)
        assert.deepEqual([status, titleOf(text)], [200, 'No more newsletter?'])
        assert.match(text, /<input type="hidden" name="List-Unsubscribe" value="One-Click">/)
        assert.deepEqual(await historyOf(shop, path), ['NEWS granted bagisto'])
        for (let time = 1; time <= 2; time += 1) {
          const clicked = await patron.send('POST', unsubscribe, oneClick)
          assert.deepEqual([clicked.status, titleOf(clicked.text)], [200, 'The newsletter has ended'])
          assert.equal(clicked.headers.get('set-cookie'), null)
        }
        assert.deepEqual(await historyOf(shop, path), ['NEWS granted bagisto', 'NEWS withdrawn pages'])
        assert.equal((await shop.ask(200, 'GET', path))['subscribedToNewsletter'], false)
        assert.doesNotMatch((await patron.send('GET', preferences)).text, / checked>/)
      },
    )

    await t.test('a mail program may send the click in parts, and nothing else is taken for one', async () => {
      const { path, unsubscribe } = await somebody()
      const wrong = ['', 'List-Unsubscribe=', 'List-Unsubscribe=Two-Clicks', 'X-List-Unsubscribe=One-Click', 'x'.repeat(5000)]
      for (const body of wrong) assert.equal((await patron.send('POST', unsubscribe, { ...oneClick, body })).status, 400, body)
      assert.deepEqual(await historyOf(shop, path), ['NEWS granted bagisto'])
      const body = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
      const parts = { headers: { 'content-type': 'multipart/form-data; boundary=b' }, body }
      assert.equal((await patron.send('POST', unsubscribe, parts)).status, 200)
      assert.deepEqual(await historyOf(shop, path), ['NEWS granted bagisto', 'NEWS withdrawn pages'])
    })

    await t.test('links work for who is suspended, and are over with another mailbox and when the customer is gone', async () => {
      const { shopper, path, preferences, unsubscribe } = await somebody()
      await shop.ask(200, 'POST', `${path}/suspend`)
      assert.equal((await patron.send('GET', preferences)).status, 200)
      await shop.ask(200, 'POST', `${path}/reinstate`)
      const { token } = (await front.logIn(shopper.email)) as { token: string }
      const moved = { email: `moved-${shopper.email}`, currentPassword: 'SecurePass@123' }
      await front.done('createCustomerProfileUpdate', 'customerProfileUpdate { id }', moved, token)
      for (const url of [preferences, unsubscribe]) assert.equal((await patron.send('GET', url)).status, 410)
      assert.equal((await patron.send('POST', unsubscribe, oneClick)).status, 410)
      assert.equal((await shop.ask(200, 'GET', path))['subscribedToNewsletter'], true)
      const anew = pathIn((await linksOf(path))['preferencesUrl'])
      assert.equal((await patron.send('GET', anew)).status, 200)
      await shop.ask(204, 'DELETE', path)
      assert.equal((await patron.send('GET', anew)).status, 410)
      await shop.ask(404, 'GET', `${path}/preference-links`)
    })

    await t.test('a link that is not ours is refused, and one of another kind, too', async () => {
      const { preferences } = await somebody()
      const token = preferences.split('/').at(-1) ?? ''
      const wrong = [`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, 'A'.repeat(128), 'x', '%00', token.slice(0, 107)]
      for (const text of wrong) {
        assert.equal((await patron.send('GET', `/customer/preferences/${text}`)).status, 410, text)
        assert.equal((await patron.send('POST', `/customer/unsubscribe/${text}`, oneClick)).status, 410, text)
      }
      assert.equal((await patron.send('GET', `/customer/reset-password/${token}`)).status, 410)
    })

    await t.test(
      'the welcome of a subscriber can be unsubscribed from in one click; that of others is about the account alone',
      async () => {
        await front.register({ email: 'subscriber@example.com', subscribedToNewsLetter: true })
        await front.register({ email: 'nobody@example.com' })
        const mailTo = (address: string) =>
          eventually(`a mail to ${address}`, async () => {
            const folder = join(database.dataDir, 'mail')
            const files = await readdir(folder).catch(() => [])
            const mails = await Promise.all(
              files.filter((file) => file.endsWith('.eml')).map((file) => readFile(join(folder, file), 'utf8')),
            )
            return mails.map(readMail).find(({ headers }) => headers.get('to') === address)
          })
        const { headers } = await mailTo('subscriber@example.com')
        const [, url = ''] =
          /^<(https:\/\/accounts\.shop\.example\/customer\/unsubscribe\/[\w-]{128})>$/.exec(
            headers.get('list-unsubscribe') ?? '',
          ) ?? []
        assert.equal(headers.get('list-unsubscribe-post'), 'List-Unsubscribe=One-Click')
        assert.equal((await patron.send('POST', pathIn(url), oneClick)).status, 200)
        const { headers: plain } = await mailTo('nobody@example.com')
        assert.deepEqual([plain.has('list-unsubscribe'), plain.has('list-unsubscribe-post')], [false, false])
      },
    )
  })
}
