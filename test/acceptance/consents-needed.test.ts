import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { asking, digestOf, hexOf, newsletter, partner, profiling, terms } from '../support/consents.ts'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { type Reply, startTestPatron } from '../support/patron.ts'
import { asOwner } from '../support/query.ts'
import { register, type Shop, startShop } from '../support/shop.ts'
import { aMember, signIn } from '../support/signed-in.ts'
import { aRegistration, password, storefrontOf } from '../support/storefront.ts'
import { aTenant, behindProxy, changeSettings, reachedBy } from '../support/tenants.ts'

const { consents: declared, newsletterConsent } = asking(terms, newsletter, profiling, partner)

const declareOld = `insert into consent_text (tenant_id, consent_id, version, locale, digest, content)
  values ($1, 'OLD & GONE', '0', 'en', $2, 'Old.')`

/** A server whose default tenant asks for consents and once asked for another, and whose other tenant has an odd one. */
async function start(t: TestContext, create: (t: TestContext) => Promise<TestDatabase>) {
  const database = await create(t)
  const odd = await asOwner(database, async (ask) => {
    await changeSettings(ask, defaultTenantId, { consents: declared, newsletterConsent })
    await ask(declareOld, [defaultTenantId, digestOf('Old.')])
    return aTenant(ask, 'odd', { consents: [{ ...terms, consentId: 'AGB, Österreich' }] })
  })
  const patron = await startTestPatron(t, database, behindProxy)
  const shop = await startShop(patron, database)
  return { patron, shop, front: storefrontOf(patron), odd: reachedBy(patron, odd.host) }
}

const neededIn = ({ headers }: Reply) => headers.get('patron-consents-needed')

const answer = (shop: Shop, path: string, status: number, body: Readonly<Record<string, unknown>>) =>
  shop.ask(status, 'POST', `${path}/consents`, body)

const codesIn = ({ violations }: Record<string, unknown>) =>
  (violations as { pointer: string; code: string }[]).map(({ pointer, code }) => `${pointer} ${code}`)

const loginMutation = (email: string) =>
  `createCustomerLogin(input: { email: "${email}", password: "${password}" }) { customerLogin { success } }`

