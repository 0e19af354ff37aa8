import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RepeatedRefusals } from '../../src/http/repeated-refusals.ts'

function startRefusing() {
  const clock = { milliseconds: 0 }
  const refusals = new RepeatedRefusals(() => clock.milliseconds)
  return { clock, delayOf: (network: string, seconds: number) => refusals.delayOf(network, seconds) }
}

test('whoever is refused for the first time is told at once', () => {
  const { delayOf } = startRefusing()
  assert.deepEqual([delayOf('192.0.2.1', 1), delayOf('192.0.2.2', 3)], [0, 0])
})

test('whoever comes back before the time they were told is told late, by a second at most', () => {
  const { clock, delayOf } = startRefusing()
  delayOf('192.0.2.1', 2)
  clock.milliseconds = 100
  assert.equal(delayOf('192.0.2.1', 2), 1000)
  clock.milliseconds = 1_700
  assert.equal(delayOf('192.0.2.1', 2), 300)
})

test('whoever comes back when they were told to is told at once, should it still be too busy', () => {
  const { clock, delayOf } = startRefusing()
  delayOf('192.0.2.1', 2)
  clock.milliseconds = 2_000
  assert.equal(delayOf('192.0.2.1', 2), 0)
  assert.equal(delayOf('192.0.2.1', 2), 1000)
})
