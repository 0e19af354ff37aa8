import assert from 'node:assert/strict'
import { Compile } from 'typebox/compile'
import { askRunningServer } from '../../src/control/socket-client.ts'
import type { Operation } from '../../src/dialects/dialect.ts'
import { createPatronDialect } from '../../src/dialects/patron/routes.ts'
import { aCustomer } from './a-customer.ts'
import type { TestDatabase } from './databases.ts'
import type { Reply, TestPatron } from './patron.ts'

const nobody = () => assert.fail('only the descriptions are asked for')

/** Every operation of Patron's own surface, by what describes it. */
export const operations: readonly Operation[] = createPatronDialect({
  publishedKeys: nobody,
  identify: nobody,
  shopOf: nobody,
}).routes.flatMap((route) => route.operations ?? [])

/** Makes a service key beside the running server, as the command line does. */
export async function makeKey(
  { dataDir }: TestDatabase,
  given: Readonly<Record<string, unknown>> = {},
): Promise<{ id: string; text: string }> {
  const made = await askRunningServer(dataDir, 'keys/create', { kind: 'service', name: 'tests', ...given })
  assert.ok(made, 'no server runs on this data folder')
  const { key, text } = made.result as { key: { id: string }; text: string }
  return { id: key.id, text }
}

/** The shop's back end: what it sends is sent with its key, and what it gets is held to its description. */
export interface Shop {
  readonly key: string
  send(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>
  /** As `send`; the answer read, which has to have this status. */
  ask(status: number, method: string, path: string, body?: unknown): Promise<Record<string, unknown>>
}

export async function startShop(patron: TestPatron, database: TestDatabase): Promise<Shop> {
  const { text: key } = await makeKey(database)
  return shopWith(patron, key)
}

export function shopWith(patron: TestPatron, key: string): Shop {
  const send: Shop['send'] = async (method, path, body, more = {}) => {
    const json = body !== undefined && { 'content-type': 'application/json' }
    const headers = { authorization: `Bearer ${key}`, ...json, ...more }
    const reply = await patron.send(method, path, { headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
    assertDescribed(method, path, reply)
    return reply
  }
  return {
    key,
    send,
    async ask(status, method, path, body) {
      const reply = await send(method, path, body)
      assert.equal(reply.status, status, reply.text)
      return reply.text === '' ? {} : (reply.json() as Record<string, unknown>)
    },
  }
}

function assertDescribed(method: string, path: string, reply: Reply): void {
  const operation = operations.find((one) => one.method === method && patternOf(one).test(path))
  if (!operation) return
  const described = operation.answers[reply.status]
  assert.ok(described, `${operation.id} describes no answer ${reply.status}: ${reply.text}`)
  assert.equal(reply.headers.get('content-type')?.split(';')[0], described.content?.mediaType)
  const errors = described.content ? Compile(described.content.schema).Errors(reply.json()) : []
  assert.deepEqual(errors, [], `${operation.id} answered ${reply.text}`)
}

const patternOf = ({ path }: Operation): RegExp => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]*')}(\\?.*)?$`)

/** Registers a customer through the Django contract and finds them as the shop does. */
export async function register(patron: TestPatron, shop: Shop, fields: Readonly<Record<string, unknown>> = {}) {
  const body = aCustomer(fields)
  const reply = await patron.post('/api/v1/customers/', body)
  assert.equal(reply.status, 201, reply.text)
  const found = await shop.ask(200, 'GET', `/patron/v1/customers?email=${encodeURIComponent(String(body['email']))}`)
  return { id: String(found['id']), number: Number(found['number']), path: `/patron/v1/customers/${String(found['id'])}` }
}

/** Signs a customer in through the Django contract. */
export async function signIn(patron: TestPatron, email = 'ada@example.com'): Promise<{ access: string; refresh: string }> {
  const reply = await patron.post('/auth/token/', { email, password: aCustomer()['password'] })
  assert.equal(reply.status, 200, reply.text)
  return reply.json() as { access: string; refresh: string }
}
