import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readDjangoDate } from '../../../src/dialects/django/syntax/date-syntax.ts'

const read: Readonly<Record<string, string>> = {
  '1990-05-15': '1990-05-15',
  '1990-5-1': '1990-05-01',
  '0001-01-01': '0001-01-01',
  '9999-12-31': '9999-12-31',
  '2000-02-29': '2000-02-29',
  '2024-02-29': '2024-02-29',
  '2999-01-01': '2999-01-01',
  '1990-05-15\n': '1990-05-15',
  '١٩٩٠-٠٥-١٥': '1990-05-15',
  '𝟏𝟡𝟿𝟬-０５-1५': '1990-05-15',
}

const refused = [
  '',
  ' ',
  ' 1990-05-15',
  '1990-05-15 ',
  '1990-05-15\n\n',
  '\n1990-05-15',
  '1990-05-15\r',
  '1990-05-15T00:00:00',
  '1990/05/15',
  '15-05-1990',
  '19900515',
  '1990-W20-2',
  '990-05-15',
  '01990-05-15',
  '-990-05-15',
  '1990-005-15',
  '0000-01-01',
  '1990-00-01',
  '1990-13-01',
  '1990-01-00',
  '1990-01-32',
  '1990-04-31',
  '1900-02-29',
  '2023-02-29',
  '199²-05-15',
  '1990−05−15',
]

test('a calendar date is read and answered with leading zeros', () => {
  for (const [text, date] of Object.entries(read)) assert.equal(readDjangoDate(text), date, JSON.stringify(text))
})

test('anything that is no date in the published form is refused', () => {
  for (const text of refused) assert.equal(readDjangoDate(text), null, JSON.stringify(text))
})

test('exactly the days of the calendar are dates', () => {
  const fields = [fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 })] as const
  fc.assert(
    fc.property(...fields, (year, month, day) => {
      const written = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
      assert.equal(readDjangoDate(written), isCalendarDay(written) ? written : null)
    }),
    { numRuns: 1000 },
  )
})

/** The calendar of the runtime, which rolls over or refuses days that do not exist. */
function isCalendarDay(written: string): boolean {
  const date = new Date(`${written}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written)
}
