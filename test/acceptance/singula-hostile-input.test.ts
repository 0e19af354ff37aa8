import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { fieldValue, sentBody, sentHeaders } from '../support/arbitrary-requests.ts'
import { testDatabases } from '../support/databases.ts'
import { startTestPatron, type TestPatron } from '../support/patron.ts'
import { makeKey } from '../support/shop.ts'
import { customersPath, signedBy } from '../support/signed.ts'
import { signedHeaders } from '../support/singula.ts'
import { call, type WireReply } from '../support/wire.ts'

const [pglite] = testDatabases
const numRuns = 300

async function start(t: TestContext) {
  assert.ok(pglite)
  const database = await pglite.create(t)
  const patron = await startTestPatron(t, database)
  const { text: secret } = await makeKey(database, { kind: 'hmac', id: 'crm' })
  const crm = signedBy(patron, { id: 'crm', secret })
  const person = { username: 'ada', email: 'ada@example.com', password: 'Kv7#mQ2$wZ9p', title: '-', lastName: 'Lovelace' }
  const { href } = (await crm('POST', '', person)).json() as { href: string }
  const sign = (method: string, path: string) => signedHeaders({ id: 'crm', secret }, method, path)
  return { patron, secret, crm, sign, id: href.slice('/customer/'.length) }
}

/** A fault in JSON, that is none of the server; or an answer that tells of success. */
function assertNoFault({ status, headers, body }: WireReply): void {
  const text = body.toString()
  assert.ok(status < 500, `${status} ${text}`)
  if (status < 300) return
  assert.equal(headers['content-type'], 'application/json', text)
  const fault = JSON.parse(text) as Record<string, unknown>
  const { errorCode, userMessage, developerMessage, moreInfo, requestId } = fault
  assert.ok(Number.isInteger(errorCode) && (Number(errorCode) === status || Number(errorCode) >= 90_000), text)
  for (const member of [userMessage, developerMessage, moreInfo]) assert.ok(typeof member === 'string' && member !== '', text)
  assert.equal(requestId, headers['x-request-id'])
}

async function assertServes(patron: TestPatron): Promise<void> {
  assert.equal((await patron.send('GET', '/readyz')).status, 200)
  assert.deepEqual(
    patron.log.filter((line) => line.includes('"level":"error"')),
    [],
  )
}

const objectOf = (...names: readonly string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, fieldValue])), { requiredKeys: [] })
const listOf = (...names: readonly string[]) =>
  fc.oneof(fieldValue, fc.array(fc.oneof(fieldValue, objectOf(...names)), { maxLength: 4 }))
const consents = fc.oneof(
  fieldValue,
  fc.record(
    {
      companyConsents: listOf('consentId', 'consented', 'contactMethods'),
      thirdPartyConsents: listOf('consentId', 'consented', 'contactMethods'),
    },
    { requiredKeys: [] },
  ),
)
const texts = ['username', 'password', 'email', 'title', 'firstName', 'lastName', 'dateOfBirth', 'phone', 'mobile', 'mobilePhone']
const codes = ['displayName', 'customerType', 'currency', 'gender', 'nationality', 'externalUniqueIdentifier', 'currentPassword']
const person = fc.record(
  {
    ...Object.fromEntries([...texts, ...codes, 'customerId', 'referAFriendCode'].map((name) => [name, fieldValue])),
    addresses: listOf('line1', 'line2', 'line3', 'city', 'county', 'postCode', 'countryCode', 'addressType'),
    customAttributes: listOf('name', 'value'),
    consents,
  },
  { requiredKeys: [] },
)
const good = { username: 'grace', email: 'grace@example.com', password: 'Kv7#mQ2$wZ9p', title: '-', lastName: 'Hopper' }
/** Members with anything for a value; half of them beside such as nothing is wrong with. */
const members = fc
  .oneof(
    person,
    person.map((fields) => ({ ...good, ...fields })),
  )
  .map((fields) => Buffer.from(JSON.stringify(fields)))
/** A part of a path, written so that it goes over the wire as one. */
const segment = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => encodeURIComponent(text.toWellFormed())),
  fc.constantFrom(
    '%',
    '%00',
    '%ff',
    '%2e%2e',
    '..',
    '.',
    '%2f',
    "'",
    '01890000-0000-7000-8000-00000000000a%0a',
    '%ED%A0%80',
    '*',
  ),
  fc.uuid(),
)

