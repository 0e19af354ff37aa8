import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../support/databases.ts'
import { startTestPatron } from '../support/patron.ts'
import { asOwner } from '../support/query.ts'
import { register, type Shop, startShop } from '../support/shop.ts'

const aPurchase = (fields: Readonly<Record<string, unknown>> = {}) => ({
  reference: 'order-1',
  product: 'tea',
  units: 2,
  purchasedAt: '2026-03-29T03:30:00+02:00',
  ...fields,
})
const aRedemption = (fields: Readonly<Record<string, unknown>> = {}) => ({
  reference: 'order-1',
  voucher: 'SPRING',
  redeemedAt: '2026-03-29T01:30:00Z',
  ...fields,
})

const boughtBy = async (shop: Shop, path: string) => {
  const { lastPurchaseAt, productsBoughtCount, totalUnitsBought, productsBought } = await shop.ask(200, 'GET', path)
  return { lastPurchaseAt, productsBoughtCount, totalUnitsBought, productsBought }
}

const reused = { title: 'The reference was used with other content', status: 409, code: 'reference_reused' }
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()

for (const { engine, create } of testDatabases)
  test(`purchases and redemptions are recorded once each (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    const shop = await startShop(patron, database)
    let buyers = 0
    const aBuyer = async () => {
      const email = `buyer-${++buyers}@example.com`
      const { path, id, number } = await register(patron, shop, { email })
      return { path, id, number, email, purchases: `${path}/purchases`, vouchers: `${path}/vouchers` }
    }

    const teaDrinker = await aBuyer()
    await t.test('a purchase is recorded and counts, and the same again is answered alike and counts no more', async () => {
      const { path, id, purchases } = teaDrinker
      const first = await shop.send('POST', purchases, aPurchase())
      const { recordedAt, ...recorded } = first.json() as Record<string, unknown>
      assert.equal(first.status, 201)
      assert.ok(Math.abs(Date.parse(String(recordedAt)) - Date.now()) < 60_000)
      const purchasedAt = '2026-03-29T01:30:00.000Z'
      assert.deepEqual(recorded, { customerId: id, reference: 'order-1', product: 'tea', units: 2, purchasedAt })
      for (const same of [aPurchase(), aPurchase({ purchasedAt: '2026-03-29T01:30:00.000000Z' })]) {
        const again = await shop.send('POST', purchases, same)
        assert.deepEqual([again.status, again.text], [200, first.text])
      }
      const bought = { lastPurchaseAt: purchasedAt, productsBoughtCount: 1, totalUnitsBought: 2, productsBought: ['tea'] }
      assert.deepEqual(await boughtBy(shop, path), bought)
    })

    await t.test('products count once each, units all, and a purchase reported late does not set the last one back', async () => {
      const { path, purchases } = await aBuyer()
      const reports = [
        aPurchase({ reference: '1', product: 'tea', units: 1, purchasedAt: '2026-03-02T00:00:00Z' }),
        aPurchase({ reference: '2', product: 'cups', units: 1_000_000, purchasedAt: '2026-03-03T00:00:00.5Z' }),
        aPurchase({ reference: '3', product: 'tea', units: 5, purchasedAt: '1900-01-01T00:00:00+14:00' }),
      ]
      for (const report of reports) await shop.ask(201, 'POST', purchases, report)
      assert.deepEqual(await boughtBy(shop, path), {
        lastPurchaseAt: '2026-03-03T00:00:00.500Z',
        productsBoughtCount: 2,
        totalUnitsBought: 1_000_006,
        productsBought: ['cups', 'tea'],
      })
    })

    await t.test('of 20 reports of one purchase at once one is recorded, and all get the same body', async () => {
      const { path, purchases } = await aBuyer()
      const replies = await Promise.all(Array.from({ length: 20 }, () => shop.send('POST', purchases, aPurchase())))
      assert.deepEqual(replies.map(({ status }) => status).toSorted(), [...Array(19).fill(200), 201])
      assert.equal(new Set(replies.map(({ text }) => text)).size, 1)
      assert.equal((await boughtBy(shop, path)).totalUnitsBought, 2)
    })

    await t.test('20 different purchases reported at once all count', async () => {
      const { path, purchases } = await aBuyer()
      const reports = Array.from({ length: 20 }, (_, index) => aPurchase({ reference: `r${index}`, product: `p${index % 4}` }))
      const replies = await Promise.all(reports.map((report) => shop.send('POST', purchases, report)))
      assert.deepEqual(
        replies.map(({ status }) => status),
        Array(20).fill(201),
      )
      const { productsBoughtCount, totalUnitsBought } = await boughtBy(shop, path)
      assert.deepEqual([productsBoughtCount, totalUnitsBought], [4, 40])
    })

    await t.test('a used reference with any other content is refused and changes nothing', async () => {
      const { path, purchases, vouchers } = await aBuyer()
      await shop.ask(201, 'POST', purchases, aPurchase())
      await shop.ask(201, 'POST', vouchers, aRedemption())
      const before = await shop.ask(200, 'GET', path)
      for (const fields of [{ product: 'coffee' }, { units: 3 }, { purchasedAt: '2026-03-29T01:30:00.001Z' }])
        assert.deepEqual(await shop.ask(409, 'POST', purchases, aPurchase(fields)), reused)
      for (const fields of [{ voucher: 'SUMMER' }, { redeemedAt: '2026-03-29T01:30:01Z' }])
        assert.deepEqual(await shop.ask(409, 'POST', vouchers, aRedemption(fields)), reused)
      assert.deepEqual(await shop.ask(200, 'GET', path), before)
    })

    await t.test('a reference belongs to its customer and to its kind of report', async () => {
      const { purchases, vouchers } = await aBuyer()
      const grace = await aBuyer()
      for (const path of [purchases, grace.purchases]) await shop.ask(201, 'POST', path, aPurchase())
      for (const path of [vouchers, grace.vouchers]) await shop.ask(201, 'POST', path, aRedemption())
      await shop.ask(201, 'POST', purchases, aPurchase({ reference: 'ORDER-1' }))
    })

    const redeemer = await aBuyer()
    await t.test(
      'a voucher is redeemed once for each reference and listed once, also when 20 reports arrive together',
      async () => {
        const { path, id, vouchers } = redeemer
        const replies = await Promise.all(Array.from({ length: 20 }, () => shop.send('POST', vouchers, aRedemption())))
        assert.deepEqual(replies.map(({ status }) => status).toSorted(), [...Array(19).fill(200), 201])
        const [{ recordedAt: _when, ...recorded }] = replies.map((reply) => reply.json() as Record<string, unknown>) as [
          Record<string, unknown>,
        ]
        const redeemedAt = '2026-03-29T01:30:00.000Z'
        assert.deepEqual(recorded, { customerId: id, reference: 'order-1', voucher: 'SPRING', redeemedAt })
        await shop.ask(201, 'POST', vouchers, aRedemption({ reference: 'order-2' }))
        await shop.ask(201, 'POST', vouchers, aRedemption({ reference: 'order-3', voucher: 'AUTUMN' }))
        assert.deepEqual((await shop.ask(200, 'GET', path))['redeemedVouchers'], ['AUTUMN', 'SPRING'])
      },
    )

    await t.test('purchases of suspended and deactivated customers are recorded, and shown in the Django contract', async () => {
      const { path, number, email, purchases, vouchers } = await aBuyer()
      await shop.ask(200, 'POST', `${path}/suspend`)
      await shop.ask(201, 'POST', purchases, aPurchase())
      await shop.ask(201, 'POST', vouchers, aRedemption())
      await shop.ask(200, 'POST', `${path}/reinstate`)
      const signedIn = await patron.post('/auth/token/', { email, password: 'Kv7#mQ2$wZ9p' })
      const headers = { authorization: `Bearer ${(signedIn.json() as { access: string }).access}` }
      const profile = await patron.send('GET', `/api/v1/customers/${number}/`, { headers })
      assert.equal((profile.json() as Record<string, unknown>)['last_purchase_date'], '2026-03-29T01:30:00Z')
      assert.equal((await patron.send('DELETE', `/api/v1/customers/${number}/`, { headers })).status, 204)
      await shop.ask(201, 'POST', purchases, aPurchase({ reference: 'order-2' }))
    })

    await t.test('times up to a day ahead are taken, later ones are not', async () => {
      const { purchases, vouchers } = await aBuyer()
      await shop.ask(201, 'POST', purchases, aPurchase({ purchasedAt: inHours(23) }))
      await shop.ask(201, 'POST', vouchers, aRedemption({ redeemedAt: inHours(23) }))
      for (const [path, body, pointer] of [
        [purchases, aPurchase({ reference: '2', purchasedAt: inHours(25) }), '/purchasedAt'],
        [vouchers, aRedemption({ reference: '2', redeemedAt: '9999-12-31T23:59:59Z' }), '/redeemedAt'],
      ] as const) {
        const detail = 'must not be more than a day in the future'
        assert.deepEqual(await shop.ask(422, 'POST', path, body), {
          title: 'The request cannot be done as it is',
          status: 422,
          code: 'invalid_request',
          violations: [{ pointer, code: 'in_the_future', detail }],
        })
      }
    })

    await t.test('names of 200 characters, astral ones included, come back as they were sent', async () => {
      const { path, purchases, vouchers } = await aBuyer()
      const name = '🙂'.repeat(200)
      const odd = ` '"\\;%00<script> e\u0301 \u202e`
      await shop.ask(201, 'POST', purchases, aPurchase({ reference: name, product: name }))
      await shop.ask(201, 'POST', purchases, aPurchase({ reference: odd, product: odd }))
      await shop.ask(200, 'POST', purchases, aPurchase({ reference: odd, product: odd }))
      await shop.ask(201, 'POST', vouchers, aRedemption({ reference: odd, voucher: odd }))
      assert.deepEqual(new Set((await boughtBy(shop, path)).productsBought as string[]), new Set([odd, name]))
    })

    const great = await aBuyer()
    await patron.stop()
    const events = await asOwner(database, async (ask) => {
      await ask('update customer set total_units_bought = 2147483640 where id = $1', [great.id])
      return ask('select customer_id, type, facts, personal from event')
    })
    const eventsOf = ({ id }: { id: string }, type: string) =>
      events.filter((event) => event['customer_id'] === id && event['type'] === type)

    await t.test('each purchase and each redemption has one event, which says nothing of the person', () => {
      assert.deepEqual(
        eventsOf(teaDrinker, 'customer.purchase_recorded').map(({ facts, personal }) => ({ facts, personal })),
        [{ facts: { reference: 'order-1', product: 'tea', units: 2 }, personal: null }],
      )
      assert.equal(eventsOf(redeemer, 'customer.voucher_redeemed').length, 3)
    })

    await t.test(
      'the total ends at 2^31-1: what goes beyond is a violation that says what is left, and leaves nothing',
      async (t) => {
        const { path, purchases } = great
        const open = await startShop(await startTestPatron(t, database), database)
        const { violations } = await open.ask(422, 'POST', purchases, aPurchase({ units: 8 }))
        assert.deepEqual(violations, [{ pointer: '/units', code: 'above_maximum', detail: 'must be 7 or less' }])
        assert.deepEqual((await boughtBy(open, path)).productsBought, [])
        await open.ask(201, 'POST', purchases, aPurchase({ units: 7 }))
        assert.equal((await boughtBy(open, path)).totalUnitsBought, 2_147_483_647)
        await open.ask(200, 'POST', purchases, aPurchase({ units: 7 }))
        await open.ask(422, 'POST', purchases, aPurchase({ reference: 'order-2', units: 1 }))
      },
    )
  })
