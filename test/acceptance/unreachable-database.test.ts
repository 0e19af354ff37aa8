import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCustomer } from '../support/a-customer.ts'
import { testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { startFaultyProxy } from '../support/faulty-proxy.ts'
import { mutation } from '../support/graphql-over-wire.ts'
import type { Reply } from '../support/patron.ts'
import { makeKey } from '../support/shop.ts'
import type { SentResult } from '../support/shop-graphql.ts'
import { aName, aSingulaCustomer, faultIn, startSingula } from '../support/singula.ts'
import { aRegistration } from '../support/storefront.ts'

/** What a surface says of a database that does not answer: its status, its words, and when to come back. */
interface Said {
  readonly status: number
  readonly words: unknown
  readonly comeBack: unknown
}

const later = (reply: Reply, words: unknown): Said => ({
  status: reply.status,
  words,
  comeBack: reply.headers.get('retry-after'),
})

for (const { engine, create } of testDatabases.filter(({ engine }) => engine === 'postgresql')) {
  test('while nobody gets through to PostgreSQL every surface asks in its own words to come back, and heals by itself', async (t) => {
    const direct = await create(t)
    const proxy = await startFaultyProxy(t, direct.databaseUrl ?? '')
    const proxied = { engine, create: async () => ({ ...direct, databaseUrl: proxy.url }) }
    const service = await startSingula(t, { ...proxied, createEmpty: proxied.create })
    const { patron, alpha } = service
    const { text: key } = await makeKey(direct)
    const registerByGraphql = () =>
      patron.post('/api/graphql', {
        query: mutation('createCustomer', 'customer { _id }'),
        variables: { input: aRegistration() },
      })

    /** Each asks for something that is granted while all is well. */
    const surfaces: readonly (() => Promise<Said>)[] = [
      async () => {
        const reply = await patron.post('/api/v1/customers/', aCustomer({ email: `${aName()}@example.com` }))
        return later(reply, (reply.json() as { detail?: string }).detail)
      },
      async () => {
        // The key is leased before anything is looked at, and freed after what failed.
        const headers = { 'idempotency-key': `key-of-${aName()}-${aName()}` }
        const reply = await patron.post('/api/v1/customers/', aCustomer({ email: `${aName()}@example.com` }), headers)
        return later(reply, (reply.json() as { detail?: string }).detail)
      },
      async () => {
        const reply = await registerByGraphql()
        const [error] = (reply.json() as SentResult).errors ?? []
        return { status: reply.status, words: error?.extensions?.['code'], comeBack: error?.extensions?.['retryAfter'] }
      },
      async () => {
        const reply = await patron.post('/api/shop/customers', aRegistration())
        return later(reply, (reply.json() as { detail?: string }).detail)
      },
      async () => {
        const { status, headers, ...reply } = await alpha.create(aSingulaCustomer())
        const words = status === 201 ? undefined : faultIn({ status, headers, ...reply }).errorCode
        return { status, words, comeBack: headers['retry-after'] ?? null }
      },
      async () => {
        const reply = await patron.send('GET', '/patron/v1/customers?email=nobody@example.com', {
          headers: { authorization: `Bearer ${key}` },
        })
        return later(reply, (reply.json() as { code?: string }).code)
      },
    ]
    const askAll = () => Promise.all(surfaces.map((ask) => ask()))
    const busy = 'The service is busy. Please try again later.'
    const sorry = 'Service temporarily unavailable, try again later.'
    const refused = [
      { status: 503, words: sorry, comeBack: '5' },
      { status: 503, words: sorry, comeBack: '5' },
      { status: 200, words: 'SERVICE_UNAVAILABLE', comeBack: 5 },
      { status: 503, words: busy, comeBack: '5' },
      { status: 503, words: 503, comeBack: '5' },
      { status: 503, words: 'unavailable', comeBack: '5' },
    ]
    const well = (await askAll()).map(({ status }) => status)
    assert.deepEqual(well, [201, 201, 200, 201, 201, 404])

    for (const mode of ['black hole', 'half-open', 'reset', 'refused'] as const) {
      await proxy.switchTo(mode)
      assert.deepEqual(await askAll(), refused, mode)
      assert.equal((await patron.send('GET', '/healthz')).status, 200)
      assert.equal((await patron.send('GET', '/readyz')).status, 503)
      await proxy.switchTo('pass')
      await eventually('ready', async () => (await patron.send('GET', '/readyz')).status === 200)
      const healed = await askAll()
      assert.deepEqual(
        healed.map(({ status, comeBack }) => [status, comeBack ?? null]),
        well.map((status) => [status, null]),
        mode,
      )
    }
  })
}
