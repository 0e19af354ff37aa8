import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { aCustomer } from '../support/a-customer.ts'
import { sentBody, sentHeaders } from '../support/arbitrary-requests.ts'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { startTestPatron, type TestPatron } from '../support/patron.ts'
import { query } from '../support/query.ts'
import { call, callRaw, type WireReply } from '../support/wire.ts'

const path = '/api/v1/customers/'
const json = { 'content-type': 'application/json' }
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const multipart = { 'content-type': 'multipart/form-data; boundary=frontier' }
const limitBytes = 1_048_576

const pglite = testDatabases.find(({ engine }) => engine === 'pglite')

async function start(t: TestContext): Promise<{ patron: TestPatron; database: TestDatabase }> {
  assert.ok(pglite)
  const database = await pglite.create(t)
  return { database, patron: await startTestPatron(t, database) }
}

const summary = ({ status, headers, body }: WireReply) => [status, headers['content-type'], body.toString()]
const refusal = (status: number, detail: string) => [status, 'application/json', JSON.stringify({ detail })]
const required = JSON.stringify(
  Object.fromEntries(
    ['email', 'first_name', 'last_name', 'password', 'password2'].map((field) => [field, ['This field is required.']]),
  ),
)

/** A JSON document of that many bytes with nothing in it. */
const emptyDocument = (bytes: number): Buffer => Buffer.from('{}'.padEnd(bytes, ' '))

async function assertServes(patron: TestPatron): Promise<void> {
  const reply = await patron.send('GET', '/healthz')
  assert.deepEqual([reply.status, reply.json()], [200, { status: 'ok' }])
}

const request = (line: string, ...headers: string[]) => `${line}\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n`
const postLine = `POST ${path} HTTP/1.1`

const malformed: readonly (readonly [what: string, bytes: string])[] = [
  ['words', 'good morning\r\n\r\n'],
  ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ['null characters', '\0\0\0\0\r\n\r\n'],
  ['another protocol', request('GET / SMTP/1.1', 'host: a')],
  ['a method nobody has', request('FROB / HTTP/1.1', 'host: a')],
  ['no host', request(postLine)],
  ['a header without a colon', request(postLine, 'host: a', 'content-type')],
  ['a blank before the colon of a header', request(postLine, 'host: a', 'content-length : 2')],
  ['a null character in a header', request(postLine, 'host: a', 'x: a\0b')],
  ['a line feed inside a header', request(postLine, 'host: a', 'x: a\rb: c')],
  ['a length that is no number', request(postLine, 'host: a', 'content-length: ten')],
  ['a negative length', request(postLine, 'host: a', 'content-length: -1')],
  ['two lengths', request(postLine, 'host: a', 'content-length: 2', 'content-length: 3')],
  ['a length and chunks', `${request(postLine, 'host: a', 'content-length: 5', 'transfer-encoding: chunked')}0\r\n\r\n`],
  ['an unknown transfer coding', request(postLine, 'host: a', 'transfer-encoding: chunked, klingon')],
  ['a chunk size that is no number', `${request(postLine, 'host: a', 'transfer-encoding: chunked')}zz\r\n\r\n`],
]

const page =
  '<!doctype html>\n<html lang="en">\n<head>\n  <title>Not Found</title>\n</head>\n<body>\n  <h1>Not Found</h1>\n</body>\n</html>\n'

