import type { WireAnswer, WireRequest } from '../dialect.ts'

/**
 * What every answer of the shop API carries: pages of any origin may read it, since nothing here is proven by a cookie,
 * and it is no page that could use a device.
 *
 * @source docs/contracts/bagisto.md#3-transport
 */
export const shopHeaders: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'X-Total-Count, X-Page, X-Per-Page, X-Total-Pages, Retry-After, X-Request-Id, Patron-Consents-Needed, Idempotency-Replayed',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
}

// The longest that browsers take.
const rememberedSeconds = 7_200

/** 204 to a browser that asks whether a page of another origin may send such a request: it may, with any header it names. */
export function preflight({ headers }: Pick<WireRequest, 'headers'>, methods: string): WireAnswer {
  const asked = headers['access-control-request-headers'] ?? ''
  return {
    status: 204,
    headers: {
      ...shopHeaders,
      'access-control-allow-methods': methods,
      'access-control-allow-headers': /^[\w!#$%&'*+.^`|~, -]+$/.test(asked) ? asked : '*',
      'access-control-max-age': String(rememberedSeconds),
      vary: 'Access-Control-Request-Headers',
    },
    body: null,
  }
}
