import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createCsvTaker } from '../../src/formats/reading/csv.ts'
import { readRecords } from '../../src/formats/reading/framing.ts'
import { createJsonLinesTaker } from '../../src/formats/reading/json-lines.ts'
import { createJsonListTaker } from '../../src/formats/reading/json-list.ts'
import type { Reading, Taker } from '../../src/formats/reading/reading.ts'
import { createSqlTaker } from '../../src/formats/reading/sql-dump.ts'

const objects = Array.from({ length: 6 }, (_, index) => ({ id: String(index), text: `"x" \\'; (${index}), ü\n[{` }))
const sqlText = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`

const samples: Readonly<Record<string, readonly [text: string, createTaker: () => Taker]>> = {
  'CSV with doubled quotes': [
    `id,text\n${objects.map(({ id, text }) => `${id},"${text.replaceAll('"', '""')}"\r\n`).join('')}`,
    () => createCsvTaker({ separator: ',', escapes: 'doubled' }),
  ],
  'CSV with backslashes': [
    `id;text\n${objects.map(({ id, text }) => `"${id}";"${text.replaceAll(/["\\]/g, '\\$&')}"\n`).join('')}`,
    () => createCsvTaker({ separator: ';', escapes: 'backslash' }),
  ],
  'JSON lines': [objects.map((one) => `${JSON.stringify(one)}\n`).join(''), createJsonLinesTaker],
  'a JSON list': [JSON.stringify(objects, null, 1), createJsonListTaker],
  'a dump': [
    `/* a */\nCREATE TABLE t (\`id\` int, \`text\` text, KEY (id));\nINSERT INTO t VALUES ${objects
      .map(({ id, text }) => `(${id},${sqlText(text)})`)
      .join(',')};\n-- end\n`,
    createSqlTaker,
  ],
}

async function* inPieces(text: string, length: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length)
}

async function readingsOf(text: string, taker: Taker, length: number): Promise<readonly Reading[]> {
  const all: Reading[] = []
  for await (const readings of readRecords(inPieces(text, length), taker)) all.push(...readings)
  return all
}

for (const [what, [text, createTaker]] of Object.entries(samples)) {
  test(`${what} is the same wherever a piece of it ends`, async () => {
    for (let length = 1; length <= 40; length++) {
      const readings = await readingsOf(text, createTaker(), length)
      assert.deepEqual(
        readings.map((reading) => (reading.kind === 'record' ? reading.values : reading)),
        objects,
        `pieces of ${length}`,
      )
    }
  })

  test(`${what} that was damaged comes to an end, in the same records and faults wherever a piece ends`, async () => {
    const damage = fc.record({
      at: fc.nat(text.length),
      removed: fc.nat(9),
      put: fc.string({ unit: fc.constantFrom(...'"\'\\\n,;()[]{}-/*#x\0') }),
    })
    await fc.assert(
      fc.asyncProperty(damage, fc.integer({ min: 1, max: 50 }), async ({ at, removed, put }, length) => {
        const damaged = text.slice(0, at) + put + text.slice(at + removed)
        const whole = await readingsOf(damaged, createTaker(), damaged.length + 1)
        assert.deepEqual(await readingsOf(damaged, createTaker(), length), whole)
      }),
      { numRuns: 300 },
    )
  })

  test(`${what} that was cut off says so, or has only whole records`, async () => {
    for (let end = 0; end < text.length; end++) {
      const readings = await readingsOf(text.slice(0, end), createTaker(), 64)
      const records = readings.filter((reading) => reading.kind === 'record').map(({ values }) => values)
      const last = records.length - 1
      assert.deepEqual(records.slice(0, last), objects.slice(0, Math.max(last, 0)))
      // Of a table without quotes nothing tells that its last field was longer.
      if (what.startsWith('CSV') && last >= 0) continue
      assert.deepEqual(records[last], objects[last])
      const isInside =
        what === 'a JSON list' || (what === 'a dump' && end > text.indexOf('VALUES') + 6 && end < text.indexOf(';\n--'))
      if (isInside) assert.equal(readings.at(-1)?.kind, 'fault', `cut at ${end}`)
    }
  })
}

/** The line and reason of each fault, and the keys of the records between. */
async function told(text: string, createTaker: () => Taker, longest = 500): Promise<readonly string[]> {
  const all: string[] = []
  for await (const readings of readRecords(inPieces(text, 64), createTaker(), longest)) {
    all.push(...readings.map((one) => (one.kind === 'fault' ? `${one.line}: ${one.reason}` : String(one.values['id']))))
  }
  return all
}

test('a quote that is never closed, and a line without end, cost their row however much is behind', async () => {
  const rows = (from: number) => Array.from({ length: 100 }, (_, index) => `${from + index},x\n`).join('')
  const table = `id,text\n1,"x\n${rows(2)}102,${'x'.repeat(2000)}\n${rows(103)}203,"${'x'.repeat(2000)}"\n204,x`
  const keys = (from: number) => Array.from({ length: 100 }, (_, index) => String(from + index))
  const reason = 'The row is too long, or a quote in it is not closed.'
  assert.deepEqual(await told(table, () => createCsvTaker({ separator: ',', escapes: 'doubled' })), [
    `2: ${reason}`,
    ...keys(2),
    `103: ${reason}`,
    ...keys(103),
    `204: ${reason}`,
    '204',
  ])
})

test('an object without end costs its line; in a list and in a dump what is behind it too, and that is told', async () => {
  const object = (id: number, length = 1) => `{"id":${id},"text":"${'x'.repeat(length)}"}`
  assert.deepEqual(await told(`${object(1)}\n${object(2, 2000)}\n${object(3)}\n`, createJsonLinesTaker), [
    '1',
    '2: The line is too long.',
    '3',
  ])
  assert.deepEqual(await told(`[${object(1)},${object(2, 2000)},${object(3)}]`, createJsonListTaker), [
    '1',
    '2: The object is too long, or does not end. What follows is not read.',
  ])
  const dump = `INSERT INTO t (id, text) VALUES (1,'x'),(2,'${'x'.repeat(60_000)}'),(3,'x');`
  assert.deepEqual(await told(dump, createSqlTaker, 20_000), [
    '1',
    '2: Something here is too long, or does not end. What follows is not read.',
  ])
})
