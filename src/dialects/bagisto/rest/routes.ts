import { Trouble } from '../../../violations/trouble.ts'
import type { LargeBodies, Route, WireAnswer, WireRequest } from '../../dialect.ts'
import type { ShopContext } from '../context.ts'
import { preflight, shopHeaders } from '../cross-origin.ts'
import { Refusal } from '../graphql/refusal.ts'
import { encodeRefusal } from './answers.ts'
import * as calls from './calls.ts'

/** Who asks. */
export interface RestAdmission {
  readonly context: ShopContext
  /** What is left of the storefront's minute, and what the call has to tell beside its body. */
  headers(): Readonly<Record<string, string>>
}

type Calls = Readonly<Record<string, calls.RestCall>>
type HashingRoute = NonNullable<Route['hashes']>

const registration: HashingRoute = { method: 'POST', lane: 'registration' }
const signIn: HashingRoute = { method: 'POST', lane: 'sign_in' }

/** @source docs/contracts/bagisto.md#9-rest-twin */
const table: readonly (readonly [path: string, calls: Calls, hashes?: HashingRoute])[] = [
  ['/api/shop/customers', { POST: calls.registerOverRest }, registration],
  ['/api/shop/customer/login', { POST: calls.logInOverRest }, signIn],
  ['/api/shop/customer/logout', { POST: calls.logOutOverRest }],
  ['/api/shop/verify-tokens', { POST: calls.verifyTokenOverRest }],
  ['/api/shop/forgot-passwords', { POST: calls.forgotPasswordOverRest }],
  ['/api/shop/customer-profile', { GET: calls.readProfileOverRest }],
  ['/api/shop/customer-profile-updates/:id', { PUT: calls.changeProfileOverRest }],
  ['/api/shop/customer-profile-deletes/:id', { POST: calls.deleteProfileOverRest }],
  ['/api/shop/customer-addresses', { GET: calls.listAddressesOverRest, POST: calls.createAddressOverRest }],
  [
    '/api/shop/customer-addresses/:id',
    { GET: calls.readAddressOverRest, PUT: calls.changeAddressOverRest, DELETE: calls.deleteAddressOverRest },
  ],
  ['/api/shop/newsletters', { POST: calls.subscribeOverRest }],
  ['/api/shop/gdpr-requests', { GET: calls.listRequestsOverRest, POST: calls.raiseRequestOverRest }],
  ['/api/shop/gdpr-requests/:id', { GET: calls.readRequestOverRest, DELETE: calls.deleteRequestOverRest }],
  ['/api/shop/gdpr-requests/:id/revoke', { POST: calls.revokeRequestOverRest }],
]

/** The paths whose bodies may hold an image. */
const withImages = ['/api/shop/customer-profile-updates/:id']

/**
 * @param admit  who asks, counted against the storefront's limit; throws Trouble
 * @param largeBodies  for the paths that take an image
 */
export const restRoutes = (admit: (request: WireRequest) => Promise<RestAdmission>, largeBodies: LargeBodies): readonly Route[] =>
  table.map(([path, byMethod, hashes]) => {
    const allow = [...Object.keys(byMethod), 'OPTIONS'].join(', ')
    return {
      path,
      allow,
      ...(hashes && { hashes }),
      ...(withImages.includes(path) && { largeBodies }),
      handle: (request) =>
        request.method === 'OPTIONS' ? Promise.resolve(preflight(request, allow)) : answer(request, byMethod),
    }
    async function answer(request: WireRequest, offered: Calls): Promise<WireAnswer> {
      const call = Object.hasOwn(offered, request.method) ? offered[request.method] : undefined
      if (!call) throw new Trouble({ code: 'method_not_allowed', method: request.method })
      const { context, headers } = await admit(request)
      const answered = await call(request, context).catch((error: unknown) => {
        if (error instanceof Refusal) return encodeRefusal(error)
        throw error
      })
      return { ...answered, headers: { ...shopHeaders, ...answered.headers, ...headers() } }
    }
  })
