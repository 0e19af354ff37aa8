import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDeviceToken } from '../../src/core/devices/device.ts'

test('a device token is visible ASCII of 1 to 4096 characters; anything else is left out', () => {
  for (const token of ['f', 'fcm-2', 'cX:APA91b_-~!', 'x'.repeat(4096)]) assert.equal(readDeviceToken(token), token)
  for (const none of ['', ' ', 'a b', 'a\n', 'ä', '\0', 'x'.repeat(4097), 7, true, null, undefined, {}, ['f']])
    assert.equal(readDeviceToken(none), undefined, JSON.stringify(none))
})
