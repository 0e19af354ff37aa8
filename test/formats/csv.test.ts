import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { ofKind, readFiles, rejections } from '../support/written-files.ts'

const columns = ['id', 'email', 'password', 'first_name', 'last_name', 'is_active', 'slug']
const header = columns.join(',')
const names = (rows: Awaited<ReturnType<typeof readFiles>>['rows']) =>
  ofKind(rows, 'customer').map(({ key, profile }) => `${key} ${profile.firstName} ${profile.lastName}`)

test('tables are read whatever separates their fields and ends their lines, with and without a byte order mark', async (t) => {
  for (const separator of [',', ';', '\t', '|']) {
    for (const end of ['\n', '\r\n']) {
      for (const mark of ['', '\uFEFF']) {
        const lines = [columns, ['1', 'ada@example.com', '!', 'Ada', 'Lovelace', '1', 'ada']].map((cells) =>
          cells.join(separator),
        )
        const { rows } = await readFiles(t, { 'customers.csv': mark + lines.map((line) => line + end).join('') })
        assert.deepEqual([names(rows), rejections(rows)], [['1 Ada Lovelace'], []], JSON.stringify([separator, end, mark]))
      }
    }
  }
})

test('quoted fields keep separators, line ends, doubled quotes and backslashes, and lines are counted through them', async (t) => {
  const { rows } = await readFiles(t, {
    'customers.csv': `${header}\n1,a@example.com,!,"Ada, ""the first""","Love\r\nlace\\",t,a\n2,b@example.com,!,B,C"D,f,b\nbroken\n`,
  })
  assert.deepEqual(names(rows), ['1 Ada, "the first" Love\r\nlace\\', '2 B C"D'])
  assert.deepEqual(rejections(rows), ['customers.csv:5 row: The row has 1 fields and not 7.'])
})

test('what MySQL escapes with backslashes is read as it was, quoted or not', async (t) => {
  const quoted = await readFiles(t, {
    'customers.csv': `${header}\n1,"a@example.com",\\N,"Ada \\"A\\" \\\\","Love\\\nlace","1",\\N\n2,"b@example.com",\\N,"","x\\ty","0",\\N\n`,
  })
  assert.deepEqual(names(quoted.rows), ['1 Ada "A" \\ Love\nlace', '2  x\ty'])
  const batch = await readFiles(t, {
    'customers.tsv': `${columns.join('\t')}\n1\ta@example.com\tNULL\tAda "A"\\\\\tLove\\nlace\\tx\t1\tNULL\n`,
  })
  assert.deepEqual(names(batch.rows), ['1 Ada "A"\\ Love\nlace\tx'])
  for (const { rows } of [quoted, batch]) {
    assert.deepEqual(rejections(rows), [])
    assert.equal(ofKind(rows, 'customer')[0]?.passwordHash, null)
  }
})

test('NULL is nothing, and a name where it is quoted', async (t) => {
  const { rows } = await readFiles(t, { 'customers.csv': `${header}\n1,a@example.com,NULL,"NULL",NULL,1,NULL\n` })
  const [customer] = ofKind(rows, 'customer')
  assert.deepEqual(customer?.profile, { number: 1, email: 'a@example.com', firstName: 'NULL', state: 'active' })
  assert.equal(customer?.passwordHash, null)
})

test('one stray quote costs its row and not those behind it', async (t) => {
  const row = (id: number, name: string) => `${id},u${id}@example.com,!,${name},L,1,s\n`
  const { rows } = await readFiles(t, {
    'customers.csv': `${header}\n${row(1, 'A')}${row(2, '"B')}${row(3, 'C')}${row(4, '"D"x')}${row(5, '"E"')}${row(6, '"F')}`,
  })
  assert.deepEqual(names(rows), ['1 A L', '3 C L', '5 E L'])
  assert.deepEqual(rejections(rows), [
    'customers.csv:3 row: Text follows a closing quote.',
    'customers.csv:5 row: Text follows a closing quote.',
    'customers.csv:7 row: A quote is not closed.',
  ])
})

