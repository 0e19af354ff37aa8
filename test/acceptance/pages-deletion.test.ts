import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { browserOf } from '../support/browser.ts'
import { caughtMails } from '../support/caught-mails.ts'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { startTestPatron } from '../support/patron.ts'
import { asOwner } from '../support/query.ts'
import { password, storefrontOf } from '../support/storefront.ts'
import { changeSettings } from '../support/tenants.ts'

const path = '/customer/account/delete'
const wish = { currentPassword: password }

async function start(t: TestContext, create: (t: TestContext) => Promise<TestDatabase>, deletionDelayDays: number) {
  const database = await create(t)
  await asOwner(database, (ask) => changeSettings(ask, defaultTenantId, { deletionDelayDays }))
  return { database, patron: await startTestPatron(t, database) }
}

for (const { engine, create } of testDatabases) {
  test(`where accounts are deleted at once, so they are, for the password only (${engine})`, async (t) => {
    const { patron } = await start(t, create, 0)
    const front = storefrontOf(patron)
    const shopper = await front.register()
    const browser = browserOf(patron, shopper.token)
    assert.match((await browser.get(path)).text, /It is deleted at once/)
    for (const wrong of [{}, { currentPassword: 'not-it' }]) {
      const { status, text } = await browser.submit(path, wrong)
      assert.equal(status, 422)
      assert.match(text, /id="currentPassword-error"/)
    }
    assert.equal((await front.logIn(shopper.email))['success'], true)
    const gone = await browser.done(path, wish)
    assert.match(gone.text, /<h1>Your account is deleted<\/h1>/)
    assert.ok(!browser.cookies()['cookie']?.includes('__Host-patron-session'))
    assert.equal((await browserOf(patron, shopper.token).get(path)).status, 303)
    assert.equal((await front.logIn(shopper.email))['success'], false)
    await front.register({ email: shopper.email })
  })

  test(`where there is time to think, an account is deleted when its day has come, and not before (${engine})`, async (t) => {
    const { database, patron } = await start(t, create, 14)
    const front = storefrontOf(patron)
    const [leaver, thinker, stayer] = [await front.register(), await front.register(), await front.register()]
    const [leaving, thinking] = [browserOf(patron, leaver.token), browserOf(patron, thinker.token)]

    assert.match((await leaving.get(path)).text, /It is deleted after 14 days/)
    const noted = await leaving.done(path, wish)
    assert.match(noted.text, /Your wish is noted/)
    const [, due = ''] = /Your account will be deleted on <strong><time datetime="([^"]+)">/.exec(noted.text) ?? []
    const days = (Date.parse(due) - Date.now()) / 86_400_000
    assert.ok(days > 13.9 && days <= 14, String(days))
    const mail = await eventually('the mail with the day', () =>
      caughtMails(database, leaver.email).find(({ headers }) => headers.get('subject')?.includes('will be deleted')),
    )
    const day = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(due))
    assert.ok(mail.text.includes(`will be deleted on ${day},`), mail.text)
    assert.ok(mail.text.includes(`${patron.url}/customer/account/delete\n`), mail.text)
    assert.equal((await front.logIn(leaver.email))['success'], true, 'they sign in as before')

    await thinking.done(path, wish)
    const kept = await thinking.done(path, { do: 'keep' })
    assert.match(kept.text, /Your account stays\./)
    assert.match(kept.text, /It is deleted after 14 days/)
    await patron.stop()

    const planned = await asOwner(database, async (ask) => {
      const rows = await ask('select customer_id from planned_deletion')
      await ask("update planned_deletion set due_at = now() - interval '1 second'")
      return rows
    })
    assert.equal(planned.length, 1)
    const later = await startTestPatron(t, database)
    const back = storefrontOf(later)
    await eventually('the day has come', async () => (await back.logIn(leaver.email))['success'] === false)
    for (const { email } of [thinker, stayer]) assert.equal((await back.logIn(email))['success'], true)
    await later.stop()
    const left = await asOwner(database, async (ask) => [
      await ask('select customer_id from planned_deletion'),
      await ask('select is_in_ledger as "isInLedger" from erasure'),
      await ask("select type from event where type = 'customer.erased'"),
    ])
    assert.deepEqual(left, [[], [{ isInLedger: true }], [{ type: 'customer.erased' }]])
  })
}
