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
}

/** Binds operations to what they do for the tenant whose key is sent: first the key is looked at, then the request. */
export const callsWith =
  <Shop>(services: {
    identify(key: string): Promise<{ readonly id: string; readonly tenantId: string }>
    shopOf(tenantId: string): Promise<Shop>
  }) =>
  <Sent>(
    { operation, read }: Described<Sent>,
    handle: (sent: Sent, shop: Shop, caller: Caller) => Promise<WireAnswer>,
  ): Call => ({
    operation,
    async answer(request) {
      const { id: keyId, tenantId } = await services.identify(bearerKey(request.headers['authorization']))
      const sent = read(request)
      return sent.ok ? handle(sent.input, await services.shopOf(tenantId), { request, keyId }) : encodeFaults(sent.faults)
    },
  })

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
