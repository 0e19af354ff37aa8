import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { testDatabases } from '../support/databases.ts'
import { askShop, at, messagesOf, mutation } from '../support/graphql-over-wire.ts'
import { startMailServer } from '../support/mail-server.ts'
import { startTestPatron } from '../support/patron.ts'
import { aProvenCustomer, mailedToken, mailsTo, prove, register, startPrivateShop, subjects } from '../support/private-shop.ts'
import { asOwner } from '../support/query.ts'
import { bearer, password, signIn } from '../support/signed-in.ts'
import { aTenant, behindProxy, changeSettings, reachedBy } from '../support/tenants.ts'
import { assertThrottled } from '../support/throttled.ts'

const ada = 'ada@example.com'
const input = { firstName: 'Ada', lastName: 'Lovelace', email: ada, password, confirmPassword: password }

for (const { engine, create } of testDatabases) {
  test(`a private registration that was answered is kept though the server ends at once (${engine})`, async (t) => {
    const database = await create(t)
    const shop = await startPrivateShop(t, database)
    const emails = Array.from({ length: 12 }, (_, n) => `kept${n}@example.com`)
    for (const reply of await Promise.all(emails.map((email) => register(shop, email)))) assert.equal(reply.status, 201)
    await shop.patron.stop()
    await asOwner(database, async (ask) => {
      const [{ count } = {}] = await ask(
        'select (select count(*) from customer) + (select count(*) from waiting_registration) as count',
      )
      assert.equal(Number(count), emails.length)
    })
    const settings = { PATRON_SMTP_URL: shop.mails.url, PATRON_MAIL_FROM: 'accounts@shop.example' }
    const restarted = { patron: await startTestPatron(t, database, settings), mails: shop.mails }
    for (const email of emails) {
      const token = await mailedToken(restarted, email, subjects.proof)
      assert.equal((await prove(restarted, token)).status, 200)
      assert.equal((await signIn(restarted.patron, email)).status, 200)
    }
  })

  test(`a mailbox that one shop knows is a new one to the next, and no business of the first (${engine})`, async (t) => {
    const database = await create(t)
    const mails = await startMailServer(t)
    const made = await asOwner(database, async (ask) => {
      const privately = { privateRegistration: true }
      return {
        tea: await aTenant(ask, 'tea', { ...privately, shopName: 'Tea' }),
        coffee: await aTenant(ask, 'coffee', privately),
      }
    })
    const settings = { ...behindProxy, PATRON_SMTP_URL: mails.url, PATRON_MAIL_FROM: 'accounts@market.example' }
    const patron = await startTestPatron(t, database, settings)
    const [tea, coffee] = [made.tea, made.coffee].map(({ host }) => ({ patron: reachedBy(patron, host), mails }))
    assert.ok(tea && coffee)
    await aProvenCustomer(tea, ada)
    const [inTea, inCoffee] = [
      await register(tea, ada, { last_name: 'Twice' }),
      await register(coffee, ada, { last_name: 'Twice' }),
    ]
    assert.deepEqual([inTea.status, inTea.text], [inCoffee.status, inCoffee.text])
    await prove(coffee, await mailedToken(coffee, ada, subjects.proof, 2))
    assert.equal((await signIn(coffee.patron, ada)).status, 200)
    await mailedToken(tea, ada, 'You have an account at Tea already')
    assert.equal(mailsTo(coffee, ada, subjects.known).length, 0)
  })

  test(`a shop that keeps registrations private, and later does not (${engine})`, async (t) => {
    const database = await create(t)
    const shop = await startPrivateShop(t, database)
    const { patron } = shop

    await t.test("storefronts keep their contract's answers where registrations are private", async (t) => {
      await t.test('whoever registers there has a token, which is for the own profile until the mailbox is proven', async () => {
        const registered = await askShop(patron, mutation('createCustomer', 'customer { token }'), { input })
        const token = String(at(registered, 'createCustomer', 'customer')['token'])
        const change = (input: object) =>
          askShop(
            patron,
            mutation('createCustomerProfileUpdate', 'customerProfileUpdate { firstName }'),
            { input },
            bearer(token),
          )
        assert.deepEqual(messagesOf(await change({ firstName: 'Augusta' })), [])
        assert.deepEqual(messagesOf(await change({ email: 'new@example.com' })), ['Verify your email account first.'])
        assert.equal((await prove(shop, await mailedToken(shop, ada, subjects.proof))).status, 200)
        assert.deepEqual(messagesOf(await change({ phone: '030123' })), [])
      })

      await t.test('a known address is told, also one that was registered privately', async () => {
        assert.equal((await register(shop, 'eve@example.com', { last_name: 'Private' })).status, 201)
        await mailedToken(shop, 'eve@example.com', subjects.proof)
        for (const email of [ada, 'EVE@example.com']) {
          const refused = await askShop(patron, mutation('createCustomer', 'customer { token }'), { input: { ...input, email } })
          assert.deepEqual(messagesOf(refused), ['The email has already been taken.'])
        }
      })

      await t.test('and one of theirs is known to a private registration', async () => {
        assert.equal((await register(shop, ada, { last_name: 'Private' })).status, 201)
        await mailedToken(shop, ada, subjects.known)
      })
    })

    const [proven, unproven] = ['proven@example.com', 'unproven@example.com']
    await aProvenCustomer(shop, proven)
    assert.equal((await register(shop, unproven, { last_name: 'Unproven' })).status, 201)
    await mailedToken(shop, unproven, subjects.proof)
    await patron.stop()

    await t.test('known and new addresses may be registered as often where registrations are private', async (t) => {
      const limits = {
        PATRON_RATE_LIMITS: 'on',
        PATRON_REGISTRATIONS_PER_ACCOUNT: '3/60',
        PATRON_REGISTRATIONS_PER_CLIENT: '1000000/60',
      }
      const limited = { patron: await startTestPatron(t, database, limits) }
      const statuses = async (email: string) => {
        const tries = [email, email.toUpperCase(), email, email].map((spelling) => register(limited, spelling))
        return (await Promise.all(tries)).map(({ status }) => status).toSorted()
      }
      for (const email of [proven, 'new@example.com']) assert.deepEqual(await statuses(email), [201, 201, 201, 429])
      for (const email of [proven, 'new@example.com']) assertThrottled(await register(limited, email))
    })

    await t.test('registrations that are not private any more answer as before, and forget nobody', async (t) => {
      await asOwner(database, (ask) => changeSettings(ask, defaultTenantId, {}))
      const open = { patron: await startTestPatron(t, database) }
      for (const email of [proven, unproven]) assert.equal((await register(open, email)).status, 400)
      assert.equal((await signIn(open.patron, unproven)).status, 200)
    })
  })
}