test('what is no registration is refused by what is wrong with it, and the server goes on', async (t) => {
  const { patron, database } = await start(t)

  await t.test(
    'a body of 1 MiB is read and one byte more is refused, whether its length is known beforehand or not',
    async () => {
      for (const chunked of [false, true]) {
        const fits = await call(patron.url, { path, headers: json, body: emptyDocument(limitBytes), chunked })
        assert.deepEqual(summary(fits), [400, 'application/json', required])
        for (const body of [emptyDocument(limitBytes + 1), emptyDocument(limitBytes + 65_536)]) {
          const refused = await call(patron.url, { path, headers: json, body, chunked })
          assert.deepEqual(summary(refused), refusal(413, 'Request body is larger than 1048576 bytes.'))
          assert.deepEqual([refused.headers.allow, refused.headers.connection], ['POST, OPTIONS', 'close'])
        }
      }
    },
  )

  await t.test('a body that announces too much is refused before it is sent, and its connection closed', async () => {
    for (const announced of [limitBytes + 1, 100_000_000, 1_000_000_000_000]) {
      const head = `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${announced}\r\n\r\n`
      const received = await callRaw(patron.url, head)
      assert.match(received, /^HTTP\/1\.1 413 [\s\S]*"Request body is larger than 1048576 bytes\."\}$/)
    }
    await assertServes(patron)
  })

  await t.test('an endless body is refused when it passes the limit, and its connection closed', async () => {
    const head = `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`
    const received = await callRaw(patron.url, head + chunk.repeat(17))
    assert.match(received, /^HTTP\/1\.1 413 /)
    await assertServes(patron)
  })

  await t.test('whoever sends on for as long as anything is taken finds the refusal afterwards', async () => {
    const { hostname, port } = new URL(patron.url)
    const socket = connect(Number(port), hostname)
    const broken = once(socket, 'error').then(([error]) => {
      throw error
    })
    const sends = async () => {
      socket.write(`${postLine}\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 100000000\r\n\r\n`)
      const piece = Buffer.alloc(limitBytes, ' ')
      for (let isTaken = true; isTaken; ) {
        const hasRoom = socket.write(piece) || once(socket, 'drain')
        isTaken = await Promise.race([hasRoom, sleep(300, false)]).then(Boolean)
      }
    }
    await Promise.race([sends(), broken])
    assert.ok(socket.bytesWritten < 50_000_000)
    const [received] = await Promise.race([once(socket, 'data'), broken])
    assert.match(String(received), /^HTTP\/1\.1 413 /)
    socket.destroy()
  })

  await t.test('a compressed body is refused and never inflated', async () => {
    const whole = Buffer.from(JSON.stringify(aCustomer()))
    const bomb = gzipSync(Buffer.alloc(64_000_000))
    const compressed = [
      ['gzip', gzipSync(whole)],
      ['GZip', bomb],
      ['deflate', deflateSync(whole)],
      ['br', brotliCompressSync(whole)],
      ['gzip, identity', gzipSync(whole)],
      ['zstd', whole],
      ['klingon', whole],
    ] as const
    for (const [contentEncoding, body] of compressed) {
      const reply = await call(patron.url, { path, headers: { ...json, 'content-encoding': contentEncoding }, body })
      assert.deepEqual(summary(reply), refusal(415, `Unsupported content encoding "${contentEncoding}" in request.`))
    }
    const inflatedByNobody = await call(patron.url, { path, headers: json, body: gzipSync(whole) })
    assert.deepEqual(
      summary(inflatedByNobody),
      refusal(400, "JSON parse error - 'utf-8' codec can't decode byte 0x8b in position 1: invalid start byte"),
    )
    const identity = await call(patron.url, {
      path,
      headers: { ...json, 'content-encoding': 'Identity' },
      body: Buffer.from('{}'),
    })
    assert.deepEqual(summary(identity), [400, 'application/json', required])
  })

  await t.test('JSON that is nested, wide or long beyond reason is refused', async () => {
    const deep = 'JSON parse error - The document is nested more than 128 levels deep'
    const wide = 'JSON parse error - The document has more than 10000 values'
    const long = (digits: number) =>
      `JSON parse error - Exceeds the limit (4300 digits) for integer string conversion: value has ${digits} digits; use sys.set_int_max_str_digits() to increase the limit`
    const keys = Array.from({ length: 50_000 }, (_, index) => `"${index}":0`).join(',')
    const documents = [
      ['['.repeat(100_000), deep],
      [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, deep],
      [`{"email":${'{"a":'.repeat(100_000)}0${'}'.repeat(100_000)}}`, deep],
      [`{"email":${'[{"a":'.repeat(64)}0${'}]'.repeat(64)}}`, deep],
      [`{${keys}}`, wide],
      [`[${'0,'.repeat(50_000)}0]`, wide],
      [`{"email":${'9'.repeat(100_000)}}`, long(100_000)],
      [`{"email":-${'9'.repeat(4301)}}`, long(4301)],
    ] as const
    for (const [document, detail] of documents) {
      const reply = await call(patron.url, { path, headers: json, body: Buffer.from(document) })
      assert.deepEqual(summary(reply), refusal(400, detail), document.slice(0, 40))
    }
  })

  await t.test('JSON up to the limits of depth, width and digits is read', async () => {
    const keys = Array.from({ length: 9_000 }, (_, index) => `"${index}":0`).join(',')
    const documents = [
      [`{"nothing":${'['.repeat(127)}${']'.repeat(127)}}`, required],
      [`{${keys}}`, required],
      [`{"nothing":${'9'.repeat(4300)}}`, required],
    ] as const
    for (const [document, body] of documents) {
      const reply = await call(patron.url, { path, headers: json, body: Buffer.from(document) })
      assert.deepEqual(summary(reply), [400, 'application/json', body], document.slice(0, 40))
    }
  })

  await t.test('bytes that are no UTF-8 are refused in JSON, forms and multipart forms, and never replaced', async () => {
    const broken = [
      ['a lone continuation byte', [0x80]],
      ['a byte that is never UTF-8', [0xff]],
      ['Latin-1', [0xe9, 0x20]],
      ['an overlong solidus', [0xc0, 0xaf]],
      ['an overlong solidus of three bytes', [0xe0, 0x80, 0xaf]],
      ['an overlong null character', [0xc0, 0x80]],
      ['a surrogate', [0xed, 0xa0, 0x80]],
      ['a pair of surrogates', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
      ['a code point beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
      ['a sequence that breaks off', [0xf0, 0x9f, 0x22]],
    ] as const
    const [opening = '', rest = ''] = JSON.stringify(aCustomer({ first_name: 'A|da' })).split('|')
    const escaped = (bytes: readonly number[]) => bytes.map((byte) => `%${byte.toString(16)}`).join('')
    for (const [what, bytes] of broken) {
      const part = Buffer.concat([
        Buffer.from('--frontier\r\ncontent-disposition: form-data; name="first_name"\r\n\r\nA'),
        Buffer.from(bytes),
        Buffer.from('\r\n--frontier--\r\n'),
      ])
      const bodies = [
        [json, Buffer.concat([Buffer.from(opening), Buffer.from(bytes), Buffer.from(rest)]), 'JSON parse error'],
        [form, Buffer.from(`email=a%40example.com&first_name=A${escaped(bytes)}da`), 'Form parse error'],
        [form, Buffer.concat([Buffer.from('first_name=A'), Buffer.from(bytes), Buffer.from('&email=a')]), 'Form parse error'],
        [multipart, part, 'Multipart form parse error'],
      ] as const
      for (const [headers, body, prefix] of bodies) {
        const reply = await call(patron.url, { path, headers, body })
        const { detail } = JSON.parse(reply.body.toString())
        assert.equal(reply.status, 400, what)
        assert.match(detail, new RegExp(`^${prefix} - 'utf-8' codec can't decode byte.* in position \\d+`), what)
        assert.doesNotMatch(detail, /\ufffd/)
      }
    }
    for (const encoding of ['utf16le', 'latin1'] as const) {
      const sent = `\ufeff${JSON.stringify(aCustomer({ first_name: 'José' }))}`
      assert.equal((await call(patron.url, { path, headers: json, body: Buffer.from(sent, encoding) })).status, 400)
    }
  })

  await t.test('null characters and halves of surrogate pairs are refused in every text, in JSON and in forms', async () => {
    const texts = ['email', 'first_name', 'last_name', 'password', 'password2']
    for (const field of texts) {
      for (const [character, message] of [
        ['\u0000', 'Null characters are not allowed.'],
        ['\ud800', 'Surrogate characters are not allowed: U+D800.'],
        ['\udfff', 'Surrogate characters are not allowed: U+DFFF.'],
      ] as const) {
        const text = `${String(aCustomer()[field])}${character}`
        const reply = await patron.post(path, aCustomer({ [field]: text }))
        const messages = field === 'email' ? [message, 'Enter a valid email address.'] : [message]
        assert.deepEqual([reply.status, reply.json()], [400, { [field]: messages }])
      }
      const entries = Object.entries(aCustomer()).map(([name, value]) => [
        name,
        `${String(value)}${name === field ? '\u0000' : ''}`,
      ])
      const body = Buffer.from(new URLSearchParams(Object.fromEntries(entries)).toString())
      const inForm = await call(patron.url, { path, headers: form, body })
      assert.deepEqual([inForm.status, Object.keys(JSON.parse(inForm.body.toString()))], [400, [field]])
    }
  })

  await t.test('what is no HTTP gets one 400 and a closed connection, and the server goes on', async () => {
    const smuggled = request('GET /healthz HTTP/1.1', 'host: a')
    for (const [what, bytes] of malformed) {
      const received = await callRaw(patron.url, Buffer.from(bytes + smuggled, 'latin1'))
      assert.match(received, /^HTTP\/1\.1 400 Bad Request\r\n/, what)
      assert.equal(received.split('HTTP/1.1 ').length, 2, `${what}: ${received}`)
    }
    const tooLong = await callRaw(patron.url, request(postLine, 'host: a', `x: ${'a'.repeat(20_000)}`))
    assert.match(tooLong, /^HTTP\/1\.1 431 /)
    await assertServes(patron)
  })

  await t.test('a path below those of the contract that it does not have is answered with its HTML page', async () => {
    const unknown = [
      '/api/v1/',
      '/api/v1/nothing',
      '/api/v1/customers/me/',
      '/api/v1/customers%00',
      '/api/v1/Customers/',
      '/auth/nothing/',
    ]
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      for (const unknownPath of [...unknown, '/api/v1/nothing?format=json', `/api/v1/${'a'.repeat(5000)}`]) {
        const reply = await call(patron.url, { method, path: unknownPath })
        assert.deepEqual(summary(reply), [404, 'text/html; charset=utf-8', page], `${method} ${unknownPath.slice(0, 60)}`)
        assert.equal(reply.headers.allow, undefined)
      }
    }
  })

  await t.test(
    'a path below those of the contract is answered with its HTML page also when its escapes are no text',
    async () => {
      for (const unknownPath of ['/api/v1/%ff', '/api/v1/%', '/api/v1/customers/%zz/', '/auth/%c0%af']) {
        const reply = await call(patron.url, { method: 'GET', path: unknownPath })
        assert.deepEqual(summary(reply), [404, 'text/html; charset=utf-8', page], unknownPath)
      }
    },
  )

  await t.test('a path that belongs to no contract is answered as a problem', async () => {
    const unknown = ['/nothing', '/%ff', '/%', '//api/v1/customers/', '/API/V1/customers/', '/../etc/passwd']
    for (const method of ['GET', 'POST', 'DELETE']) {
      for (const unknownPath of unknown) {
        const reply = await call(patron.url, { method, path: unknownPath })
        const problem = '{"title":"Not found","status":404,"code":"not_found"}'
        assert.deepEqual(summary(reply), [404, 'application/problem+json; charset=utf-8', problem], `${method} ${unknownPath}`)
      }
    }
  })

  await t.test('and nobody was registered by any of it', async () => {
    await patron.stop()
    assert.deepEqual(await query(database, 'select * from customer'), [])
  })
})