test('nothing that is sent to the service makes a fault of the server', async (t) => {
  const { patron, secret, crm, sign, id } = await start(t)

  await t.test('whatever a program sends, it is answered without a fault of the server', async () => {
    const targets = [
      ['POST', customersPath],
      ['POST', `${customersPath}/search`],
      ['PATCH', `${customersPath}/${id}`],
      ['POST', '/customers/v1/customer'],
      ['PATCH', `/customers/v1/customer/${id}`],
    ] as const
    const json = fc.constant({ 'content-type': 'application/json' })
    const headersOfBodies = fc.oneof({ weight: 3, arbitrary: json }, sentHeaders)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...targets),
        fc.oneof(members, sentBody),
        headersOfBodies,
        async ([method, path], body, headers) => {
          assertNoFault(await call(patron.url, { method, path, headers: { ...headers, ...sign(method, path) }, body }))
        },
      ),
      { numRuns },
    )
    await assertServes(patron)
  })

  await t.test('whoever does not prove who they are is refused alike, whatever they send', async () => {
    const path = `${customersPath}/${id}`
    const header = fc.string({
      unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code === 0x7f ? 0x20 : code)),
    })
    const { authorization = '', timestamp = '' } = sign('GET', path)
    const [, digest = ''] = authorization.split(':')
    const claimed = fc.oneof(
      header,
      header.map((text) => `hmac ${text}`),
      header.map((text) => `hmac crm:${text}`),
      header.map((text) => `hmac ${text}:${digest}`),
      header.map((text) => `Bearer ${text}`),
      header.map((text) => `Bearer patron_sk_${text}`),
      fc.constantFrom(`hmac crm:${secret}`, `hmac crm:${digest.slice(1)}`, `hmac crm:${digest}0`, `hmac crm:${'0'.repeat(64)}`),
    )
    const time = fc.oneof(
      header,
      fc.constantFrom('', '0', '-1', '1e9', `${timestamp}000`, `${timestamp}.0`, `+${timestamp}`, ' ', '9'.repeat(11)),
    )
    const answers = new Set<string>()
    const refused = async (headers: Record<string, string>) => {
      const reply = await call(patron.url, { method: 'GET', path, headers })
      assertNoFault(reply)
      const { requestId, ...fault } = JSON.parse(reply.body.toString()) as Record<string, unknown>
      assert.equal(typeof requestId, 'string')
      answers.add(JSON.stringify([reply.status, reply.headers['www-authenticate'], fault]))
    }
    await fc.assert(
      fc.asyncProperty(claimed, fc.oneof(fc.constant(timestamp), time), (claim, at) =>
        refused({ authorization: claim, timestamp: at }),
      ),
      { numRuns },
    )
    await fc.assert(
      fc.asyncProperty(time, (at) => refused({ authorization, timestamp: at })),
      { numRuns: 100 },
    )
    assert.equal(answers.size, 1, [...answers].join('\n'))
    assert.match([...answers].join(''), /^\[401,/)
    await assertServes(patron)
  })

  await t.test('whatever path is asked below the service, the answer is a fault of its own', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH'),
        fc.constantFrom('/apis/customers/v1', '/customers/v1'),
        fc.array(fc.oneof(segment, fc.constantFrom('customer', 'search', 'anonymise', '')), { maxLength: 4 }),
        async (method, base, segments) => {
          const path = `${base}/${segments.join('/')}`
          for (const headers of [{}, sign(method, path)]) {
            const reply = await call(patron.url, { method, path, headers })
            assertNoFault(reply)
            assert.ok(reply.status >= 400, `${method} ${path} ${reply.status}`)
          }
        },
      ),
      { numRuns },
    )
    await fc.assert(
      fc.asyncProperty(
        segment.filter((text) => !['', '.', '..', '%2e%2e', 'search'].includes(text)),
        async (text) => {
          const path = `${customersPath}/${text}`
          const { status, body } = await call(patron.url, { method: 'GET', path, headers: sign('GET', path) })
          assert.equal(status, 404, body.toString())
        },
      ),
      { numRuns },
    )
    assert.equal((await crm('GET', '')).status, 405)
    await assertServes(patron)
  })
})
