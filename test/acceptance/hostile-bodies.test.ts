import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { testDatabases } from '../support/databases.ts'
import { mutation } from '../support/graphql-over-wire.ts'
import { startTestPatron } from '../support/patron.ts'
import { makeKey, register, startShop } from '../support/shop.ts'
import { customersPath } from '../support/signed.ts'
import { memberOf } from '../support/signed-in.ts'
import { signedHeaders } from '../support/singula.ts'
import { call, callRaw, type WireReply } from '../support/wire.ts'

// What is refused before it means anything is refused alike on every engine. Django's own answers to the same, word by word,
// are in hostile-input.test.ts.
const [pglite] = testDatabases

interface Target {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly headers: () => Readonly<Record<string, string>>
  /** Whether the body is a refusal in the surface's own form. */
  isRefusal(body: Readonly<Record<string, unknown>>): boolean
  /** A body that is fine but for the value that stands for `|`. */
  readonly around: string
}

const json = { 'content-type': 'application/json' }

async function start(t: TestContext) {
  assert.ok(pglite)
  const database = await pglite.create(t)
  const patron = await startTestPatron(t, database)
  const shop = await startShop(patron, database)
  const { path } = await register(patron, shop)
  const { access, path: own } = await memberOf(patron, 'ada@example.com')
  const { text: secret } = await makeKey(database, { kind: 'hmac', id: 'crm' })
  const isProblem = ({ title, status }: Readonly<Record<string, unknown>>) =>
    typeof title === 'string' && Number.isInteger(status)
  const targets: readonly Target[] = [
    {
      name: 'Django',
      ...{ method: 'PUT', path: own, headers: () => ({ ...json, authorization: `Bearer ${access}` }) },
      isRefusal: (body) => 'detail' in body || 'email' in body || 'first_name' in body,
      around: '{"email":"ada@example.com","first_name":|}',
    },
    {
      name: 'GraphQL',
      ...{ method: 'POST', path: '/api/graphql', headers: () => json },
      isRefusal: (body) => Array.isArray(body['errors']) || isProblem(body),
      around: `{"query":"${mutation('createCustomer', 'clientMutationId')}","variables":{"input":{"firstName":|,"lastName":"King"}}}`,
    },
    {
      name: "Bagisto's REST twin",
      ...{ method: 'POST', path: '/api/shop/customers', headers: () => json },
      isRefusal: isProblem,
      around: '{"firstName":|}',
    },
    {
      name: 'Singula',
      ...{
        method: 'POST',
        path: customersPath,
        headers: () => ({ ...json, ...signedHeaders({ id: 'crm', secret }, 'POST', customersPath) }),
      },
      isRefusal: (body) => Number.isInteger(body['errorCode']) && typeof body['requestId'] === 'string',
      around: '{"lastName":|}',
    },
    {
      name: 'the service API',
      ...{ method: 'POST', path: `${path}/purchases`, headers: () => ({ ...json, authorization: `Bearer ${shop.key}` }) },
      isRefusal: (body) => isProblem(body) && typeof body['code'] === 'string',
      around: '{"reference":|}',
    },
    {
      name: 'the pages',
      ...{ method: 'POST', path: '/customer/reset-password/none', headers: () => json },
      isRefusal: (body) => typeof body['message'] === 'string',
      around: '{"password":|}',
    },
  ]
  return { patron, targets }
}

function assertRefused({ name, isRefusal }: Target, { status, headers, body }: WireReply, what: string): void {
  const text = body.toString()
  assert.ok((status >= 400 && status < 500) || (name === 'GraphQL' && status === 200), `${what}: ${status} ${text}`)
  assert.match(headers['content-type'] ?? '', /^application\/(problem\+)?json/, what)
  assert.ok(isRefusal(JSON.parse(text)), `${what}: ${text}`)
  assert.ok(text.length < 3_000, what)
}

const mebibytes = Buffer.alloc(64 * 1_048_576)
const compressed = [
  ['gzip', gzipSync(mebibytes)],
  ['deflate', deflateSync(mebibytes)],
  ['br', brotliCompressSync(mebibytes)],
  ['gzip, gzip', gzipSync(gzipSync(mebibytes))],
] as const

const values: readonly (readonly [what: string, json: string])[] = [
  ['100,000 lists in each other', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['20,000 objects in each other', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
  ['lists that never end', '['.repeat(100_000)],
  ['50,000 members', `{${Array.from({ length: 50_000 }, (_, index) => `"${index}":0`).join(',')}}`],
  ['100,000 entries', `[${'0,'.repeat(100_000)}0]`],
  ['a number of 100,000 digits', '9'.repeat(100_000)],
  ['a text of 900,000 characters', `"${'x'.repeat(900_000)}"`],
  ['a lone surrogate', '"\\ud800"'],
  ['U+0000', '"a\\u0000b"'],
]

test('what is compressed, nested, wide or long beyond reason is refused by every surface in its own form', async (t) => {
  const { patron, targets } = await start(t)
  for (const target of targets) {
    await t.test(target.name, async () => {
      const { method, path, headers, around } = target
      for (const [coding, body] of compressed) {
        const reply = await call(patron.url, { method, path, headers: { ...headers(), 'content-encoding': coding }, body })
        assertRefused(target, reply, coding)
        assert.equal(reply.status, 415, coding)
      }
      for (const [what, value] of values) {
        const body = Buffer.from(around.replace('|', value))
        const reply = await call(patron.url, { method, path, headers: headers(), body })
        // Nobody there is asked whose link it is before it is told that it is none.
        if (target.name === 'the pages') assert.equal(reply.status, 410, what)
        else assertRefused(target, reply, what)
      }
      for (const chunked of [false, true]) {
        const body = Buffer.from(around.replace('|', `"${'x'.repeat(1_100_000)}"`))
        const reply = await call(patron.url, { method, path, headers: headers(), body, chunked })
        assertRefused(target, reply, 'a body of 1.1 MB')
        assert.equal(reply.status, 413)
      }
    })
  }

  await t.test('headers without end', async () => {
    for (const { method, path } of targets) {
      const head = `${method} ${path} HTTP/1.1\r\nhost: a\r\n`
      assert.match(await callRaw(patron.url, `${head}x: ${'a'.repeat(20_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /)
      assert.match(await callRaw(patron.url, head + 'x: a\r\n'.repeat(5_000)), /^HTTP\/1\.1 431 /)
    }
  })

  assert.equal((await patron.send('GET', '/readyz')).status, 200)
  for (const line of patron.log) assert.ok((JSON.parse(line) as { status?: number }).status !== 500, line)
})
