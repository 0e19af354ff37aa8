import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Trouble, type TroubleValue } from '../../src/violations/trouble.ts'

const framesOf = (value: TroubleValue): number => new Trouble(value).stack?.match(/^ +at /gm)?.length ?? 0

test('an expected trouble carries no stack, so that refusing a storm does not walk one thousands of times a second', () => {
  assert.equal(framesOf({ code: 'busy', retryAfterSeconds: 1 }), 0)
  assert.equal(framesOf({ code: 'credentials_refused' }), 0)
})

test('a fault keeps the stack that the log shows, and whatever is thrown after an expected trouble does, too', () => {
  new Trouble({ code: 'busy', retryAfterSeconds: 1 })
  assert.ok(framesOf({ code: 'internal' }) > 0)
  assert.ok(framesOf({ code: 'unavailable', retryAfterSeconds: 5 }) > 0)
  assert.match(new Error('a defect').stack ?? '', /\n +at /)
})

test('a trouble tells its code and its cause with and without a stack', () => {
  const cause = new Error('the disk is full')
  for (const code of ['internal', 'not_found'] as const) {
    const trouble = new Trouble({ code }, { cause })
    assert.deepEqual([trouble.name, trouble.message, trouble.value.code, trouble.cause], ['Trouble', code, code, cause])
  }
})
