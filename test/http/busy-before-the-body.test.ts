import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import type { HashLane } from '../../src/core/credentials/hashing.ts'
import type { Dialect, Route } from '../../src/dialects/dialect.ts'
import { createServer } from '../../src/http/server.ts'
import { Trouble } from '../../src/violations/trouble.ts'
import { callRaw } from '../support/wire.ts'

/** A server whose registrations are busy and whose sign-ins are not; every handler answers 200. */
async function startServer(t: TestContext) {
  const route = (path: string, lane: HashLane): Route => ({
    path,
    allow: 'POST',
    hashes: { method: 'POST', lane },
    handle: async () => ({ status: 200, headers: {}, body: 'done' }),
  })
  const dialect: Dialect = {
    name: 'busy',
    pathPrefixes: ['/'],
    routes: [
      route('/register', 'registration'),
      route('/sign-in', 'sign_in'),
      { ...route('/signed', 'registration'), requireCaller: async ({ headers }) => requireKnown(headers['authorization']) },
    ],
    encodeTrouble: ({ code }) => ({ status: code === 'busy' ? 503 : 401, headers: { 'retry-after': '1' }, body: code }),
    encodeUnknownPath: () => ({ status: 404, headers: {}, body: null }),
  }
  const server = createServer({
    dialects: [dialect],
    fallback: dialect,
    admit(lane) {
      if (lane === 'registration') throw new Trouble({ code: 'busy', retryAfterSeconds: 1 })
    },
    trustedProxies: [],
    bodyLimitBytes: 1_000,
    isHttps: false,
    readiness: { check: async () => {}, isStopping: () => false },
    metrics: { registry: new Registry(), access: 'nobody', refusalCodes: ['busy'] },
    api: { version: '0', serverUrl: undefined },
    newRequestId: () => 'request-1',
    logger: pino({ level: 'silent' }),
  })
  t.after(() => server.close())
  return server.listen({ host: '127.0.0.1', port: 0 })
}

function requireKnown(authorization: string | undefined): void {
  if (authorization !== 'known') throw new Trouble({ code: 'unauthenticated' })
}

const head = (path: string, bytes: number, ...further: string[]) =>
  [`POST ${path} HTTP/1.1`, 'host: shop.example', `content-length: ${bytes}`, ...further, '', ''].join('\r\n')

test('whoever comes to a lane that is busy is told so and when to come back, before any byte of the body is there', async (t) => {
  const url = await startServer(t)
  const told = await callRaw(url, head('/register', 500, 'connection: close'))
  assert.match(told, /^HTTP\/1\.1 503 .*\r\nretry-after: 1\r\n.*\r\n\r\nbusy$/s)
})

test('the rest of a body that was not waited for does not get in the way of what comes after it', async (t) => {
  const url = await startServer(t)
  const body = 'x'.repeat(500)
  const requests = [head('/register', 500), body, head('/sign-in', 500, 'connection: close'), body]
  const told = await callRaw(url, requests.join(''))
  assert.deepEqual(told.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 503', 'HTTP/1.1 200'])
})

test('a lane that is busy keeps nobody from another', async (t) => {
  const url = await startServer(t)
  const body = 'x'.repeat(500)
  assert.match(await callRaw(url, head('/sign-in', 500, 'connection: close') + body), /^HTTP\/1\.1 200 /)
})

test('where a contract asks first who somebody is, only who is known is told that the lane is busy', async (t) => {
  const url = await startServer(t)
  assert.match(await callRaw(url, head('/signed', 500, 'connection: close')), /^HTTP\/1\.1 401 .*\r\n\r\nunauthenticated$/s)
  const known = await callRaw(url, head('/signed', 500, 'connection: close', 'authorization: known'))
  assert.match(known, /^HTTP\/1\.1 503 .*\r\n\r\nbusy$/s)
})
