import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { notText } from '../../../src/core/customers/sent.ts'
import { readBody, type SentBody, type SentFields, sentDate, sentText } from '../../../src/dialects/django/body/read-body.ts'
import { encodeOtherBody } from '../../../src/dialects/django/refusals.ts'
import { Trouble, type TroubleValue } from '../../../src/violations/trouble.ts'

const urlencoded = 'application/x-www-form-urlencoded'
const multipart = 'multipart/form-data; boundary=----frontier'

const forms: readonly (readonly [body: string, fields: Readonly<Record<string, string>>])[] = [
  ['email=a%40b.co&first_name=Ada', { email: 'a@b.co', first_name: 'Ada' }],
  ['a=1&a=2', { a: '2' }],
  ['a=1+2%2B3', { a: '1 2+3' }],
  ['a=%C3%A9&b=é', { a: 'é', b: 'é' }],
  ['a=50%&b=%4&c=%zz', { a: '50%', b: '%4', c: '%zz' }],
  ['&&a=b=c&d&=e&', { a: 'b=c', d: '', '': 'e' }],
  ['__proto__=x', { ['__proto__']: 'x' }],
]

const refusedForms: readonly (readonly [body: Uint8Array, detail: string])[] = [
  [Buffer.from('a=%ff'), "Form parse error - 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"],
  [Buffer.from('a=%C3'), "Form parse error - 'utf-8' codec can't decode byte 0xc3 in position 0: unexpected end of data"],
  [
    Buffer.from('a=\xe9', 'latin1'),
    "Form parse error - 'utf-8' codec can't decode byte 0xe9 in position 0: unexpected end of data",
  ],
  [Buffer.from('&'.repeat(1000)), 'Form parse error - More than 1000 fields'],
]

const refusedBoundaries: readonly (readonly [contentType: string, shown: string])[] = [
  ['multipart/form-data', 'Invalid boundary in multipart: None'],
  ['multipart/form-data; boundary=', 'Invalid boundary in multipart: '],
  [`multipart/form-data; boundary=${'x'.repeat(202)}`, `Invalid boundary in multipart: ${'x'.repeat(202)}`],
  ['multipart/form-data; boundary=é', 'Invalid non-ASCII Content-Type in multipart: multipart/form-data; boundary=é'],
]

test('a form is read by name, the last of repeated names counting', async () => {
  for (const [body, fields] of forms) assert.deepEqual(await fieldsOf(urlencoded, body), new Map(Object.entries(fields)), body)
})

test('a form is read in the charset it names', async () => {
  assert.deepEqual(await fieldsOf('Application/X-WWW-Form-URLencoded; Charset="latin-1"', 'a=Jos%E9'), new Map([['a', 'José']]))
})

test('a form that is no text, or too long, is refused', async () => {
  for (const [body, detail] of refusedForms)
    assert.deepEqual(await troubleOf(urlencoded, body), { code: 'unreadable_body', detail })
})

test('a multipart form is read like any other, and a file is no text', async () => {
  const body = multipartBody([
    ['name="email"', 'a@b.co'],
    ['name="email"', ' last@b.co '],
    ['name="first_name"\r\nContent-Type: text/plain; charset=utf-16', 'é'],
    ['name="last_name"; filename="a.txt"', 'x'],
    ['name="last_name"', 'a file takes the field, wherever it stands'],
    ['name="password"; filename=""', 'no file name, no file'],
    ['name="password2"\r\nContent-Transfer-Encoding: base64', 'c2VjcmV0'],
    ['name="date_of_birth"', ''],
  ])
  const sent = await formOf(multipart, body)
  assert.equal(sentText(sent, 'email'), 'last@b.co')
  assert.equal(sentText(sent, 'first_name'), 'é')
  assert.equal(sentText(sent, 'last_name'), notText)
  assert.equal(sentText(sent, 'password'), 'no file name, no file')
  assert.equal(sentText(sent, 'password2'), 'secret')
  assert.equal(sentText(sent, 'absent'), undefined)
  assert.equal(sentDate(sent, 'date_of_birth'), null)
})

test('multipart forms of every size are read to their end', async () => {
  const large = 'x'.repeat(3_000_000)
  const sent = await formOf(
    multipart,
    multipartBody([
      ['name="a"; filename="a"', large],
      ['name="b"', large],
      ['name="c"', '1'],
    ]),
  )
  assert.deepEqual([sentText(sent, 'a'), sentText(sent, 'b'), sentText(sent, 'c')], [notText, large, '1'])
  const thousand = Array.from({ length: 1000 }, (_, index) => [`name="${index}"`, 'x'.repeat(300)] as const)
  assert.equal((await formOf(multipart, multipartBody(thousand))).fields.size, 1000)
})

test('a multipart form without a usable boundary is refused', async () => {
  for (const [contentType, shown] of refusedBoundaries) {
    const detail = `Multipart form parse error - ${shown}`
    assert.deepEqual(await troubleOf(contentType, 'x'), { code: 'unreadable_body', detail })
  }
})

