import { createHmac } from 'node:crypto'
import type { Reply, TestPatron } from './patron.ts'

export const customersPath = '/apis/customers/v1/customer'

/** What signs a request, by a key's public id and secret, at that time in seconds. */
export function signature(keyId: string, secret: string, method: string, path: string, seconds = Math.floor(Date.now() / 1000)) {
  const digest = createHmac('sha256', secret).update(`${seconds}${method}${path}`).digest('hex').toUpperCase()
  return { authorization: `hmac ${keyId}:${digest}`, timestamp: String(seconds) }
}

export type Signed = (method: string, end: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Reply>

/** A program of a shop that calls Singula's customer API; `end` is what comes after `/customer`. */
export const signedBy =
  (patron: Pick<TestPatron, 'send'>, keyId: string, secret: string): Signed =>
  (method, end, body, headers = {}) =>
    patron.send(method, `${customersPath}${end}`, {
      headers: { ...signature(keyId, secret, method, customersPath + end), 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
