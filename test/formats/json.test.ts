import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ofKind, readFiles, rejections } from '../support/written-files.ts'

const user = (pk: number | string, changed: object = {}) => ({
  model: 'customers.customer',
  pk,
  fields: { email: `u${pk}@example.com`, password: '!', first_name: `{"[\\${pk}`, is_active: true, ...changed },
})
const keys = (rows: Awaited<ReturnType<typeof readFiles>>['rows']) => ofKind(rows, 'customer').map(({ key }) => key)

test('a list of objects is read on one line, indented, and one object a line', async (t) => {
  const users = [1, 2, 3].map((pk) => user(pk))
  const texts = [
    JSON.stringify(users),
    JSON.stringify(users, null, 2),
    users.map((one) => `${JSON.stringify(one)}\r\n`).join('\n'),
  ]
  for (const text of texts) {
    const { rows } = await readFiles(t, { 'dump.json': text })
    assert.deepEqual([keys(rows), rejections(rows)], [['1', '2', '3'], []])
    assert.equal(ofKind(rows, 'customer')[1]?.profile.firstName, '{"[\\2')
  }
})

test('an object that is damaged is told, and those behind it are read', async (t) => {
  const [one, two] = [JSON.stringify(user(1)), JSON.stringify(user(2))]
  const damaged = '{"model": "customers.customer", "pk": 7, "fields": {"password": "secret", oops}}'
  const list = await readFiles(t, { 'dump.json': `[${one}, ${damaged}, ${two}]` })
  assert.deepEqual([keys(list.rows), rejections(list.rows)], [['1', '2'], ['dump.json:2 row: The object is damaged.']])
  const lines = await readFiles(t, { 'dump.jsonl': `${one}\n${damaged}\n\n7\n${two}` })
  assert.deepEqual(keys(lines.rows), ['1', '2'])
  assert.deepEqual(rejections(lines.rows), [
    'dump.jsonl:2 row: The line is no JSON object.',
    'dump.jsonl:4 row: The line is no JSON object.',
  ])
})

test('a list that breaks off is read as far as it goes, and that is told once', async (t) => {
  const text = JSON.stringify([1, 2, 3].map((pk) => user(pk)))
  const cut = await readFiles(t, { 'dump.json': text.slice(0, -20) })
  assert.deepEqual(keys(cut.rows), ['1', '2'])
  assert.deepEqual(rejections(cut.rows), ['dump.json:3 row: The file breaks off here: the end of its list is missing.'])
  const behind = await readFiles(t, { 'dump.json': `${text} [` })
  assert.deepEqual(rejections(behind.rows), ['dump.json:4 row: Text stands outside the list.'])
})

test('keys beyond what a number holds stay what they are', async (t) => {
  const text = JSON.stringify([user(1), user(2)])
    .replace('"pk":1', '"pk":9007199254740993')
    .replace('"pk":2', '"pk":9007199254740992')
  assert.deepEqual(keys((await readFiles(t, { 'dump.json': text })).rows), ['9007199254740993', '9007199254740992'])
})

test('NUL and half characters behind escapes cost their row', async (t) => {
  const texts = [user(1, { first_name: 'a\0b' }), user(2, { last_name: '\ud800' }), user(3)]
  const { rows } = await readFiles(t, { 'dump.json': JSON.stringify(texts) })
  assert.deepEqual(keys(rows), ['3'])
  assert.deepEqual(rejections(rows), [
    'dump.json:1 first_name: The value holds a NUL character.',
    'dump.json:2 last_name: The value holds half of a surrogate pair.',
  ])
})

test('objects are read as they come, of any number', async (t) => {
  const count = 20_000
  const objects = Array.from({ length: count }, (_, index) =>
    JSON.stringify(user(index + 1, { last_name: 'ü'.repeat(index % 97) })),
  )
  const { rows, sources } = await readFiles(t, { 'dump.json': `[\n${objects.join(',\n')}\n]\n` })
  assert.deepEqual([keys(rows).length, rejections(rows)], [count, []])
  const { readBytes, allBytes } = sources.progress()
  assert.equal(readBytes, allBytes)
})
