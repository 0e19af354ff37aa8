import { Trouble } from '../../violations/trouble.ts'
import type { Route, WireAnswer, WireRequest } from '../dialect.ts'
import { negotiate } from './negotiation.ts'

type Call = (request: WireRequest) => Promise<WireAnswer>

/**
 * The calls of one path, by method, behind what REST framework looks at first: the type to answer in, then the method.
 *
 * @source docs/contracts/django.md#3-request-pipeline
 */
export const view = (calls: Readonly<Record<string, Call>>): Pick<Route, 'allow' | 'handle'> => ({
  allow: Object.keys(calls).join(', '),
  handle: async (request) => {
    negotiate(request)
    return callOf(calls, request.method)(request)
  },
})

/** As `view`; who asks is looked at before the method is. */
export const ownersView = <Owner>(
  identify: (request: WireRequest) => Promise<Owner>,
  calls: Readonly<Record<string, (request: WireRequest, owner: Owner) => Promise<WireAnswer>>>,
): Pick<Route, 'allow' | 'handle'> => ({
  allow: Object.keys(calls).join(', '),
  handle: async (request) => {
    negotiate(request)
    const owner = await identify(request)
    return callOf(calls, request.method)(request, owner)
  },
})

function callOf<Method>(calls: Readonly<Record<string, Method>>, method: string): Method {
  const call = Object.hasOwn(calls, method) ? calls[method] : undefined
  if (!call) throw new Trouble({ code: 'method_not_allowed', method })
  return call
}
