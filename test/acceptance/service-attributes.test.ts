import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TenantSettings } from '../../src/core/tenants/settings.ts'
import { testDatabases } from '../support/databases.ts'
import { startTestPatron } from '../support/patron.ts'
import { asOwner, query } from '../support/query.ts'
import { makeKey, register, shopWith, startShop } from '../support/shop.ts'
import { signedBy } from '../support/signed.ts'
import { aMember } from '../support/signed-in.ts'
import { aTenant, behindProxy, reachedBy } from '../support/tenants.ts'

const nobody = '/patron/v1/customers/01890000-0000-7000-8000-00000000000a/attributes'
const declared: Partial<TenantSettings> = {
  customAttributes: [
    { name: 'no_ads', type: 'boolean' },
    { name: 'since', type: 'date' },
  ],
}
const person = { password: 'Kv7#mQ2$wZ9p', title: '-', firstName: 'Ada', lastName: 'Lovelace' }

for (const { engine, create } of testDatabases) {
  test(`the shop's back end sees and changes what it keeps of a customer (${engine})`, async (t) => {
    const database = await create(t)
    await asOwner(database, async (ask) => {
      await aTenant(ask, 'strict', declared)
      await aTenant(ask, 'sharing', { emailUnique: false, externalIdUnique: false })
    })
    const patron = await startTestPatron(t, database, behindProxy)
    const shop = await startShop(patron, database)
    const { text: secret } = await makeKey(database, { kind: 'hmac', id: 'crm' })
    const crm = signedBy(patron, { id: 'crm', secret })
    const { path, id } = await register(patron, shop)
    const attributesOf = async () => (await shop.ask(200, 'GET', `${path}/attributes`))['attributes']
    const change = async (attributes: object) =>
      (await shop.ask(200, 'PATCH', `${path}/attributes`, { attributes }))['attributes']
    const statusOf = async (attributes: object) => (await shop.send('PATCH', `${path}/attributes`, { attributes })).status
    const violations = async (attributes: object, status = 400, one = shop, at = path) => {
      const problem = await one.ask(status, 'PATCH', `${at}/attributes`, { attributes })
      return (problem['violations'] as { pointer: string; code: string }[]).map(({ pointer, code }) => `${pointer} ${code}`)
    }

    await t.test('attributes are merged by name, null takes one away, and what is not named stays', async () => {
      assert.deepEqual(await attributesOf(), {})
      assert.deepEqual(await change({ no_ads: 'true', since: '2026-01-01' }), { no_ads: 'true', since: '2026-01-01' })
      assert.deepEqual(await change({ no_ads: null, größe: 'M', never: null }), { since: '2026-01-01', größe: 'M' })
      assert.deepEqual(await change({ 'gro\u0308ße': 'L' }), { since: '2026-01-01', größe: 'L' })
      assert.deepEqual(await change({}), { since: '2026-01-01', größe: 'L' })
      const text = JSON.stringify({ attributes: JSON.parse('{"__proto__": "x", "constructor": "y", "7": ""}') })
      const reply = await patron.send('PATCH', `${path}/attributes`, {
        headers: { authorization: `Bearer ${shop.key}`, 'content-type': 'application/json' },
        body: text,
      })
      assert.equal(reply.status, 200, reply.text)
      assert.match(reply.text, /"__proto__":"x"/)
      assert.deepEqual(Object.keys((await attributesOf()) as object).toSorted(), [
        '7',
        '__proto__',
        'constructor',
        'größe',
        'since',
      ])
      await change(JSON.parse('{"__proto__": null, "constructor": null, "7": null}'))
    })

    await t.test('who changed them last is told, and Singula has the same ones', async () => {
      const { modifiedAt, modifiedBy } = await shop.ask(200, 'GET', path)
      assert.match(String(modifiedBy), /^[0-9a-f-]{36}$/)
      assert.ok(Math.abs(Date.parse(String(modifiedAt)) - Date.now()) < 60_000)
      const seen = (await crm('GET', `/${id}`)).json() as Record<string, unknown>
      assert.deepEqual(seen['customAttributes'], [
        { name: 'since', value: '2026-01-01' },
        { name: 'größe', value: 'L' },
      ])
      const sent = { customAttributes: [{ name: 'since', value: null }] }
      assert.equal((await crm('PATCH', `/${id}`, sent)).status, 201)
      assert.deepEqual(await attributesOf(), { größe: 'L' })
    })

    await t.test('what can be no attribute is refused by where it stands, and nothing of it is kept', async () => {
      for (const [attributes, code] of [
        [{ a: 1 }, '/attributes/a wrong_type'],
        [{ a: 'x'.repeat(2001) }, '/attributes/a too_long'],
        [{ a: 'x\0' }, '/attributes/a malformed'],
        [{ a: '\ud800' }, '/attributes/a malformed'],
      ] as const)
        assert.deepEqual(await violations(attributes), [code])
      for (const name of ['', ' a', 'a\n', '\0', 'x'.repeat(101), '\udfff']) {
        assert.equal((await violations({ [name]: 'x', a: '1' })).length, 1, JSON.stringify(name))
      }
      for (const sent of [{}, { attributes: [] }, { attributes: null }, { attributes: {}, more: 1 }])
        assert.equal((await shop.send('PATCH', `${path}/attributes`, sent)).status, 400)
      assert.deepEqual(await attributesOf(), { größe: 'L' })
    })

    await t.test('a customer has a hundred at most, and may exchange one for another', async () => {
      const hundred = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`a${index}`, 'x']))
      assert.deepEqual(await violations(hundred, 422), ['/attributes too_many'])
      await change({ ...hundred, größe: null })
      assert.deepEqual(await violations({ another: 'x' }, 422), ['/attributes too_many'])
      assert.equal(Object.keys((await change({ a0: null, another: 'x' })) as object).length, 100)
      assert.deepEqual(await Promise.all([statusOf({ a1: null, b: '1' }), statusOf({ a2: null, c: '1' })]), [200, 200])
      assert.equal(Object.keys((await attributesOf()) as object).length, 100)
    })

    await t.test('a tenant that declares its attributes takes those, each as it is declared', async () => {
      const strict = shopWith(patron, (await makeKey(database, { tenant: 'strict' })).text)
      await aMember(reachedBy(patron, 'strict.example'))
      const { id: ofStrict } = await strict.ask(200, 'GET', '/patron/v1/customers?email=ada%40example.com')
      const at = `/patron/v1/customers/${String(ofStrict)}`
      const wrong = { no_ads: 'yes', since: '2026-02-30', 'a/b~c': 'x', gone: null }
      assert.deepEqual((await violations(wrong, 422, strict, at)).toSorted(), [
        '/attributes/a~1b~0c attribute_unknown',
        '/attributes/no_ads attribute_malformed',
        '/attributes/since attribute_malformed',
      ])
      const good = { no_ads: 'true', since: '2026-02-28' }
      assert.deepEqual((await strict.ask(200, 'PATCH', `${at}/attributes`, { attributes: good }))['attributes'], good)
      assert.equal((await shop.send('GET', `${at}/attributes`)).status, 404)
      assert.equal((await shop.send('PATCH', `${at}/attributes`, { attributes: { no_ads: null } })).status, 404)
      assert.deepEqual((await strict.ask(200, 'GET', `${at}/attributes`))['attributes'], good)
    })

    await t.test('an external id and a username find their customer, exactly and in whatever case', async () => {
      const sent = { username: 'Smoke_01', email: 'smoke@example.com', externalUniqueIdentifier: 'A+1/ß' }
      const { href } = (await crm('POST', '', { ...person, ...sent })).json() as { href: string }
      const at = '/patron/v1/customers'
      const idBy = async (search: string) => {
        const reply = await shop.send('GET', `${at}?${search}`)
        return reply.status === 200 ? (reply.json() as { id: string }).id : reply.status
      }
      const smoke = href.split('/').at(-1)
      for (const search of ['username=smoke_01', 'username=SMOKE_01', 'externalId=A%2B1%2F%C3%9F', 'email=SMOKE%40example.com'])
        assert.equal(await idBy(search), smoke, search)
      for (const search of ['username=smoke%40example.com', 'externalId=a%2B1%2F%C3%9F', 'externalId=A', 'email=Smoke_01'])
        assert.equal(await idBy(search), 404, search)
      for (const search of ['username=a&externalId=b', 'externalId=', 'externalId=%00', 'username=%ED%A0%80%00'])
        assert.equal(await idBy(search), 400, search)
    })

    await t.test('of customers who share an address or an external id the oldest active one is found', async () => {
      const sharing = shopWith(patron, (await makeKey(database, { tenant: 'sharing' })).text)
      const made = await makeKey(database, { kind: 'hmac', id: 'sharing-crm', tenant: 'sharing' })
      const program = signedBy(patron, { id: 'sharing-crm', secret: made.text })
      const ids: string[] = []
      for (const username of ['first', 'second']) {
        const sent = { ...person, username, email: 'family@example.com', externalUniqueIdentifier: '42' }
        const { href } = (await program('POST', '', sent)).json() as { href: string }
        ids.push(href.split('/').at(-1) ?? '')
      }
      const [first = '', second = ''] = ids
      for (const search of ['email=family%40example.com', 'externalId=42']) {
        assert.equal((await sharing.ask(200, 'GET', `/patron/v1/customers?${search}`))['id'], first)
        await sharing.ask(200, 'POST', `/patron/v1/customers/${first}/suspend`)
        assert.equal((await sharing.ask(200, 'GET', `/patron/v1/customers?${search}`))['id'], second)
        await sharing.ask(200, 'POST', `/patron/v1/customers/${first}/reinstate`)
      }
    })

    await t.test('a suspended customer has attributes, a deleted one none, and an unknown one is told', async () => {
      await shop.ask(200, 'POST', `${path}/suspend`)
      const present = await attributesOf()
      assert.deepEqual(await change({ another: 'y' }), { ...(present as object), another: 'y' })
      await shop.ask(204, 'DELETE', path)
      assert.deepEqual(await attributesOf(), {})
      await shop.ask(404, 'PATCH', `${path}/attributes`, { attributes: { a: '1' } })
      await shop.ask(404, 'GET', nobody)
      await shop.ask(404, 'PATCH', nobody, { attributes: { a: '1' } })
    })

    await t.test('each call that changed something is one event', async () => {
      await patron.stop()
      const events = await query(
        database,
        "select facts from event where customer_id = $1 and type = 'customer.updated' order by id",
        [id],
      )
      const changed = { facts: { changed: 'customAttributes' } }
      assert.deepEqual(
        events,
        Array.from({ length: 11 }, () => changed),
      )
    })
  })
}
