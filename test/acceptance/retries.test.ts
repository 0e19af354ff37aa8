import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { askedConsent, type Creation, creations, type Sender } from '../support/creations.ts'
import { type TestDatabase, type TestEngine, testDatabases } from '../support/databases.ts'
import { withEventsLocked } from '../support/events-locked.ts'
import { eventually } from '../support/eventually.ts'
import { type Reply, startTestPatron, type TestPatron } from '../support/patron.ts'
import { asOwner, query } from '../support/query.ts'
import { makeKey, shopWith } from '../support/shop.ts'
import type { SentResult } from '../support/shop-graphql.ts'
import { storefrontOf, withToken } from '../support/storefront.ts'
import { changeSettings } from '../support/tenants.ts'

interface World {
  readonly database: TestDatabase
  readonly patron: TestPatron
  /** Somebody who has sent nothing yet. */
  aSender(): Promise<Sender>
}

async function open(t: TestContext, { create }: TestEngine): Promise<World> {
  const database = await create(t)
  await asOwner(database, (ask) => changeSettings(ask, defaultTenantId, { consents: [askedConsent] }))
  const patron = await startTestPatron(t, database)
  let senders = 0
  const aSender = async (): Promise<Sender> => {
    const { token, number } = await storefrontOf(patron).register()
    const { text: serviceKey } = await makeKey(database)
    const { id } = await shopWith(patron, serviceKey).ask(200, 'GET', `/patron/v1/customers?number=${number}`)
    const program = `crm-${++senders}`
    const signing = { id: program, secret: (await makeKey(database, { kind: 'hmac', id: program })).text }
    return { patron, token, path: `/patron/v1/customers/${String(id)}`, serviceKey, signing }
  }
  return { database, patron, aSender }
}

let keys = 0
const aKey = (): string => `a-key-of-this-test-${++keys}`

const isReplay = ({ headers }: Reply): boolean => headers.get('idempotency-replayed') === 'true'

/** Everything of an answer that does not say when it was given, or that it was given before. */
const seen = ({ status, text, headers }: Reply) => {
  const own = ['date', 'x-request-id', 'idempotency-replayed', 'connection', 'keep-alive']
  return { status, text, headers: [...headers].filter(([name]) => !own.includes(name) && !name.startsWith('x-ratelimit-')) }
}

function assertRepeats(first: Reply, again: Reply): void {
  assert.deepEqual(seen(again), seen(first))
  assert.deepEqual([isReplay(first), isReplay(again)], [false, true])
}

function assertCreated({ status, text }: Reply): void {
  assert.ok((status === 200 || status === 201) && !text.includes('"errors"'), text)
}

const countOf = (creation: Creation, as: Sender): Promise<number> => creation.count?.(as) ?? Promise.resolve(0)

async function assertOnce(creation: Creation, as: Sender): Promise<void> {
  const [key, body, before] = [aKey(), creation.body(), await countOf(creation, as)]
  const first = await creation.send(as, body, key)
  assertCreated(first)
  assertRepeats(first, await creation.send(as, body, key))
  assertRepeats(first, await creation.send(as, body, `"${key}"`))
  const other = await creation.send(as, creation.body(), key)
  assert.deepEqual(creation.words.read(other), creation.words.reused)
  assertRepeats(first, await creation.send(as, body, key))
  if (creation.count) assert.equal(await countOf(creation, as), before + 1)
}

async function assertOnceAtOnce(creation: Creation, as: Sender): Promise<void> {
  const [key, body, before] = [aKey(), creation.body(), await countOf(creation, as)]
  const replies = await Promise.all(Array.from({ length: 6 }, () => creation.send(as, body, key)))
  const busy = replies.filter((reply) => JSON.stringify(creation.words.read(reply)) === JSON.stringify(creation.words.inUse))
  const answers = replies.filter((reply) => !busy.includes(reply))
  const firsts = answers.filter((reply) => !isReplay(reply))
  const [first] = firsts
  assert.ok(first && firsts.length === 1, `${firsts.length} of the answers are first ones`)
  assertCreated(first)
  for (const reply of answers) assert.deepEqual(seen(reply), seen(first))
  for (const reply of busy) assert.ok(creation.words.retryAfter(reply) >= 1 && creation.words.retryAfter(reply) <= 30)
  assertRepeats(first, await creation.send(as, body, key))
  if (creation.count) assert.equal(await countOf(creation, as), before + 1)
}

