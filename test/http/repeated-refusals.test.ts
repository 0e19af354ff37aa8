import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RepeatedRefusals } from '../../src/http/repeated-refusals.ts'

function startRefusing() {
  const clock = { milliseconds: 0 }
  const refusals = new RepeatedRefusals(() => clock.milliseconds)
  const delayOf = (network: string, seconds: number) => refusals.delayOf(network, seconds)
  const refuse = (network: string, times: number, seconds: number) =>
    Array.from({ length: times }, () => delayOf(network, seconds)).filter((delay) => delay > 0).length
  return { clock, delayOf, refuse }
}

test('a crowd behind one address is refused at once, a thousand of them for each second they are told to wait', () => {
  const { refuse } = startRefusing()
  assert.deepEqual([refuse('192.0.2.1', 1_000, 1), refuse('192.0.2.2', 3_000, 3)], [0, 0])
})

test('whoever of more than a crowd comes back before the time they were told is told late, by half a second at most', () => {
  const { clock, delayOf, refuse } = startRefusing()
  refuse('192.0.2.1', 2_000, 2)
  clock.milliseconds = 100
  assert.equal(delayOf('192.0.2.1', 2), 500)
  assert.equal(delayOf('192.0.2.2', 2), 0)
  clock.milliseconds = 1_700
  assert.equal(delayOf('192.0.2.1', 2), 300)
})

test('whoever comes back when they were told to is told at once, should it still be too busy', () => {
  const { clock, delayOf, refuse } = startRefusing()
  refuse('192.0.2.1', 2_001, 2)
  clock.milliseconds = 2_000
  assert.equal(refuse('192.0.2.1', 2_000, 2), 0)
  assert.equal(delayOf('192.0.2.1', 2), 500)
})
