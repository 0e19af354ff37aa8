import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCustomer } from '../support/a-customer.ts'
import { testDatabases } from '../support/databases.ts'
import { askShop, mutation } from '../support/graphql-over-wire.ts'
import { type Reply, startTestPatron, type TestPatron } from '../support/patron.ts'
import type { SentResult } from '../support/shop-graphql.ts'
import { aRegistration } from '../support/storefront.ts'

// One thread, and a queue of some forty hashes: a storm is what does not fit into that, on a slow machine, too.
const settings = { PATRON_HASH_WORKERS: '1', PATRON_HASH_MEMORY_KIB: '65536', PATRON_HASH_DEADLINE_MS: '2000' }
const stormers = 150

const path = '/api/v1/customers/'
const nth = (n: number) => aCustomer({ email: `stormer${n}@example.com` })
const signIn = (patron: TestPatron) => patron.post('/auth/token/', { email: nth(0)['email'], password: nth(0)['password'] })
const crowd = <Answer>(ask: (n: number) => Promise<Answer>) => Promise.all(Array.from({ length: stormers }, (_, n) => ask(n + 1)))

/** Some got what they came for, and all others were told when to come back. */
function assertShed(replies: readonly Reply[], status: number): void {
  const refused = replies.filter((reply) => reply.status !== status)
  assert.ok(refused.length > 0 && refused.length < replies.length, `${refused.length} of ${replies.length} were refused`)
  for (const reply of refused) {
    assert.deepEqual([reply.status, Object.keys(reply.json() as object)], [503, ['detail']])
    assert.ok(Number(reply.headers.get('retry-after')) >= 1)
  }
}

for (const { engine, create } of testDatabases) {
  test(`while more people register than can be hashed, who signs in is let in (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t), settings)
    assert.equal((await patron.post(path, nth(0))).status, 201)
    const storm = crowd((n) => patron.post(path, nth(n)))
    assert.equal((await signIn(patron)).status, 200)
    assertShed(await storm, 201)
  })

  test(`while more people sign in than can be hashed, who registers is let in (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t), settings)
    assert.equal((await patron.post(path, nth(0))).status, 201)
    const storm = crowd(() => signIn(patron))
    assert.equal((await patron.post(path, nth(1))).status, 201)
    assertShed(await storm, 200)
  })

  test(`a storm over GraphQL is told in its words when to come back, and leaves nothing half done (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t), settings)
    const register = (input: ReturnType<typeof aRegistration>): Promise<SentResult> =>
      askShop(patron, mutation('createCustomer', 'customer { email }'), { input })
    const people = Array.from({ length: stormers + 1 }, () => aRegistration())
    const results = await crowd((n) => register(people[n] ?? {}))
    const refused = results.flatMap(({ errors }, n) => (errors ? [{ errors, person: people[n + 1] ?? {} }] : []))
    assert.ok(refused.length > 0 && refused.length < stormers, `${refused.length} of ${stormers} were refused`)
    for (const { errors } of refused)
      assert.deepEqual(
        errors.map(({ message, path: at, extensions }) => [message, at, extensions?.['code']]),
        [['The service is busy. Please try again later.', ['createCustomer'], 'SERVICE_UNAVAILABLE']],
      )
    const again = await register(refused[0]?.person ?? {})
    assert.equal(again.errors, undefined)
  })
}
