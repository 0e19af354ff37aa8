import type { LiveToken } from '../../../core/sessions/authenticate.ts'
import { Trouble } from '../../../violations/trouble.ts'
import type { Route, WireAnswer } from '../../dialect.ts'
import { introspectToken, publishedKeys } from '../contract/tokens.ts'
import { encodeActive, encodeInactive } from '../encode.ts'
import { encodeTrouble } from '../refusals.ts'
import type { Call, callsWith } from '../view.ts'

/** A token that is good, and which mandatory consents its customer has yet to give. */
export interface LookedInto extends LiveToken {
  readonly consentsNeeded: readonly string[]
}

/** What these calls ask of the core. */
export interface TokenServices {
  /** @throws Trouble `token_refused`, `account_inactive` */
  lookIntoToken(token: string): Promise<LookedInto>
}

/** RFC 7662: what is no good token is inactive, and why is not told. */
export const tokenCalls = (call: ReturnType<typeof callsWith<TokenServices>>): readonly Call[] => [
  call(introspectToken, async ({ body }, shop) => {
    try {
      return encodeActive(await shop.lookIntoToken(body.token))
    } catch (error) {
      if (isNoGoodToken(error)) return encodeInactive()
      throw error
    }
  }),
]

const isNoGoodToken = (error: unknown): boolean =>
  error instanceof Trouble && (error.value.code === 'token_refused' || error.value.code === 'account_inactive')

// Services look again when they meet a key they do not know, so this may lie in caches a while.
const cacheSeconds = 300

/** `GET /.well-known/jwks.json`: what other services verify tokens with (RFC 7517, section 5). */
export const publishedKeysRoute = (published: () => { readonly keys: readonly unknown[] }): Route => ({
  path: publishedKeys.path,
  allow: 'GET, HEAD',
  operations: [publishedKeys],
  handle: async ({ method }): Promise<WireAnswer> => {
    if (method !== 'GET' && method !== 'HEAD') return encodeTrouble({ code: 'method_not_allowed', method })
    const headers = { 'content-type': 'application/jwk-set+json', 'cache-control': `public, max-age=${cacheSeconds}` }
    return { status: 200, headers, body: JSON.stringify(published()) }
  },
})
