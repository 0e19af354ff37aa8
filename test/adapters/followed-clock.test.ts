import assert from 'node:assert/strict'
import { test } from 'node:test'
import { followClock } from '../../src/adapters/clock/followed-clock.ts'

/** Two clocks, of which the one tells the time and the other only how much of it has passed. */
function clocks() {
  const state = { other: Date.parse('2026-03-01T12:00:00.000Z'), elapsed: 5_000, answerTakes: 0 }
  const pass = (milliseconds: number) => {
    state.other += milliseconds
    state.elapsed += milliseconds
  }
  const read = async () => {
    pass(state.answerTakes / 2)
    const told = new Date(state.other)
    pass(state.answerTakes / 2)
    return told
  }
  return { state, pass, read, elapsed: () => state.elapsed }
}

test('between two looks at the other clock its time goes on, by how much has passed', async () => {
  const { state, pass, read, elapsed } = clocks()
  state.answerTakes = 40
  const clock = await followClock(read, elapsed)
  assert.equal(clock.now().getTime(), state.other)
  pass(3_600_000)
  assert.equal(clock.now().getTime(), state.other)
})

test('a clock that was set is followed at the next look', async () => {
  const { state, read, elapsed } = clocks()
  const clock = await followClock(read, elapsed)
  state.other += 86_400_000
  assert.equal(clock.now().getTime(), state.other - 86_400_000)
  await clock.follow()
  assert.equal(clock.now().getTime(), state.other)
})

test('an answer that took long changes nothing, and neither does one that fails', async () => {
  const { state, read, elapsed } = clocks()
  const reading = { isBroken: false }
  const clock = await followClock(async () => {
    if (reading.isBroken) throw new Error('no database')
    return read()
  }, elapsed)
  const [before, began] = [clock.now().getTime(), state.elapsed]
  state.other += 700
  state.answerTakes = 1_500
  await clock.follow()
  reading.isBroken = true
  await assert.rejects(clock.follow(), /no database/)
  assert.equal(clock.now().getTime() - before, state.elapsed - began)
})