for (const { engine, create } of testDatabases) {
  test(`who asks for consents is told what is needed, and what was said (${engine})`, async (t) => {
    const { patron, shop, front, odd } = await start(t, create)

    await t.test('a sign-in names the mandatory consents that are needed, until they are given', async () => {
      const { path } = await register(patron, shop)
      const needed = async () => neededIn(await signIn(patron, 'ada@example.com'))
      assert.equal(await needed(), 'TERMS, PROFILING')
      await answer(shop, path, 201, { consentId: 'TERMS', granted: true })
      assert.equal(await needed(), 'PROFILING')
      await answer(shop, path, 201, { consentId: 'PROFILING', granted: false })
      const reply = await signIn(patron, 'ada@example.com')
      assert.equal(neededIn(reply), null)
      const { access: token } = reply.json() as { access: string }
      const introspected = () => shop.ask(200, 'POST', '/patron/v1/tokens/introspect', { token })
      assert.deepEqual((await introspected())['consents_needed'], [])
      await answer(shop, path, 201, { consentId: 'TERMS', granted: false })
      assert.equal(await needed(), 'TERMS')
      const { active, consents_needed: ids } = await introspected()
      assert.deepEqual([active, ids], [true, ['TERMS']])
      assert.equal(neededIn(await signIn(patron, 'ada@example.com', 'not the password')), null)
    })

    await t.test('a storefront is told over GraphQL and REST, at login and at registration', async () => {
      const body = aRegistration()
      const registered = await front.rest('POST', '/customers', body)
      assert.deepEqual([registered.status, neededIn(registered)], [201, 'TERMS, PROFILING'])
      assert.match(registered.headers.get('access-control-expose-headers') ?? '', /Patron-Consents-Needed/)
      const email = String(body['email'])
      const login = await front.rest('POST', '/customer/login', { email, password })
      assert.deepEqual([login.status, neededIn(login)], [201, 'TERMS, PROFILING'])
      const mutation = `mutation m($input: createCustomerInput!) { createCustomer(input: $input) { customer { _id } } }`
      const keyed = { 'idempotency-key': 'a-key-of-a-storefront-1' }
      const variables = { input: aRegistration() }
      for (const _ of ['first', 'again'])
        assert.equal(neededIn(await front.post({ query: mutation, variables }, keyed)), 'TERMS, PROFILING')

      const { id } = await shop.ask(200, 'GET', `/patron/v1/customers?email=${encodeURIComponent(email)}`)
      const path = `/patron/v1/customers/${String(id)}`
      await answer(shop, path, 201, { consentId: 'TERMS', granted: true })
      const overGraphql = (...mutations: readonly string[]) =>
        patron.post('/api/graphql', { query: `mutation { ${mutations.map((one, index) => `m${index}: ${one}`).join('\n')} }` })
      assert.equal(neededIn(await overGraphql(loginMutation(email))), 'PROFILING')
      const other = String(variables.input['email'])
      assert.equal(neededIn(await overGraphql(loginMutation(email), loginMutation(other))), 'PROFILING, TERMS')
      await answer(shop, path, 201, { consentId: 'PROFILING', granted: true })
      assert.equal(neededIn(await overGraphql(loginMutation(email))), null)
      assert.equal(neededIn(await front.rest('POST', '/customer/login', { email, password })), null)
      assert.equal(neededIn(await overGraphql(loginMutation('nobody@example.com'))), null)
    })

    await t.test('the shop passes on what a customer said, with evidence of who did', async () => {
      const { id, path } = await register(patron, shop, { email: 'grace@example.com' })
      const said = { consentId: 'TERMS', granted: true, version: '2', locale: 'en', actingUser: 'agent-7' }
      const kept = await answer(shop, path, 201, said)
      const { id: recordId, recordedAt, requestId, userAgent, clientAddress, ...told } = kept
      assert.ok(recordId && recordedAt && requestId && userAgent && clientAddress)
      assert.deepEqual(told, {
        ...{ customerId: id, number: 1, consentId: 'TERMS', version: '2', locale: 'de', decision: 'granted', contactMethods: {} },
        ...{ textDigest: hexOf(digestOf('Die neuen Bedingungen.')), surface: 'patron', actingAs: 'staff', actingId: 'agent-7' },
      })
      assert.deepEqual(await answer(shop, path, 200, { ...said, actingUser: 'agent-8' }), kept, 'it stood already')
      const news = await answer(shop, path, 201, {
        consentId: 'NEWS',
        granted: true,
        contactMethods: { EMAIL: true, SMS: false },
      })
      assert.deepEqual([news['actingAs'], news['number']], ['program', 2])
      assert.match(String(news['actingId']), /^[\da-f-]{36}$/)
      const standing = await shop.ask(200, 'GET', `${path}/consents`)
      assert.deepEqual(standing['needed'], ['PROFILING'])
      const summary = (standing['consents'] as { consentId: string; needed: boolean; said: { decision: string } | null }[]).map(
        (one) => [one.consentId, one.needed, one.said?.decision],
      )
      assert.deepEqual(summary, [
        ['TERMS', false, 'granted'],
        ['NEWS', false, 'granted'],
        ['PROFILING', true, undefined],
        ['PARTNER-1', false, undefined],
      ])
    })

    await t.test('what cannot be taken is told whole, and nothing of it is kept', async () => {
      const { path } = await register(patron, shop, { email: 'joan@example.com' })
      const refused = async (body: Readonly<Record<string, unknown>>) => codesIn(await answer(shop, path, 422, body))
      assert.deepEqual(await refused({ consentId: 'TERMS', granted: true, version: '1' }), ['/version consent_outdated'])
      assert.deepEqual(await refused({ consentId: 'OTHER', granted: false, contactMethods: { FAX: true } }), [
        '/consentId consent_unknown',
        '/contactMethods contact_method_unknown',
      ])
      assert.deepEqual(await refused({ consentId: 'NEWS', granted: true }), ['/contactMethods contact_method_needed'])
      await answer(shop, path, 400, { consentId: 'NEWS', granted: 'yes' })
      await answer(shop, path, 400, { consentId: 'NEWS', granted: true, contactMethods: { EMAIL: 1 } })
      assert.deepEqual((await shop.ask(200, 'GET', `${path}/consents/history`))['records'], [])
    })

    await t.test("the newsletter is one thing, through the shop's back end and through a storefront", async () => {
      const { number, token } = await front.register()
      const { id } = await shop.ask(200, 'GET', `/patron/v1/customers?number=${number}`)
      const path = `/patron/v1/customers/${String(id)}`
      const isSubscribed = async () => {
        const profile = await front.rest('GET', '/customer-profile', undefined, token)
        return (profile.json() as { subscribedToNewsLetter: boolean }[])[0]?.subscribedToNewsLetter
      }
      await answer(shop, path, 201, { consentId: 'NEWS', granted: true, contactMethods: { EMAIL: true } })
      assert.equal(await isSubscribed(), true)
      await front.done('createCustomerProfileUpdate', 'customerProfileUpdate { id }', { subscribedToNewsLetter: false }, token)
      await answer(shop, path, 200, { consentId: 'NEWS', granted: false })
      await front.done('createCustomerProfileUpdate', 'customerProfileUpdate { id }', { subscribedToNewsLetter: true }, token)
      await answer(shop, path, 201, { consentId: 'NEWS', granted: false })
      assert.equal(await isSubscribed(), false)
      const { records } = await shop.ask(200, 'GET', `${path}/consents/history`)
      const lines = (records as Record<string, unknown>[]).map((one) =>
        [one['surface'], one['version'], one['decision']].join(' '),
      )
      assert.deepEqual(lines, [
        'patron 2025-05 granted',
        'bagisto 2025-05 withdrawn',
        'bagisto 2025-05 granted',
        'patron 2025-05 withdrawn',
      ])
    })

    await t.test('the shop sees what is declared, and every text there ever was of a version', async () => {
      const { consents } = await shop.ask(200, 'GET', '/patron/v1/consents')
      const [first] = consents as Record<string, unknown>[]
      const digest = (text: string) => hexOf(digestOf(text))
      assert.deepEqual(first, {
        ...{ consentId: 'TERMS', kind: 'company', mandatory: 'accept', contactMethods: 'none', versionInForce: '2' },
        versions: [
          {
            ...{ version: '1', validFrom: null },
            texts: [
              { locale: 'en', text: 'The terms.', url: null, digest: digest('The terms.') },
              { locale: 'de', text: 'Die Bedingungen.', url: null, digest: digest('Die Bedingungen.') },
            ],
          },
          {
            ...{ version: '2', validFrom: '2026-01-01T00:00:00Z' },
            texts: [{ locale: 'de', text: 'Die neuen Bedingungen.', url: null, digest: digest('Die neuen Bedingungen.') }],
          },
          {
            ...{ version: '3', validFrom: '2100-01-01T00:00:00Z' },
            texts: [{ locale: 'en', text: 'Terms of another century.', url: null, digest: digest('Terms of another century.') }],
          },
        ],
      })
      const { texts } = await shop.ask(200, 'GET', '/patron/v1/consents/texts?consentId=OLD%20%26%20GONE&version=0')
      const [text, ...more] = texts as Record<string, unknown>[]
      assert.deepEqual([text?.['locale'], text?.['text'], text?.['digest'], more], ['en', 'Old.', digest('Old.'), []])
    })

    await t.test('ids that would be mistaken in a header are percent-encoded', async () => {
      const { email } = await aMember(odd)
      assert.equal(neededIn(await signIn(odd, email)), 'AGB%2C%20%C3%96sterreich')
    })
  })
}