test('who sends on although the body was refused finds the answer all the same', async (t) => {
  const { patron } = await start(t)
  const length = 3 * limitBytes
  const head = `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`
  const socket = connect(Number(new URL(patron.url).port), '127.0.0.1')
  t.after(() => socket.destroy())
  const send = (bytes: string | Buffer) =>
    new Promise<void>((resolve, reject) => socket.write(bytes, (error) => (error ? reject(error) : resolve())))
  await send(head)
  await eventually('it was answered', () => patron.log.some((line) => line.includes('"status":413')))
  for (let sent = 0; sent < length; sent += limitBytes) await send(emptyDocument(limitBytes))
  assert.match(await text(socket), /^HTTP\/1\.1 413 /)
  await assertServes(patron)
})

/** 150 code points each, which is as many as a name may have. */
const names: readonly (readonly [what: string, name: string, slug: string])[] = [
  ['emoji', '🦊'.repeat(150), 'customer'],
  ['a family of joined emoji', '👨\u200d👩\u200d👧\u200d👦\u200d!\u200d'.repeat(15), 'customer'],
  ['Arabic from right to left', 'مرحبا'.repeat(30), 'customer'],
  ['Hebrew with its points', 'שָׁלוֹם'.normalize('NFD').repeat(50).slice(0, 150), 'customer'],
  ['overrides of the writing direction', `${'\u202e\u2066'.repeat(74)}ab`, 'ab'],
  ['zero-width characters', '\u200b\u200c\u200d\u2060\ufeff'.repeat(30), 'customer'],
  ['a flood of combining marks', `a${'\u0301\u0327\u0489'.repeat(49)}\u0301z`, 'az'],
  ['combining marks alone', '\u0300'.repeat(150), 'customer'],
  ['the last code point', '\u{10ffff}'.repeat(150), 'customer'],
  ['noncharacters and private use', '\ufffe\uffff\ue000\ufdd0\u{1fffe}'.repeat(30), 'customer'],
  ['the replacement character itself', '\ufffd'.repeat(150), 'customer'],
  ['letters that grow when normalised', '\ufdfa'.repeat(150), 'customer'],
  ['ligatures that grow in the slug', '\ufb03'.repeat(150), 'ffi'.repeat(17).slice(0, 50)],
  ['dashes and underscores', '-_'.repeat(75), 'customer'],
  ['quotes, markup and SQL', '\'; drop table customer; --<script>"\\'.padEnd(150, '%'), 'drop-table-customer-script'],
  ['control characters', 'A\u0001\u0008\u001b\u007f'.padEnd(150, 'b'), `a${'b'.repeat(49)}`],
]

