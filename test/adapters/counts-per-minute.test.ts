import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CountsPerMinute } from '../../src/adapters/limits/counts-per-minute.ts'

function startCounting() {
  const clock = { milliseconds: 5_000 }
  const counts = new CountsPerMinute(() => clock.milliseconds)
  return { clock, take: (subject: string, units: number, limit = 3) => counts.take(subject, units, limit) }
}

test('as many as the limit are counted in a minute, and no more', () => {
  const { clock, take } = startCounting()
  assert.deepEqual(take('a', 1), { isWithin: true, remaining: 2, secondsLeft: 60 })
  clock.milliseconds += 20_500
  assert.deepEqual(take('a', 2), { isWithin: true, remaining: 0, secondsLeft: 39.5 })
  assert.deepEqual(take('a', 1), { isWithin: false, remaining: 0, secondsLeft: 39.5 })
})

test('a minute that has just begun is never longer than one, whatever fractions the clock has', () => {
  const { clock, take } = startCounting()
  clock.milliseconds = 55320.863733830796 // and 60,000 are a little more than their sum
  assert.equal(take('a', 1).secondsLeft, 60)
})

test('units that do not fit are not counted, so that fewer may fit', () => {
  const { take } = startCounting()
  assert.equal(take('a', 5).isWithin, false)
  assert.equal(take('a', 2).isWithin, true)
  assert.deepEqual(take('a', 2), { isWithin: false, remaining: 1, secondsLeft: 60 })
  assert.equal(take('a', 1).isWithin, true)
})

test('the minute begins with the first count, and after it another begins', () => {
  const { clock, take } = startCounting()
  take('a', 3)
  clock.milliseconds += 59_999
  assert.equal(take('a', 1).isWithin, false)
  clock.milliseconds += 1
  assert.deepEqual(take('a', 1), { isWithin: true, remaining: 2, secondsLeft: 60 })
})

test('each subject is counted for itself', () => {
  const { take } = startCounting()
  take('a', 3)
  assert.equal(take('b', 3).isWithin, true)
})
