import type { Reply, TestPatron } from './patron.ts'
import { type SigningKey, signedHeaders } from './singula.ts'

export const customersPath = '/apis/customers/v1/customer'

export type Signed = (method: string, end: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Reply>

/** A program of a shop that calls Singula's customer API; `end` is what comes after `/customer`. */
export const signedBy =
  (patron: Pick<TestPatron, 'send'>, key: SigningKey): Signed =>
  (method, end, body, headers = {}) =>
    patron.send(method, `${customersPath}${end}`, {
      headers: { ...signedHeaders(key, method, customersPath + end), 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
