import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { restBetweenTurns } from '../../src/http/rest-between-turns.ts'

test('the thread rests once for all refusals of a burst, and not before a turn has brought none', async () => {
  let rests = 0
  const refused = restBetweenTurns(() => {
    rests += 1
  })
  for (let turns = 0; turns < 5; turns += 1) {
    refused()
    await turn()
    assert.equal(rests, 0)
  }
  for (let turns = 0; turns < 5; turns += 1) await turn()
  assert.equal(rests, 1)
  refused()
  for (let turns = 0; turns < 5; turns += 1) await turn()
  assert.equal(rests, 2)
})

test('without a refusal it never rests', async () => {
  let rests = 0
  restBetweenTurns(() => {
    rests += 1
  })
  for (let turns = 0; turns < 5; turns += 1) await turn()
  assert.equal(rests, 0)
})
