import { readIdempotencyKey } from '../../core/idempotency/idempotency-key.ts'
import type { KeyedRequest } from '../../core/idempotency/run-once.ts'
import { Trouble } from '../../violations/trouble.ts'
import type { Operation, Route, WireAnswer, WireRequest } from '../dialect.ts'
import { bearerKey } from './decode.ts'
import type { Described } from './operation.ts'
import { encodeFaults } from './refusals.ts'

/** One operation that is answered. */
export interface Call {
  readonly operation: Operation
  answer(request: WireRequest): Promise<WireAnswer>
}

/** Who asks, and with what. */
export interface Caller {
  readonly request: WireRequest
  readonly keyId: string
  /** Present when the request creates something and an Idempotency-Key came with it. */
  readonly keyed: KeyedRequest | undefined
}

/** Binds operations to what they do for the tenant whose key is sent: first the key is looked at, then the request. */
export const callsWith =
  <Shop>(services: {
    identify(key: string): Promise<{ readonly id: string; readonly tenantId: string }>
    shopOf(tenantId: string): Promise<Shop>
  }) =>
  <Sent>(
    { operation, creates, read }: Described<Sent>,
    handle: (sent: Sent, shop: Shop, caller: Caller) => Promise<WireAnswer>,
  ): Call => ({
    operation,
    async answer(request) {
      const { id: keyId, tenantId } = await services.identify(bearerKey(request.headers['authorization']))
      const keyed = creates ? keyedBy(keyId, request) : undefined
      const sent = read(request)
      if (!sent.ok) return encodeFaults(sent.faults)
      return handle(sent.input, await services.shopOf(tenantId), { request, keyId, keyed })
    },
  })

/** Ids in a path are the same in either case, and a slash at its end makes no difference. @throws Trouble `idempotency_key_malformed` */
function keyedBy(keyId: string, { method, path, headers, body }: WireRequest): KeyedRequest | undefined {
  const key = readIdempotencyKey(headers['idempotency-key'])
  const scope = `key ${keyId} ${method} ${path.toLowerCase().replace(/\/$/, '')}`
  return key === undefined ? undefined : { key, scope, body }
}

/** The routes of these calls, one for each path. */
export const routesOf = (calls: readonly Call[]): readonly Route[] =>
  [...Map.groupBy(calls, ({ operation }) => operation.path)].map(([path, ofPath]) => ({
    path: path.replace(/\{(\w+)\}/g, ':$1'),
    allow: ofPath.map(({ operation }) => operation.method).join(', '),
    operations: ofPath.map(({ operation }) => operation),
    handle: async (request) => {
      const call = ofPath.find(({ operation }) => operation.method === request.method)
      if (!call) throw new Trouble({ code: 'method_not_allowed', method: request.method })
      return call.answer(request)
    },
  }))
