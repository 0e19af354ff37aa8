import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { aCustomer } from '../support/a-customer.ts'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { startTestPatron } from '../support/patron.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { asOwner } from '../support/query.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { makeKey, register, shopWith } from '../support/shop.ts'
import { signedBy } from '../support/signed.ts'
import { aMember, getProfile, memberOf, refresh, signIn, tokensIn } from '../support/signed-in.ts'
import { aSingulaCustomer } from '../support/singula.ts'
import { aRegistration, dataOf, password, storefrontOf } from '../support/storefront.ts'

/** A server on this database, and every way it is called. */
async function everyWay(t: TestContext, database: TestDatabase, settings: Readonly<Record<string, string>> = {}) {
  const patron = await startTestPatron(t, database, settings)
  const key = async (given: Readonly<Record<string, unknown>>) => (await makeKey(database, given)).text
  return {
    patron,
    shop: shopWith(patron, await key({})),
    storefront: storefrontOf(patron, await key({ kind: 'storefront', name: 'web' })),
    crm: signedBy(patron, { id: 'crm', secret: await key({ kind: 'hmac', id: 'crm' }) }),
  }
}

type EveryWay = Awaited<ReturnType<typeof everyWay>>

/** Something that writes, through each contract: what came of it, as status, words and the seconds to wait. */
const writes: Readonly<Record<string, (ways: EveryWay, path: string) => Promise<readonly unknown[]>>> = {
  async 'Django REST'({ patron }) {
    const reply = await patron.post('/api/v1/customers/', aCustomer({ email: 'late.django@example.com' }))
    return [reply.status, (reply.json() as { detail?: string }).detail, reply.headers.get('retry-after')]
  },
  async 'Bagisto GraphQL'({ storefront }) {
    const input = aRegistration({ email: 'late.graphql@example.com' })
    const { errors, data } = await storefront.mutate('createCustomer', 'customer { email }', input)
    const [error] = errors ?? []
    return [data?.['createCustomer'] ? 201 : error?.extensions?.['code'], error?.message, error?.extensions?.['retryAfter']]
  },
  async 'Bagisto REST'({ storefront }) {
    const reply = await storefront.rest('POST', '/customers', aRegistration({ email: 'late.rest@example.com' }))
    return [reply.status, (reply.json() as { detail?: string }).detail, reply.headers.get('retry-after')]
  },
  async Singula({ crm }) {
    const customer = aSingulaCustomer({ email: 'late.singula@example.com', username: 'late.singula' })
    const reply = await crm('POST', '', customer)
    return [reply.status, (reply.json() as { errorCode?: number }).errorCode, reply.headers.get('retry-after')]
  },
  async 'the service API'({ shop }, path) {
    const reply = await shop.send('POST', `${path}/suspend`)
    return [reply.status, (reply.json() as { code?: string }).code, reply.headers.get('retry-after')]
  },
}

const shopWords = 'The service is busy. Please try again later.'
const refusals: Readonly<Record<keyof typeof writes, readonly unknown[]>> = {
  'Django REST': [503, 'Service temporarily unavailable, try again later.', '5'],
  'Bagisto GraphQL': ['SERVICE_UNAVAILABLE', shopWords, 5],
  'Bagisto REST': [503, shopWords, '5'],
  Singula: [503, 503, '5'],
  'the service API': [503, 'unavailable', '5'],
}

/** Of a server that is being stopped, or started, or is a standby, and of connections that are gone. */
const codes = ['57P01', '57P02', '57P03', '57P05', '25006', '08000', '08001', '08003', '08004', '08006', '08007', '08P01']

const failing = (code: string) => `
  create or replace function failing() returns trigger language plpgsql
  as $$ begin raise exception using errcode = '${code}', message = 'made by a test'; end $$`

for (const { create } of testDatabases.filter(({ engine }) => engine === 'postgresql')) {
  test('what a database says that cannot serve is 503 in every contract, with the time to come back, and leaves nothing', async (t) => {
    const database = await create(t)
    const ways = await everyWay(t, database)
    const { path } = await register(ways.patron, ways.shop)
    await asOwner(database, async (ask) => {
      await ask(failing('57P01'))
      await ask('create trigger failing before insert or update on customer for each row execute function failing()')
      for (const code of codes) {
        await ask(failing(code))
        for (const [contract, write] of Object.entries(writes))
          assert.deepEqual(await write(ways, path), refusals[contract], `${code} through ${contract}`)
      }
      await ask('drop trigger failing on customer')
    })
    for (const [contract, write] of Object.entries(writes)) {
      const [status] = await write(ways, path)
      assert.equal(status, contract === 'the service API' ? 200 : 201, contract)
    }
  })
}

test('nobody is signed out by a PostgreSQL that is killed, with all its processes, and started again', async (t) => {
  const postgresql = await startPostgres()
  t.after(() => postgresql.stop())
  const { folder: dataDir, remove } = scratchFolder()
  t.after(() => t.after(remove))
  const database = { databaseUrl: postgresql.url, dataDir }
  const rotating = { PATRON_ROTATE_REFRESH_TOKENS: 'on' }
  const { patron, storefront, crm } = await everyWay(t, database, rotating)
  const member = await aMember(patron)
  const turned = { ...member, ...tokensIn(await refresh(patron, member.refresh)) }
  const shopper = await storefront.register()
  const created = await crm('POST', '', aSingulaCustomer())
  const href = (created.json() as { href: string }).href.replace('/customer', '')

  await postgresql.kill()
  await postgresql.restart()

  await t.test('access tokens and the tokens of storefronts work, and programs are known', async () => {
    for (const one of [member, turned]) assert.equal((await getProfile(patron, one)).status, 200)
    const profile = dataOf(await storefront.ask('{ readCustomerProfile { email } }', undefined, shopper.token))
    assert.deepEqual(profile, { readCustomerProfile: { email: shopper.email } })
    assert.equal((await crm('GET', href)).status, 200)
  })
  await t.test('a refresh token that was used is within its grace and ends nothing; the one after it works', async () => {
    assert.equal((await refresh(patron, member.refresh)).status, 401)
    const next = { ...member, ...tokensIn(await refresh(patron, turned.refresh)) }
    assert.equal((await getProfile(patron, next)).status, 200)
  })
  await t.test('signing in works as ever', async () => {
    assert.equal((await signIn(patron, member.email)).status, 200)
    assert.equal((await storefront.logIn(shopper.email))['success'], true)
    assert.equal((await getProfile(patron, await memberOf(patron, shopper.email, password))).status, 200)
  })
})