/** What a request without the key would have got: the key of somebody else changes nothing of it. */
async function assertOwnKeys(creation: Creation, one: Sender, other: Sender): Promise<void> {
  const [key, body] = [aKey(), creation.body()]
  const first = await creation.send(one, body, key)
  assertCreated(first)
  const reply = await creation.send(other, body, key)
  assert.equal(isReplay(reply), false)
  assert.notDeepEqual(creation.words.read(reply), creation.words.reused)
  assert.notEqual(reply.text, first.text)
  assertRepeats(first, await creation.send(one, body, key))
}

const document = `mutation ($one: createAddUpdateCustomerAddressInput!, $two: createAddUpdateCustomerAddressInput!, $wish: createGdprRequestInput!) {
  one: createAddUpdateCustomerAddress(input: $one) { addUpdateCustomerAddress { _id address1 } }
  two: createAddUpdateCustomerAddress(input: $two) { addUpdateCustomerAddress { _id address1 } }
  wish: createGdprRequest(input: $wish) { gdprRequest { _id message } clientMutationId }
}`
const addressOf = (address1: string) => ({ firstName: 'Ada', lastName: 'Lovelace', city: 'Dresden', address1 })

for (const engine of testDatabases) {
  test(`every call that creates does so once for a key, and the key is its caller's (${engine.engine})`, async (t) => {
    const { database, patron, aSender } = await open(t, engine)

    for (const creation of creations) {
      await t.test(
        `${creation.name}: a repeated request gets the first answer byte for byte, and another body is refused`,
        async () => assertOnce(creation, await aSender()),
      )
      await t.test(`${creation.name}: of requests sent at once one is done`, async () =>
        assertOnceAtOnce(creation, await aSender()),
      )
      await t.test(`${creation.name}: a key that is none is refused, and a refused request frees its key`, async () => {
        const ada = await aSender()
        const short = await creation.send(ada, creation.body(), 'k'.repeat(15))
        assert.deepEqual(creation.words.read(short), creation.words.malformed)
        const key = aKey()
        const refused = await creation.send(ada, {}, key)
        assert.ok(refused.status >= 400 || refused.text.includes('"errors"'), refused.text)
        const [body, before] = [creation.body(), await countOf(creation, ada)]
        const first = await creation.send(ada, body, key)
        assertCreated(first)
        assertRepeats(first, await creation.send(ada, body, key))
        if (creation.count) assert.equal(await countOf(creation, ada), before + 1)
      })
      if (creation.knowsCaller)
        await t.test(`${creation.name}: what another sends under the same key is the other's own`, async () =>
          assertOwnKeys(creation, await aSender(), await aSender()),
        )
    }

    const [ada, grace] = [await aSender(), await aSender()]
    await t.test('each root field of a document is repeated by itself', async () => {
      const asked = (one: string, key: string, wish = 'Where is it?') => {
        const variables = { one: addressOf(one), two: addressOf('Two'), wish: { type: 'update', message: wish } }
        return patron.post('/api/graphql', { query: document, variables }, { ...withToken(ada.token), 'idempotency-key': key })
      }
      const numbersIn = (reply: Reply) => {
        const { one, two, wish } = (reply.json() as SentResult).data as Record<string, Record<string, { _id: number }> | null>
        return [one?.['addUpdateCustomerAddress'], two?.['addUpdateCustomerAddress'], wish?.['gdprRequest']].map(
          (made) => made?._id,
        )
      }
      const key = aKey()
      const first = await asked('One', key)
      assertCreated(first)
      assertRepeats(first, await asked('One', key))
      const [one, two, wish] = numbersIn(first)
      assert.notEqual(one, two)
      const changed = await asked('Another', key)
      assert.deepEqual(numbersIn(changed), [undefined, two, wish])
      const { errors = [] } = changed.json() as SentResult
      assert.deepEqual(
        errors.map(({ path, extensions }) => [path, extensions]),
        [[['one'], { code: 'IDEMPOTENCY_KEY_REUSED' }]],
      )

      const half = aKey()
      const refused = await asked('', half, '')
      assert.equal((refused.json() as SentResult).errors?.length, 1, refused.text)
      const [first1, first2] = numbersIn(refused)
      const corrected = await asked('', half)
      assert.equal(isReplay(corrected), false)
      const [again1, again2, wished] = numbersIn(corrected)
      assert.deepEqual([again1, again2, typeof wished], [first1, first2, 'number'])
    })

    await t.test('the same key at another path, of another program or for another customer is another key', async () => {
      const [key, at] = [aKey(), '2026-03-29T01:30:00Z']
      const send = (path: string, serviceKey: string, body: object) =>
        patron.post(path, body, { ...withToken(serviceKey), 'idempotency-key': key })
      const purchase = { reference: 'order-1', product: 'tea', units: 1, purchasedAt: at }
      const first = await send(`${ada.path}/purchases`, ada.serviceKey, purchase)
      assert.equal(first.status, 201)
      assertRepeats(
        first,
        await send(
          `${ada.path.toUpperCase().replace('/PATRON/V1/CUSTOMERS', '/patron/v1/customers')}/purchases/`,
          ada.serviceKey,
          purchase,
        ),
      )
      const others = [
        await send(`${grace.path}/purchases`, ada.serviceKey, purchase),
        await send(`${ada.path}/vouchers`, ada.serviceKey, { reference: 'order-1', voucher: 'SPRING', redeemedAt: at }),
        await send(`${ada.path}/purchases`, grace.serviceKey, purchase),
      ]
      assert.deepEqual(
        others.map((reply) => [reply.status, isReplay(reply)]),
        [
          [201, false],
          [201, false],
          [200, false], // by its reference
        ],
      )
    })

    await t.test('a key that comes with a call that creates nothing changes nothing', async () => {
      const key = aKey()
      const attributes = (value: string) =>
        patron.send('PATCH', `${ada.path}/attributes`, {
          headers: { ...withToken(ada.serviceKey), 'content-type': 'application/json', 'idempotency-key': key },
          body: JSON.stringify({ attributes: { tea: value } }),
        })
      const replies = [await attributes('green'), await attributes('black'), await attributes('black')]
      assert.deepEqual(
        replies.map((reply) => [reply.status, isReplay(reply), reply.text.includes('black')]),
        [
          [200, false, false],
          [200, false, true],
          [200, false, true],
        ],
      )
    })

    const sent = await Promise.all(
      creations.map(async (creation) => {
        const [key, body] = [aKey(), creation.body()]
        return { creation, key, body, first: await creation.send(ada, body, key) }
      }),
    )
    if (database.databaseUrl === undefined) await patron.stop() // PGlite has room for one
    const other = await startTestPatron(t, database)
    const there: Sender = { ...ada, patron: other }

    await t.test('another node gives the first answers, too', async () => {
      for (const { creation, key, body, first } of sent) assertRepeats(first, await creation.send(there, body, key))
    })

    await t.test('nothing of an erased customer is told under any key', async () => {
      const erased = await other.send('DELETE', ada.path, { headers: withToken(ada.serviceKey) })
      assert.equal(erased.status, 204)
      for (const { creation, key, body } of sent.filter(({ creation }) => creation.isOfSender)) {
        const reply = await creation.send(there, body, key)
        assert.ok(!isReplay(reply) && !reply.text.includes('retry-'), reply.text)
      }
      await patron.stop()
      await other.stop()
      const id = ada.path.split('/').at(-1)
      assert.deepEqual(await query(database, 'select from idempotency where customer_id = $1', [id]), [])
    })
  })
}

test('while the first request with a key is under way, another is told to come back, in the words of its surface', {
  timeout: 120_000,
}, async (t) => {
  const postgres = testDatabases.find(({ engine }) => engine === 'postgresql')
  assert.ok(postgres)
  const { database, aSender } = await open(t, postgres)
  const ada = await aSender()
  for (const creation of creations) {
    await t.test(creation.name, () =>
      withEventsLocked(database, async (unlock) => {
        const [key, body] = [aKey(), creation.body()]
        const first = creation.send(ada, body, key)
        const leases = () => query(database, 'select from idempotency where answer is null')
        await eventually('the key is taken', async () => (await leases()).length > 0)
        const other = await creation.send(ada, body, key)
        assert.deepEqual(creation.words.read(other), creation.words.inUse)
        const seconds = creation.words.retryAfter(other)
        assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 30, String(seconds))
        await unlock()
        assertRepeats(await first, await creation.send(ada, body, key))
      }),
    )
  }
})
