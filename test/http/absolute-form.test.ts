import assert from 'node:assert/strict'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { testDatabases } from '../support/databases.ts'
import { startTestPatron } from '../support/patron.ts'

const paths = [
  '/healthz',
  '/api/v1/nothing',
  '/api/shop/nothing',
  '/apis/customers/v1/nothing',
  '/customer/nothing',
  '/patron/v1/customers/x',
  '/customers/v1/customer/01890000-0000-7000-8000-000000000bad',
]

const withoutIds = (body: string): string => body.replace(/"requestId":\s*"[^"]*"/g, '')

/** Asks for a target as it is given, which `fetch` does not. */
async function ask(url: string, target: string) {
  const answer = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    request(url, { path: target, agent: false }, resolve).on('error', reject).end()
  })
  return { status: answer.statusCode, type: answer.headers['content-type'], body: withoutIds(await text(answer)) }
}

// What routes a request knows no database.
const [pglite] = testDatabases

test('a target in absolute form, as proxies may send it, is answered as its path is', async (t) => {
  assert.ok(pglite)
  const { url } = await startTestPatron(t, await pglite.create(t))
  for (const path of paths) assert.deepEqual(await ask(url, `${url}${path}`), await ask(url, path), path)
})
