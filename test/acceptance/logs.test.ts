import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { aCustomer } from '../support/a-customer.ts'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { type Reply, startTestPatron, type TestPatron } from '../support/patron.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { asOwner, openStorage } from '../support/storage.ts'

const path = '/api/v1/customers/'
const domain = 'secret-mailbox.example'
const secretKey = 'the-secret-key-that-no-log-may-hold-0123456789'
const passwords = ['Kv7#mQ2$wZ9p', 'Another&Pass9word', 'short7!']
const keys = ['idempotency-key-of-ada-0001', 'idempotency-key-of-ada-0002']
const nothingOf = [domain, secretKey, '$argon2', ...passwords, ...keys, 'Lovelace', '%40']
const wholeAddress = /[\w.+-]+@[\w-]+\.\w+/

const ada = (fields: Record<string, unknown> = {}) => aCustomer({ email: `ada@${domain}`, ...fields })
const json = (text: string) => ({ headers: { 'content-type': 'application/json' }, body: text })

/** Makes the database refuse one name with an error that quotes the whole row. */
async function refuseForbiddenNames(database: TestDatabase): Promise<void> {
  const closing: (() => unknown)[] = []
  const engine = await openStorage(
    { after: (close: () => unknown) => void closing.push(close) } as Pick<TestContext, 'after'>,
    database,
  )
  await asOwner(engine, "alter table customer add check (first_name <> 'Forbidden')")
  for (const close of closing) await close()
}

/** Requests good and bad, each with the status it gets. */
const requests: readonly [what: string, status: number, send: (patron: TestPatron) => Promise<Reply>][] = [
  ['a registration', 201, (patron) => patron.post(path, ada())],
  ['a taken address', 400, (patron) => patron.post(path, ada())],
  ['a short password', 400, (patron) => patron.post(path, ada({ password: passwords[2], password2: passwords[2] }))],
  ['passwords that differ', 400, (patron) => patron.post(path, ada({ email: `b@${domain}`, password2: passwords[1] }))],
  ['an address that is none', 400, (patron) => patron.post(path, ada({ email: `ada@@${domain}` }))],
  ['a key', 201, (patron) => patron.post(path, ada({ email: `keyed@${domain}` }), { 'idempotency-key': keys[0] ?? '' })],
  ['its replay', 201, (patron) => patron.post(path, ada({ email: `keyed@${domain}` }), { 'idempotency-key': keys[0] ?? '' })],
  ['its misuse', 422, (patron) => patron.post(path, ada({ email: `other@${domain}` }), { 'idempotency-key': keys[0] ?? '' })],
  ['a malformed key', 400, (patron) => patron.post(path, ada(), { 'idempotency-key': `${keys[1]} é` })],
  ['a row the database refuses', 500, (patron) => patron.post(path, ada({ email: `c@${domain}`, first_name: 'Forbidden' }))],
  [
    'a row the database refuses, with a key',
    500,
    (patron) => patron.post(path, ada({ email: `d@${domain}`, first_name: 'Forbidden' }), { 'idempotency-key': keys[1] ?? '' }),
  ],
  ['an unknown path', 404, (patron) => patron.send('GET', `/ada@${domain}?email=ada@${domain}&password=${passwords[1]}`)],
  ["an unknown path of the contract's", 404, (patron) => patron.send('GET', `/api/v1/ada%40${domain}/?email=ada%40${domain}`)],
  ['an address in the query', 405, (patron) => patron.send('GET', `${path}?email=ada@${domain}`)],
  ['JSON cut short', 400, (patron) => patron.send('POST', path, json(`{"email":"ada@${domain}","password":"${passwords[0]}"`))],
  ['JSON with an address for a number', 400, (patron) => patron.send('POST', path, json(`{"email":ada@${domain}}`))],
  ['a list', 400, (patron) => patron.send('POST', path, json(`["ada@${domain}","${passwords[0]}"]`))],
  [
    'bytes that are no text',
    400,
    (patron) =>
      patron.send('POST', path, {
        headers: { 'content-type': 'application/json' },
        body: Buffer.concat([Buffer.from(`{"email":"ada@${domain}`), Buffer.from([0xff])]),
      }),
  ],
  [
    'an unknown media type',
    415,
    (patron) => patron.send('POST', path, { headers: { 'content-type': `text/ada@${domain}` }, body: `ada@${domain}` }),
  ],
  [
    'an inflated body',
    415,
    (patron) => patron.send('POST', path, { headers: { 'content-encoding': 'gzip' }, body: `ada@${domain}` }),
  ],
  [
    'an unacceptable answer',
    406,
    (patron) => patron.send('POST', path, { headers: { accept: `image/ada@${domain}` }, body: '{}' }),
  ],
  ['the health check', 200, (patron) => patron.send('GET', `/healthz?ada@${domain}`)],
]

function assertNothingLeaked(log: readonly string[]): void {
  assert.ok(log.length > 0)
  for (const line of log) {
    for (const secret of nothingOf) assert.ok(!line.includes(secret), `${secret} in ${line}`)
    assert.doesNotMatch(line, wholeAddress)
    assert.equal(typeof JSON.parse(line), 'object')
  }
}

