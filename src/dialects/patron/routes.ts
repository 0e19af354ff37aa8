import type { Dialect, Route, WireAnswer } from '../dialect.ts'
import { encodeTrouble } from './refusals.ts'

/** What this dialect asks of the core and the keys. */
export interface PatronServices {
  publishedKeys(): { readonly keys: readonly unknown[] }
}

/** Patron's own surface: what none of the contracts has. Errors are RFC 9457 problem details. */
export const createPatronDialect = (services: PatronServices): Dialect => ({
  name: 'patron',
  pathPrefixes: ['/patron/'],
  routes: [publishedKeys(services)],
  encodeTrouble,
  encodeUnknownPath: () => encodeTrouble({ code: 'not_found' }),
})

// Services look again when they meet a key they do not know, so this may lie in caches a while.
const cacheSeconds = 300

/** `GET /.well-known/jwks.json`: what other services verify tokens with (RFC 7517, section 5). */
const publishedKeys = (services: PatronServices): Route => ({
  path: '/.well-known/jwks.json',
  allow: 'GET, HEAD',
  handle: async ({ method }): Promise<WireAnswer> => {
    if (method !== 'GET' && method !== 'HEAD') return encodeTrouble({ code: 'method_not_allowed', method })
    const headers = { 'content-type': 'application/jwk-set+json', 'cache-control': `public, max-age=${cacheSeconds}` }
    return { status: 200, headers, body: JSON.stringify(services.publishedKeys()) }
  },
})
