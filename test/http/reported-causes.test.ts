import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import type { Dialect } from '../../src/dialects/dialect.ts'
import { createServer } from '../../src/http/server.ts'
import { Trouble, type TroubleCode } from '../../src/violations/trouble.ts'

const refusalCodes: readonly TroubleCode[] = ['busy', 'unavailable', 'internal', 'credentials_refused']

/** A server with one path, whose answer is 200 whatever stands behind it. */
function startServer(causes: readonly unknown[]) {
  const answer = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"errors":[]}' }
  const dialect: Dialect = {
    name: 'told in part',
    pathPrefixes: ['/'],
    routes: [{ path: '/ask', allow: 'POST', handle: async () => ({ ...answer, causes }) }],
    encodeTrouble: ({ code }) => ({ status: 500, headers: {}, body: code }),
    encodeUnknownPath: () => ({ status: 404, headers: {}, body: null }),
  }
  const log: string[] = []
  const registry = new Registry()
  const server = createServer({
    dialects: [dialect],
    fallback: dialect,
    admit: () => {},
    trustedProxies: [],
    bodyLimitBytes: 1_000,
    isHttps: false,
    readiness: { check: async () => {}, isStopping: () => false },
    metrics: { registry, access: 'everyone', refusalCodes },
    api: { version: '0', serverUrl: undefined },
    newRequestId: () => 'request-1',
    logger: pino({ level: 'error' }, { write: (line: string) => void log.push(line) }),
  })
  const counted = async () =>
    Object.fromEntries(
      ((await registry.getSingleMetric('patron_refusals_total')?.get())?.values ?? [])
        .filter(({ value }) => value > 0)
        .map(({ labels, value }) => [labels['code'], value]),
    )
  return { ask: () => server.inject({ method: 'POST', url: '/ask' }), log, counted }
}

test('what went wrong behind an answer is counted, and logged under the request id where it is ours', async () => {
  const defect = new TypeError('a defect')
  const causes = [
    defect,
    new Trouble({ code: 'unavailable', retryAfterSeconds: 1 }),
    new Trouble({ code: 'credentials_refused' }),
  ]
  const { ask, log, counted } = startServer(causes)
  const { statusCode, body, headers } = await ask()
  assert.deepEqual([statusCode, body, headers['allow']], [200, '{"errors":[]}', 'POST'])
  assert.deepEqual(await counted(), { internal: 1, unavailable: 1, credentials_refused: 1 })
  const lines = log.map((line) => JSON.parse(line) as { reqId: string; msg: string; err: { message: string } })
  assert.deepEqual(
    lines.map(({ reqId, msg }) => [reqId, msg]),
    [
      ['request-1', 'internal'],
      ['request-1', 'unavailable'],
    ],
  )
  assert.equal(lines[0]?.err.message, 'a defect')
})

test('an answer behind which nothing went wrong leaves nothing behind', async () => {
  const { ask, log, counted } = startServer([])
  assert.equal((await ask()).statusCode, 200)
  assert.deepEqual([log, await counted()], [[], {}])
})
