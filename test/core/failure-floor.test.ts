import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFailureFloor } from '../../src/core/sessions/failure-floor.ts'

const minute = 60_000

/** A floor over schemes that a test can change, with a clock it moves. */
function aFloor(milliseconds: Readonly<Record<string, number>>) {
  const state = { now: 1_000_000, asked: 0, failure: undefined as Error | undefined, schemes: Object.keys(milliseconds) }
  const floor = createFailureFloor({
    foreignSchemes: async () => {
      state.asked += 1
      if (state.failure) throw state.failure
      return state.schemes
    },
    millisecondsOf: async (scheme) => milliseconds[scheme] ?? Number.NaN,
    now: () => new Date(state.now),
  })
  return { floor, state }
}

test('failures take as long as the slowest scheme present and half as long again, and no time where there is none', async () => {
  assert.equal(await aFloor({ bcrypt$12: 200, md5: 0.1, pbkdf2_sha256$720000: 100 }).floor.milliseconds(), 300)
  assert.equal(await aFloor({}).floor.milliseconds(), 0)
})

test('the schemes are asked for once in a minute, by however many failures at once', async () => {
  const { floor, state } = aFloor({ md5: 10 })
  await Promise.all(Array.from({ length: 20 }, () => floor.milliseconds()))
  state.now += minute - 1
  assert.equal(await floor.milliseconds(), 15)
  assert.equal(state.asked, 1)
  state.schemes = []
  state.now += 1
  assert.equal(await floor.milliseconds(), 0)
  assert.equal(state.asked, 2)
})

test('a look that failed is told to all who waited for it, and the next failure asks again', async () => {
  const { floor, state } = aFloor({ md5: 10 })
  state.failure = new Error('away')
  for (const told of await Promise.allSettled([floor.milliseconds(), floor.milliseconds()])) assert.equal(told.status, 'rejected')
  assert.equal(state.asked, 1)
  state.failure = undefined
  assert.equal(await floor.milliseconds(), 15)
  assert.equal(state.asked, 2)
  assert.equal(await floor.milliseconds(), 15)
  assert.equal(state.asked, 2)
})
