import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Compile } from 'typebox/compile'
import { Customer, ProfileUpdate, Registration } from '../../src/dialects/django/operations.ts'
import { aCustomer } from '../support/a-customer.ts'
import { testDatabases } from '../support/databases.ts'
import { startTestPatron } from '../support/patron.ts'

interface Operation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
}

interface Document {
  readonly openapi: string
  readonly paths: Record<string, Record<string, Operation>>
}

const [anyDatabase] = testDatabases
assert.ok(anyDatabase)

test('the server describes itself: /openapi.json for programs, /docs for people, without anything from elsewhere', async (t) => {
  const patron = await startTestPatron(t, await anyDatabase.create(t), { PATRON_PUBLIC_URL: 'https://shop.example' })
  const described = await patron.send('GET', '/openapi.json')
  assert.deepEqual([described.status, described.headers.get('content-type')], [200, 'application/json'])
  const document = described.json() as Document
  assert.equal(document.openapi, '3.1.1')
  const page = await patron.send('GET', '/docs')
  assert.deepEqual([page.status, page.headers.get('content-type')], [200, 'text/html; charset=utf-8'])
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const { operationId } of Object.values(methods))
      assert.ok(page.text.includes(`id="${operationId}"`), `${operationId} ${path}`)
  }
  const linked = [...page.text.matchAll(/(?:href|src)="([^"#][^"]*)"/g)].map(([, url = '']) => url)
  for (const url of linked) assert.equal((await patron.send('GET', url)).status, 200, url)
  assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'none'; style-src 'self'/)
})

test('every operation that is described is there', async (t) => {
  const patron = await startTestPatron(t, await anyDatabase.create(t))
  const { paths } = (await patron.send('GET', '/openapi.json')).json() as Document
  for (const [path, methods] of Object.entries(paths)) {
    for (const method of Object.keys(methods)) {
      const { status } = await patron.send(method.toUpperCase(), path.replaceAll(/\{[^}]+\}/g, '1'))
      assert.ok(status !== 404 && status !== 405, `${method} ${path} is answered with ${status}`)
    }
  }
})

test('operations that create something name the header by which they are repeated', async (t) => {
  const patron = await startTestPatron(t, await anyDatabase.create(t))
  const { paths } = (await patron.send('GET', '/openapi.json')).json() as Document
  const keyed = Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .filter(({ parameters = [] }) => parameters.some((one) => one.in === 'header' && one.name === 'Idempotency-Key'))
  const creating = ['answerConsent', 'djangoRegister', 'recordPurchase', 'redeemVoucher']
  assert.deepEqual(keyed.map(({ operationId }) => operationId).toSorted(), creating)
})

test('what the Django contract takes and answers is as described', async (t) => {
  const patron = await startTestPatron(t, await anyDatabase.create(t))
  const sent = aCustomer()
  assert.ok(Compile(Registration).Check(sent))
  const registered = await patron.post('/api/v1/customers/', sent)
  assert.ok(Compile(Customer).Check(registered.json()))
  const { access } = (await patron.post('/auth/token/', { email: sent['email'], password: sent['password'] })).json() as {
    access: string
  }
  const update = {
    email: sent['email'],
    address: { street_address: 'High Street 1', postal_code: 1, city: 'London', state: 'England', country: 'United Kingdom' },
  }
  assert.ok(Compile(ProfileUpdate).Check(update))
  const headers = { authorization: `Bearer ${access}`, 'content-type': 'application/json' }
  assert.equal((await patron.send('PUT', '/api/v1/customers/1/', { headers, body: JSON.stringify(update) })).status, 200)
  assert.ok(Compile(Customer).Check((await patron.send('GET', '/api/v1/customers/1/', { headers })).json()))
})