test('a multipart form that breaks off, is no text, or has too many parts is refused', async () => {
  const whole = multipartBody([['name="email"', 'a@b.co']])
  const many = Array.from({ length: 1001 }, () => ['name="a"', ''] as const)
  const refused = [
    [whole.subarray(0, -6), 'Unexpected end of multipart data'],
    [Buffer.from('no boundary anywhere'), 'Unexpected end of multipart data'],
    [
      Buffer.from(whole.toString().replace('a@', '\xe9@'), 'latin1'),
      "'utf-8' codec can't decode byte 0xe9 in position 0: invalid continuation byte",
    ],
    [multipartBody(many), 'More than 1000 parts'],
  ] as const
  for (const [body, reason] of refused) {
    assert.deepEqual(await troubleOf(multipart, body), {
      code: 'unreadable_body',
      detail: `Multipart form parse error - ${reason}`,
    })
  }
})

test('a body of another type is refused with the type as sent, unless it is empty', async () => {
  for (const type of ['text/plain', 'text/json', 'application/vnd.api+json', 'Application/XML; charset=utf-8', '']) {
    assert.deepEqual(await troubleOf(type, '{}'), { code: 'unsupported_media_type', mediaType: type })
    assert.deepEqual(await fieldsOf(type, ''), new Map())
  }
  assert.deepEqual(await troubleOf(undefined, '{}'), { code: 'unsupported_media_type', mediaType: '' })
  assert.deepEqual(await fieldsOf(undefined, ''), new Map())
})

test('JSON is read in the charset it names, and refused in the words of its reader', async () => {
  assert.deepEqual(
    await fieldsOf('APPLICATION/JSON ; charset=latin-1', Buffer.from('{"a":"\xe9"}', 'latin1')),
    new Map([['a', 'é']]),
  )
  const details = [
    ['   ', 'Expecting value: line 1 column 4 (char 3)'],
    ['{"é":\xff', 'Expecting value: line 1 column 6 (char 5)'],
  ] as const
  for (const [body, sentence] of details) {
    assert.deepEqual(await troubleOf('application/json', body), {
      code: 'unreadable_body',
      detail: `JSON parse error - ${sentence}`,
    })
  }
})

test('JSON that is no object is named by its Python type', async () => {
  const names = { '[]': 'list', '"x"': 'str', '1': 'int', '1.0': 'float', true: 'bool' }
  const refusalOf = async (sent: string): Promise<unknown> => {
    const body = await read('application/json', sent)
    assert.ok(body.kind === 'not_an_object')
    return JSON.parse(String(encodeOtherBody(body).body) || '')
  }
  for (const [sent, name] of Object.entries(names)) {
    assert.deepEqual(await refusalOf(sent), { non_field_errors: [`Invalid data. Expected a dictionary, but got ${name}.`] })
  }
  assert.deepEqual(await refusalOf('null'), { non_field_errors: ['No data provided'] })
})

test('text fields lose the white space Python knows and no other, and numbers become text', async () => {
  const blanks = '\t\u000b\f\r\n\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000'
  const sent = await formOf('application/json', JSON.stringify({ a: `${blanks}x y${blanks}`, b: `\ufeff ${blanks}`, c: blanks }))
  assert.deepEqual(
    ['a', 'b', 'c'].map((name) => sentText(sent, name)),
    ['x y', '\ufeff', ''],
  )
  const values = await formOf('application/json', '{"a":12,"b":1e3,"c":true,"d":[],"e":{},"f":null,"g":""}')
  assert.deepEqual(
    [...'abcdefgh'].map((name) => sentText(values, name)),
    ['12', '1000.0', notText, notText, notText, null, '', undefined],
  )
})

test('a date is text as sent; a blank one is null in forms only', async () => {
  const json = await formOf('application/json', '{"a":" 1990-05-15","b":"","c":19900515,"d":null,"e":{},"f":false}')
  assert.deepEqual(
    [...'abcdefg'].map((name) => sentDate(json, name)),
    [' 1990-05-15', '', notText, null, notText, notText, undefined],
  )
  const form = await formOf(urlencoded, 'a=&b=+')
  assert.deepEqual([sentDate(form, 'a'), sentDate(form, 'b'), sentDate(form, 'c')], [null, ' ', undefined])
})

test('whatever a multipart body says, it is read or refused', async () => {
  const piece = fc.constantFrom(
    '------frontier',
    '--',
    '\r\n',
    'Content-Disposition: form-data; name="a"',
    '; filename="b"',
    '\r\n\r\n',
    'é',
    '"',
    ':',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 20 }), async (pieces) => {
      await read(multipart, pieces.join('')).catch((error: unknown) => assert.ok(error instanceof Trouble))
    }),
    { numRuns: 300 },
  )
})

function read(contentType: string | undefined, body: string | Uint8Array): Promise<SentBody> {
  return readBody({ headers: { 'content-type': contentType }, body: Buffer.from(body) })
}

async function formOf(contentType: string | undefined, body: string | Uint8Array): Promise<SentFields> {
  const sent = await read(contentType, body)
  assert.notEqual(sent.kind, 'not_an_object')
  return sent as SentFields
}

async function fieldsOf(contentType: string | undefined, body: string | Uint8Array): Promise<SentFields['fields']> {
  return (await formOf(contentType, body)).fields
}

async function troubleOf(contentType: string | undefined, body: string | Uint8Array): Promise<TroubleValue> {
  const error = await read(contentType, body).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof Trouble)
  return error.value
}

function multipartBody(parts: readonly (readonly [disposition: string, content: string])[]): Buffer {
  const written = parts.map(
    ([head, content]) => `------frontier\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`,
  )
  return Buffer.from(`${written.join('')}------frontier--\r\n`)
}