test('names in any characters are stored and answered exactly, with a slug in plain ones', async (t) => {
  const { patron, database } = await start(t)
  const slugs = new Map<string, number>()
  for (const [index, [what, name, stem]] of names.entries()) {
    assert.equal([...name].length, 150, what)
    const uses = (slugs.get(stem) ?? 0) + 1
    slugs.set(stem, uses)
    const email = `name${index}@example.com`
    const reply = await patron.post(path, aCustomer({ email, first_name: name, last_name: '' }))
    assert.deepEqual(
      [reply.status, reply.json()],
      [
        201,
        {
          email,
          first_name: name,
          last_name: '',
          slug: uses === 1 ? stem : `${stem}-${uses}`,
          date_of_birth: '1990-05-15',
          address: null,
          last_purchase_date: null,
        },
      ],
      what,
    )
  }
  await patron.stop()
  const stored = await query(database, 'select first_name, char_length(first_name) as length from customer order by number')
  assert.deepEqual(
    stored,
    names.map(([, name]) => ({ first_name: name, length: 150 })),
  )
})

test('no body and no header makes a server error, and every refusal says what is wrong in JSON', async (t) => {
  const { patron } = await start(t)
  await fc.assert(
    fc.asyncProperty(sentHeaders, sentBody, async (headers, body) => {
      const reply = await call(patron.url, { path, headers, body })
      assert.ok([201, 400, 406, 415, 422].includes(reply.status), `${reply.status} ${reply.body}`)
      assert.equal(reply.headers['content-type'], 'application/json')
      assert.equal(typeof JSON.parse(reply.body.toString()), 'object')
    }),
    { numRuns: 500 },
  )
  await assertServes(patron)
  const errors = patron.log.filter((line) => /"level":"(error|fatal)"/.test(line))
  assert.deepEqual(errors, [])
})
