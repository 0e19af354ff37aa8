import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildSchema } from 'graphql'
import { createPlayground } from '../../../src/dialects/bagisto/graphql/playground.ts'
import { openShop } from '../../support/shop-graphql.ts'

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }

test('a browser that opens the address gets a page that needs nothing but this server', async () => {
  const { send } = openShop()
  for (const [path, headers] of [
    ['/api/graphql', browser],
    ['/api/graphql?query={x}', {}],
    ['/api/graphiql', browser],
  ] as const) {
    const { status, headers: answered, body } = await send('GET', path, headers)
    assert.deepEqual([status, answered['content-type']], [200, 'text/html; charset=utf-8'])
    assert.match(
      answered['content-security-policy'] ?? '',
      /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'/,
    )
    assert.ok(!/https?:\/\/|style="|<script>| on\w+="/.test(body ?? ''))
    const linked = [...(body ?? '').matchAll(/(?:href|src)="([^"]+)"/g)].map(([, url = '']) => url)
    assert.equal(linked.length, 2)
    for (const url of linked) {
      assert.match(url, /^\/api\/graphql\/playground\.[0-9a-f]{16}\.(css|js)$/)
      const file = await send('GET', url)
      assert.deepEqual([file.status, file.headers['cache-control']], [200, 'public, max-age=31536000, immutable'])
    }
  }
})

test('every field of the page has a label', async () => {
  const { body = '' } = await openShop().send('GET', '/api/graphql', browser)
  const fields = [...(body ?? '').matchAll(/<(?:textarea|input) id="([^"]+)"/g)].map(([, id = '']) => id)
  assert.ok(fields.length >= 4)
  for (const id of fields) assert.ok(body?.includes(`<label for="${id}">`), id)
})

test('the document the page begins with is one the schema takes', async () => {
  const shop = openShop()
  const { body = '' } = await shop.send('GET', '/api/graphql', browser)
  const [, document = ''] = /<textarea id="document"[^>]*>([^<]+)</.exec(body ?? '') ?? []
  const input = { firstName: 'Ada', lastName: 'Lovelace' }
  assert.deepEqual(await shop.ask(document, { input }), { data: { createCustomer: null } })
})

test('the schema is there to be read, as text that is a schema', async () => {
  const { body, headers } = await openShop().send('GET', '/api/graphql/schema')
  assert.equal(headers['content-type'], 'text/plain; charset=utf-8')
  assert.ok(
    buildSchema(body ?? '')
      .getMutationType()
      ?.getFields()['createCustomer'],
  )
  const untold = createPlayground(undefined).routes.map(({ path }) => path)
  assert.ok(untold.length > 0 && !untold.includes('/api/graphql/schema'))
})

test('without a playground there is nothing to open', async () => {
  const shop = openShop({ development: false })
  for (const path of ['/api/graphql', '/api/graphiql']) {
    await assert.rejects(shop.send('GET', path, browser), { value: { code: 'not_found' } })
  }
  assert.deepEqual(
    shop.routes.map(({ path }) => path),
    ['/api/graphql', '/api/graphiql'],
  )
})
