import assert from 'node:assert/strict'
import type { Reply } from './patron.ts'

export async function statuses(replies: readonly Promise<Reply>[]): Promise<number[]> {
  return (await Promise.all(replies)).map(({ status }) => status).toSorted()
}

/** 429 in the Django contract's words, which tell the same seconds as the header, at most the window's 60. */
export function assertThrottled(reply: Reply): void {
  const seconds = Number(reply.headers.get('retry-after'))
  assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60, `retry-after: ${reply.headers.get('retry-after')}`)
  const unit = seconds === 1 ? 'second' : 'seconds'
  assert.deepEqual(
    [reply.status, reply.json(), reply.headers.get('content-type'), reply.headers.get('allow')],
    [429, { detail: `Request was throttled. Expected available in ${seconds} ${unit}.` }, 'application/json', 'POST, OPTIONS'],
  )
}
