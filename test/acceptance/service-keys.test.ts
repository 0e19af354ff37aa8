import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askRunningServer } from '../../src/control/socket-client.ts'
import { testDatabases } from '../support/databases.ts'
import { type Reply, startTestPatron } from '../support/patron.ts'
import { asOwner } from '../support/query.ts'
import { makeKey, operations, shopWith } from '../support/shop.ts'
import { aTenant } from '../support/tenants.ts'

const path = '/patron/v1/customers?number=1'
const told = ({ status, headers, json }: Reply) => [status, headers.get('www-authenticate'), json()]
const refused = (fault: string) => [401, 'Bearer', { title: 'The key is not valid', status: 401, code: 'api_key_refused', fault }]

for (const { engine, create } of testDatabases) {
  test(`a service key is good from when it is made until it is revoked or expires (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)

    await t.test('a key opens the service API, a wrong one, half of one or none opens nothing', async () => {
      const { id, text } = await makeKey(database)
      assert.match(text, /^patron_sk_[0-9a-f]{32}_[\w-]{43}$/)
      assert.equal((await shopWith(patron, text).send('GET', path)).status, 404)
      const otherSecret = `${text.slice(0, -1)}${text.endsWith('A') ? 'E' : 'A'}`
      const otherId = text.replace(id.replaceAll('-', ''), '0'.repeat(32))
      const wrong = [otherSecret, otherId, text.slice(0, -1), `${text}A`, text.toUpperCase(), 'x', id, 'patron_sk_', '%00']
      for (const key of wrong) assert.deepEqual(told(await shopWith(patron, key).send('GET', path)), refused('unknown'), key)
      for (const [authorization, code] of [
        ['', 'unauthenticated'],
        [`Basic ${text}`, 'unauthenticated'],
        [text, 'unauthenticated'],
        ['Bearer', 'authorization_malformed'],
        [`Bearer ${text} ${text}`, 'authorization_malformed'],
      ] as const) {
        const reply = await patron.send('GET', path, { headers: { authorization } })
        assert.deepEqual([reply.status, (reply.json() as { code: string }).code], [401, code], authorization)
      }
      assert.equal((await patron.send('GET', path, { headers: { authorization: `bearer ${text}` } })).status, 404)
    })

    await t.test('no operation but the published keys is answered without a key, whatever else is wrong', async () => {
      for (const { id, method, path: template, credential } of operations) {
        const reply = await patron.send(method, template.replace('{id}', 'nobody'), method === 'GET' ? {} : { body: '{' })
        assert.equal(reply.status, credential === 'none' ? 200 : 401, id)
      }
    })

    await t.test('a revoked key stops at once and stays revoked, others work on', async () => {
      const [one, other] = [await makeKey(database), await makeKey(database)]
      assert.equal((await shopWith(patron, one.text).send('GET', path)).status, 404)
      const revoke = () => askRunningServer(database.dataDir, 'keys/revoke', { id: one.id })
      const first = await revoke()
      assert.deepEqual(await revoke(), first)
      assert.deepEqual(told(await shopWith(patron, one.text).send('GET', path)), refused('revoked'))
      assert.equal((await shopWith(patron, other.text).send('GET', path)).status, 404)
      const guess = `${one.text.slice(0, -4)}AAAA`
      assert.deepEqual(told(await shopWith(patron, guess).send('GET', path)), refused('unknown'))
    })

    await t.test('a key that could not be told from others, or would last for ever by mistake, is not made', async () => {
      const list = () => askRunningServer(database.dataDir, 'keys/list')
      const before = await list()
      const wrong = [
        { name: '' },
        { name: ' ' },
        { name: 'a\nb' },
        { name: 'x'.repeat(101) },
        { name: 7 },
        { kind: 'admin' },
        { expiresInDays: 0 },
        { expiresInDays: -1 },
        { expiresInDays: 1.5 },
        { expiresInDays: '30' },
        { expiresInDays: 1e9 },
      ]
      for (const given of wrong)
        await assert.rejects(makeKey(database, given), /has 1 to|of the kind|expires in/, JSON.stringify(given))
      for (const id of ['', 'x', '01890000-0000-7000-8000-00000000000a'])
        await assert.rejects(askRunningServer(database.dataDir, 'keys/revoke', { id }), /named by its id|There is no key/)
      assert.deepEqual(await list(), before)
    })

    const [expiring, lasting] = [await makeKey(database, { expiresInDays: 1 }), await makeKey(database, { expiresInDays: 1 })]
    const kept = await makeKey(database)
    for (const { text } of [expiring, kept]) assert.equal((await shopWith(patron, text).send('GET', path)).status, 404)
    await patron.stop()
    const rows = await asOwner(database, async (ask) => {
      await ask("update api_key set expires_at = expires_at - interval '1 day' where id = $1", [expiring.id])
      const selected = 'name, kind, secret_digest, expires_at, api_key::text as whole'
      return ask(`select ${selected} from api_key where id = $1`, [kept.id])
    })

    await t.test('what is kept of a key does not hold its secret, nor does the log', () => {
      const secret = kept.text.slice(-43)
      const [row, ...more] = rows
      assert.deepEqual([row?.['name'], row?.['kind'], row?.['expires_at'], more], ['tests', 'service', null, []])
      assert.ok(row?.['secret_digest'] instanceof Uint8Array && row['secret_digest'].length === 32)
      assert.ok(!String(row?.['whole']).includes(secret))
      assert.ok(!patron.log.join('').includes(secret))
    })

    await t.test('an expired key is refused, one that has a day left is not', async (t) => {
      const after = await startTestPatron(t, database)
      assert.deepEqual(told(await shopWith(after, expiring.text).send('GET', path)), refused('expired'))
      assert.equal((await shopWith(after, lasting.text).send('GET', path)).status, 404)
    })
  })
}

const postgres = testDatabases.find(({ engine }) => engine === 'postgresql')

test('a key revoked beside one server stops at once on another one over the same PostgreSQL', async (t) => {
  assert.ok(postgres)
  const database = await postgres.create(t)
  const [one, other] = [await startTestPatron(t, database), await startTestPatron(t, database)]
  const { id, text } = await makeKey(database)
  for (const patron of [one, other]) assert.equal((await shopWith(patron, text).send('GET', path)).status, 404)
  await askRunningServer(database.dataDir, 'keys/revoke', { id })
  for (const patron of [one, other]) assert.deepEqual(told(await shopWith(patron, text).send('GET', path)), refused('revoked'))
})

test('a key of another tenant finds no customer of this one', async (t) => {
  assert.ok(postgres)
  const database = await postgres.create(t)
  const patron = await startTestPatron(t, database)
  const { id, text } = await makeKey(database)
  const shop = shopWith(patron, text)
  const registered = await patron.post('/api/v1/customers/', {
    ...{ email: 'ada@example.com', first_name: 'Ada', last_name: 'Lovelace' },
    ...{ password: 'Kv7#mQ2$wZ9p', password2: 'Kv7#mQ2$wZ9p' },
  })
  assert.equal(registered.status, 201)
  const customer = await shop.ask(200, 'GET', path)
  await asOwner(database, async (ask) => {
    const other = await aTenant(ask, 'other')
    await ask('update api_key set owner_tenant_id = $2 where id = $1', [id, other.id])
  })
  const one = `/patron/v1/customers/${String(customer['id'])}`
  for (const way of [path, '/patron/v1/customers?email=ada%40example.com', one]) await shop.ask(404, 'GET', way)
  for (const [method, way] of [
    ['DELETE', one],
    ['POST', `${one}/suspend`],
  ] as const)
    await shop.ask(404, method, way)
})