/** The line of the request that the answer's id names, of which there is one; it is written once the answer is out. */
async function answeredLine(patron: TestPatron, reply: Reply): Promise<Record<string, unknown>> {
  const id = reply.headers.get('x-request-id')
  assert.match(id ?? '', /^[0-9a-f-]{36}$/)
  const linesOfIt = () =>
    patron.log
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ reqId, msg }) => reqId === id && msg === 'answered')
  const line = await eventually('a line of the request in the log', () => linesOfIt()[0])
  assert.equal(linesOfIt().length, 1)
  return line
}

const settings = { PATRON_SECRET_KEY: secretKey, PATRON_LOG_LEVEL: 'trace', PATRON_RATE_LIMITS: 'on' }

for (const { engine, create } of testDatabases) {
  test(`no log line holds a password, hash, key or address, and every request has one line under its id (${engine})`, async (t) => {
    const database = await create(t)
    await refuseForbiddenNames(database)
    const patron = await startTestPatron(t, database, settings)
    const ids = new Set<string | null>()
    for (const [what, status, send] of requests) {
      const reply = await send(patron)
      assert.equal(reply.status, status, `${what}: ${reply.text}`)
      assert.equal((await answeredLine(patron, reply))['status'], status, what)
      ids.add(reply.headers.get('x-request-id'))
    }
    assert.equal(ids.size, requests.length, 'every request has an id of its own')
    assertNothingLeaked(patron.log)
  })

  test(`a fault of ours is told in the log under its request id, and the answer says nothing of it (${engine})`, async (t) => {
    const database = await create(t)
    await refuseForbiddenNames(database)
    const patron = await startTestPatron(t, database, settings)
    const reply = await patron.post(path, ada({ first_name: 'Forbidden' }))
    assert.deepEqual([reply.status, reply.json()], [500, { detail: 'A server error occurred.' }])
    const id = reply.headers.get('x-request-id') ?? ''
    const errors = patron.log.map((line) => JSON.parse(line) as { level: string; reqId?: string; err?: { code?: string } })
    const told = errors.filter(({ level, reqId }) => level === 'error' && reqId === id)
    assert.deepEqual(
      told.map(({ err }) => err?.code),
      ['23514'], // a check of the table
    )
  })

  test(`a path that cannot be decoded is answered and logged under an id like any other (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t), settings)
    const reply = await patron.send('GET', `/api/v1/%zz?email=ada@${domain}`)
    assert.equal(reply.status, 404)
    assert.equal((await answeredLine(patron, reply))['status'], 404)
    assertNothingLeaked(patron.log)
  })

  test(`what is no HTTP request leaves nothing of itself in the log (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t), settings)
    const malformed = [
      `ada@${domain}\r\n\r\n`,
      `GET /ada@${domain} HTTP/9.9\r\n\r\n`,
      `POST ${path} HTTP/1.1\r\nada@${domain}\r\n\r\n`,
    ]
    for (const text of malformed) {
      const socket = connect(Number(new URL(patron.url).port), '127.0.0.1').setEncoding('utf8')
      let answer = ''
      socket.on('data', (part: string) => {
        answer += part
      })
      socket.write(text)
      await once(socket, 'close')
      assert.match(answer, /^HTTP\/1\.1 400 Bad Request\r\n/)
      assert.ok(!answer.includes(domain))
    }
    await patron.send('GET', '/healthz')
    assertNothingLeaked(patron.log)
  })

  test(`a client that goes away while it sends is no fault of ours (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t), settings)
    const socket = connect(Number(new URL(patron.url).port), '127.0.0.1')
    socket.write(`POST ${path} HTTP/1.1\r\nhost: shop.example\r\ncontent-length: 500\r\n\r\n{"email":"ada@${domain}"`)
    await once(socket, 'connect')
    setImmediate(() => socket.destroy())
    await eventually('it is counted as what could not be read', async () =>
      /refus\w*\{[^}]*unreadable_body[^}]*\} 1/.test((await patron.send('GET', '/metrics')).text),
    )
    assert.deepEqual(
      patron.log.filter((one) => one.includes('"level":"error"')),
      [],
    )
  })
}

for (const { create } of testDatabases.filter(({ engine }) => engine === 'postgresql')) {
  test('while PostgreSQL is gone the log says so without a word of who came, and without its own password', async (t) => {
    const server = await startPostgres()
    t.after(() => server.stop())
    const { dataDir } = await create(t)
    const patron = await startTestPatron(t, { databaseUrl: server.url, dataDir }, settings)
    assert.equal((await patron.post(path, ada())).status, 201)
    process.kill(server.pid, 'SIGKILL')
    await eventually('not ready', async () => (await patron.send('GET', '/readyz')).status === 503)
    for (const headers of [{}, { 'idempotency-key': keys[0] ?? '' }]) {
      const reply = await patron.post(path, ada({ email: `late@${domain}` }), headers)
      assert.equal(reply.status, 503)
      const id = reply.headers.get('x-request-id') ?? ''
      assert.equal((await answeredLine(patron, reply))['status'], 503)
      assert.equal(patron.log.filter((line) => line.includes(id) && line.includes('"msg":"unavailable"')).length, 1)
    }
    assertNothingLeaked(patron.log)
    const { password } = new URL(server.url)
    assert.ok(!patron.log.some((line) => line.includes(password)))
  })
}