test('bytes that are no UTF-8, NUL and half characters cost their row, also where a piece of the file ends in them', async (t) => {
  const line = (id: number, name: Buffer) =>
    Buffer.concat([Buffer.from(`${id},u${id}@example.com,!,`), name, Buffer.from(',L,1,s\n')])
  const fine = Array.from({ length: 4000 }, (_, index) => line(index + 10, Buffer.from('Ängström 🙂 \uFFFD')))
  const content = Buffer.concat([
    Buffer.from(`${header}\n`),
    line(1, Buffer.from([0x4a, 0xfc, 0x72])), // Latin-1
    line(2, Buffer.from('A\0B')),
    line(3, Buffer.from([0xed, 0xa0, 0x80])), // half of a pair, as CESU-8 has it
    ...fine,
    line(4, Buffer.from([0xf0, 0x9f])),
  ])
  const { rows } = await readFiles(t, { 'customers.csv': content })
  assert.deepEqual(rejections(rows), [
    'customers.csv:2 first_name: The value holds bytes that are not UTF-8.',
    'customers.csv:3 first_name: The value holds a NUL character.',
    'customers.csv:4 first_name: The value holds bytes that are not UTF-8.',
    'customers.csv:4005 first_name: The value holds bytes that are not UTF-8.',
  ])
  const read = ofKind(rows, 'customer')
  assert.deepEqual([read.length, new Set(read.map(({ profile }) => profile.firstName))], [4000, new Set(['Ängström 🙂 \uFFFD'])])
})

test('UTF-16 as spreadsheets save it, and compressed files, are read as they are', async (t) => {
  const text = `\uFEFF${columns.join('\t')}\r\n1\ta@example.com\t!\tÄda\tL\t1\ts\r\n`
  for (const content of [Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16(), gzipSync(text)]) {
    const { rows } = await readFiles(t, { 'customers.csv.gz': content })
    assert.deepEqual([names(rows), rejections(rows)], [['1 Äda L'], []])
  }
})

test('of a compressed file that breaks off, what came is read and the place is told', async (t) => {
  const lines = Array.from({ length: 30_000 }, (_, index) => `${index},u${index}@example.com,!,A${Math.random()},L,1,s\n`)
  const whole = gzipSync(`${header}\n${lines.join('')}`)
  const { rows } = await readFiles(t, { 'customers.csv.gz': whole.subarray(0, whole.length / 2) })
  const read = ofKind(rows, 'customer').length
  assert.ok(read > 1000 && read < 30_000)
  assert.deepEqual(rejections(rows), [
    `customers.csv.gz:${read + 2} row: The file breaks off here: its compressed content is damaged or incomplete.`,
  ])
})

test('tables that mysqldump writes with --tab take the names of their columns from the file beside', async (t) => {
  const { rows, sources } = await readFiles(t, {
    'customers.txt': '1\tada@example.com\tAda\t1\t\\N\n2\tbob@example.com\tB\\tb\t0\t2024-01-02 03:04:05\n',
    'customers.sql':
      "CREATE TABLE `customers` (\n  `id` int unsigned NOT NULL,\n  `email` varchar(255) COMMENT 'a, b (c',\n" +
      '  `first_name` varchar(255),\n  `status` tinyint(1) DEFAULT (1),\n  `created_at` timestamp NULL,\n' +
      '  PRIMARY KEY (`id`),\n  UNIQUE KEY `u` (`email`,`status`)\n) ENGINE=InnoDB;\n',
  })
  assert.equal(sources.system, 'bagisto')
  assert.deepEqual(
    ofKind(rows, 'customer').map(({ profile }) => [
      profile.email,
      profile.firstName,
      profile.state,
      profile.createdAt?.toISOString(),
    ]),
    [
      ['ada@example.com', 'Ada', 'active', undefined],
      ['bob@example.com', 'B\tb', 'deactivated', '2024-01-02T03:04:05.000Z'],
    ],
  )
})

test('columns of one name keep their places', async (t) => {
  const { sources } = await readFiles(t, { 'customers.csv': `${header},id\n1,a@example.com,!,A,B,1,s,77\n` })
  assert.deepEqual(sources.detected[0]?.ignored, ['id (2)'])
})
