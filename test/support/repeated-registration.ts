import assert from 'node:assert/strict'
import { aCustomer, profileOfAda } from './a-customer.ts'
import type { Reply, TestPatron } from './patron.ts'

const inUse = { detail: 'A request with this Idempotency-Key is still being processed.' }

/** What is sent, and with which key. */
interface Sent {
  readonly key: string
  readonly body: unknown
}

/** Registers at the Django contract. */
export const register = (patron: TestPatron, { key, body }: Sent, to = '/api/v1/customers/'): Promise<Reply> =>
  patron.send('POST', to, {
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  })

/** Somebody of a case's own: their key, what registers them, and the profile that it is answered with. */
export function somebody(name: string) {
  const own = { email: `${name.toLowerCase()}@example.com`, first_name: name }
  return {
    ...{ key: `${name}-5b7a-4f0e-9a51-2d0c6a1be3f4`, body: aCustomer(own), email: own.email },
    registered: { ...profileOfAda, ...own, slug: `${name.toLowerCase()}-lovelace`, address: null, last_purchase_date: null },
  }
}

const seen = ({ status, text, headers }: Reply) => ({
  status,
  text,
  headers: ['content-type', 'allow', 'vary'].map((name) => headers.get(name)),
})

/** @param first  what the key's first request was answered */
export function assertRepeats(first: Reply, repeated: Reply): void {
  assert.equal(first.status, 201)
  assert.deepEqual(seen(repeated), seen(first))
  assert.deepEqual(
    [first, repeated].map(({ headers }) => headers.get('idempotency-replayed')),
    [null, 'true'],
  )
}

/** That somebody else's request with the key is under way, and for how many seconds at most. */
export function assertComeBackSoon({ status, headers, json }: Reply): void {
  assert.deepEqual([status, json()], [409, inUse])
  const seconds = Number(headers.get('retry-after'))
  assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 30, `retry-after: ${headers.get('retry-after')}`)
}

/** Whoever sent one request so often at once: one registered. @returns that answer */
export function onlyFirst(replies: readonly Reply[]): Reply {
  const firsts = replies.filter(({ status, headers }) => status === 201 && !headers.has('idempotency-replayed'))
  assert.equal(firsts.length, 1)
  return firsts[0] ?? assert.fail()
}
