import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { reviewAge } from '../../src/core/customers/birth-date.ts'

const review = (date: string, today: string, minimumAgeYears: number | null = null) =>
  reviewAge(date, { today, minimumAgeYears, maximumAgeYears: 130 })

test('nobody is born in the future, and somebody is today', () => {
  assert.equal(review('2026-11-23', '2026-11-22'), 'in_the_future')
  assert.equal(review('2026-11-22', '2026-11-22'), null)
  assert.equal(review('2027-01-01', '2026-12-31', 18), 'in_the_future')
})

test('the minimum age is reached on the birthday', () => {
  assert.equal(review('2008-11-22', '2026-11-21', 18), 'too_young')
  assert.equal(review('2008-11-22', '2026-11-22', 18), null)
  assert.equal(review('2026-11-22', '2026-11-22', 0), null)
})

test('the maximum age may be reached and not passed', () => {
  assert.equal(review('1896-11-22', '2026-11-22'), null)
  assert.equal(review('1896-11-22', '2026-11-23'), 'too_old')
  assert.equal(review('0001-01-01', '2026-11-23', 18), 'too_old')
})

test('whoever was born on 29 February grows older on 1 March, where there is no such day', () => {
  assert.equal(review('2008-02-29', '2026-02-28', 18), 'too_young')
  assert.equal(review('2008-02-29', '2026-03-01', 18), null)
  assert.equal(review('2008-02-29', '2028-02-28', 20), 'too_young')
  assert.equal(review('2008-02-29', '2028-02-29', 20), null)
  assert.equal(review('1896-02-29', '2026-03-01'), null)
  assert.equal(review('1896-02-29', '2026-03-02'), 'too_old')
  assert.equal(review('1880-02-29', '1900-02-28', 20), 'too_young') // 1900 had none either
})

test('a later day of birth is never older, whatever today is', () => {
  const day = fc
    .date({ min: new Date('1850-01-01'), max: new Date('2150-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10))
  const ages = [null, 'too_old', 'fits', 'too_young', 'in_the_future']
  fc.assert(
    fc.property(day, day, day, (one, other, today) => {
      const [earlier = '', later = ''] = [one, other].sort()
      const place = (date: string) => ages.indexOf(review(date, today, 18) ?? 'fits')
      return place(earlier) <= place(later)
    }),
  )
})
