import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Browser, browserOf } from '../support/browser.ts'
import { caughtMails } from '../support/caught-mails.ts'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { form, startTestPatron, type TestPatron } from '../support/patron.ts'
import { password, storefrontOf } from '../support/storefront.ts'

const path = '/customer/account/email'
type Side = 'leave' | 'take'

/** The last link of its side that was mailed to the address, once there are so many. */
const linkTo = (database: TestDatabase, email: string, side: Side, count = 1): Promise<string> =>
  eventually(`link ${count} to ${side} at ${email}`, () => {
    const links = caughtMails(database, email).flatMap(({ text }) =>
      [...text.matchAll(new RegExp(`/customer/${side}-email/[\\w-]{107}`, 'g'))].map(([link]) => link),
    )
    return links.length >= count ? links.at(-1) : undefined
  })

const press = (patron: TestPatron, link: string) => patron.send('POST', link, form({}))
const ask = (browser: Browser, email: string, typed = password) => browser.submit(path, { email, currentPassword: typed })

async function start(t: TestContext, create: (t: TestContext) => Promise<TestDatabase>) {
  const database = await create(t)
  const patron = await startTestPatron(t, database)
  return { database, patron, front: storefrontOf(patron) }
}

for (const { engine, create } of testDatabases) {
  test(`another address takes effect when both mailboxes have agreed (${engine})`, async (t) => {
    const { database, patron, front } = await start(t, create)
    const aBrowser = async (fields: Readonly<Record<string, unknown>> = {}) => {
      const shopper = await front.register(fields)
      return { shopper, browser: browserOf(patron, shopper.token) }
    }

    await t.test(
      'each order of the two does; the page says which is missing, other sessions end, and both are told',
      async () => {
        for (const [index, order] of (['leave take', 'take leave'] as const).entries()) {
          const { shopper, browser } = await aBrowser({ subscribedToNewsLetter: true })
          const moved = `moved-${index}@example.com`
          const elsewhere = browserOf(patron, String((await front.logIn(shopper.email))['token']))
          assert.match((await browser.done(path, { email: moved, currentPassword: password })).text, /We have written to both/)
          const links = { leave: await linkTo(database, shopper.email, 'leave'), take: await linkTo(database, moved, 'take') }
          const [first, second] = order.split(' ') as [Side, Side]
          const look = await patron.send('GET', links[first])
          assert.ok(look.text.includes(shopper.email) && look.text.includes(moved))
          assert.match((await browser.get(path)).text, /Both addresses have yet to agree/)
          const half = await press(patron, links[first])
          assert.match(half.text, first === 'leave' ? /once the new address agrees/ : /once the present address agrees/)
          assert.equal((await press(patron, links[first])).text, half.text, 'agreeing again changes nothing')
          assert.match(
            (await browser.get(path)).text,
            first === 'leave' ? /The new one has yet to/ : /Your present one has yet to/,
          )
          assert.equal((await front.logIn(shopper.email))['success'], true)
          assert.match((await press(patron, links[second])).text, /<h1>Your e-mail address is changed<\/h1>/)
          for (const link of Object.values(links)) assert.equal((await press(patron, link)).status, 410)

          assert.equal((await front.logIn(shopper.email))['success'], false)
          assert.equal((await front.logIn(moved))['success'], true)
          assert.equal((await elsewhere.get(path)).status, 303)
          const overview = await browser.get('/customer/account')
          assert.ok(overview.text.includes(moved))
          assert.match(overview.text, /This address is confirmed/)
          const subjects = (email: string) => caughtMails(database, email).map(({ headers }) => headers.get('subject'))
          await eventually('both are told', () =>
            [shopper.email, moved].every((email) => subjects(email).length >= (email === moved ? 2 : 3)),
          )
          assert.ok(subjects(shopper.email).includes('Your e-mail address was changed'))
          assert.ok(subjects(moved).includes('Your new e-mail address at Patron'))
          const taken = await front.rest('POST', '/newsletters', { customerEmail: moved }, shopper.token)
          assert.equal(taken.status, 400, 'the newsletter has followed')
          assert.match(taken.text, /already/)
        }
      },
    )

    await t.test('who asks cannot tell a taken address from a free one, and its owner hears nothing', async () => {
      const { shopper: owner } = await aBrowser()
      const { shopper, browser } = await aBrowser()
      const shown = async (email: string) => {
        const { text } = await browser.done(path, { email, currentPassword: password })
        return text.replaceAll(email, '…').replaceAll(/<time.*?<\/time>|value="[\w-]{43}"/g, '')
      }
      assert.equal(await shown(owner.email), await shown('nobodys@example.com'))
      await linkTo(database, 'nobodys@example.com', 'take')
      await linkTo(database, shopper.email, 'leave', 2)
      const toOwner = caughtMails(database, owner.email).filter(({ text }) => text.includes('take-email'))
      assert.deepEqual(toOwner, [])
    })

    await t.test('of two wishes the later counts, and a wish that is forgotten has no links', async () => {
      const { shopper, browser } = await aBrowser()
      await ask(browser, 'first-wish@example.com')
      const [first, firstOld] = [
        await linkTo(database, 'first-wish@example.com', 'take'),
        await linkTo(database, shopper.email, 'leave'),
      ]
      assert.equal((await press(patron, firstOld)).status, 200)
      await ask(browser, 'second-wish@example.com')
      const second = await linkTo(database, 'second-wish@example.com', 'take')
      for (const link of [first, firstOld]) assert.equal((await press(patron, link)).status, 410)
      assert.match((await press(patron, second)).text, /once the present address agrees/, 'agreed to the first is not to this')
      const cancelled = await browser.done(path, { do: 'cancel' })
      assert.match(cancelled.text, /The change is forgotten/)
      assert.equal((await press(patron, second)).status, 410)
      assert.equal((await front.logIn(shopper.email))['success'], true)
    })

    await t.test('an address that was changed elsewhere meanwhile, or taken, keeps the change from taking effect', async () => {
      const { shopper, browser } = await aBrowser()
      await ask(browser, 'wanted@example.com')
      const leave = await linkTo(database, shopper.email, 'leave')
      const take = await linkTo(database, 'wanted@example.com', 'take')
      assert.equal((await press(patron, take)).status, 200)
      await front.register({ email: 'wanted@example.com' })
      assert.equal((await press(patron, leave)).status, 410)
      assert.equal((await front.logIn(shopper.email))['success'], true)
      await ask(browser, 'wanted-too@example.com')
      const later = await linkTo(database, 'wanted-too@example.com', 'take')
      await front.done(
        'createCustomerProfileUpdate',
        'customerProfileUpdate { id }',
        { email: 'else@example.com' },
        shopper.token,
      )
      assert.equal((await press(patron, later)).status, 410)
      assert.doesNotMatch((await browser.get(path)).text, /A change is under way/)
    })

    await t.test('nothing is asked without the password, of no address, and of the one there is', async () => {
      const { shopper, browser } = await aBrowser()
      const errorOf = (text: string, name: string) => new RegExp(`id="${name}-error">([^<]*)<`).exec(text)?.[1]
      const wrong = await ask(browser, 'new@example.com', 'not-it')
      assert.deepEqual([wrong.status, errorOf(wrong.text, 'currentPassword')], [422, 'This is not your present password.'])
      assert.match(wrong.text, /value="new@example\.com"/)
      const both = await ask(browser, 'no address', '')
      assert.match(errorOf(both.text, 'email') ?? '', /^This is no e-mail address/)
      assert.equal(errorOf(both.text, 'currentPassword'), 'This is needed.')
      assert.equal(errorOf((await ask(browser, shopper.email.toUpperCase())).text, 'email'), 'This is your address already.')
      assert.doesNotMatch((await browser.get(path)).text, /A change is under way/)
      const { status } = await patron.send('POST', `/customer/take-email/${'A'.repeat(107)}`, form({}))
      assert.equal(status, 410)
    })
  })
}
