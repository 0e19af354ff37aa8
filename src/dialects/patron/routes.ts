import type { Dialect } from '../dialect.ts'
import { type ConsentServices, consentCalls } from './calls/consents.ts'
import { type CustomerServices, customerCalls } from './calls/customers.ts'
import { type PurchaseServices, purchaseCalls } from './calls/purchases.ts'
import { publishedKeysRoute, type TokenServices, tokenCalls } from './calls/tokens.ts'
import { encodeTrouble } from './refusals.ts'
import { callsWith, routesOf } from './view.ts'

/** What a shop's back end can have done to the customers of its tenant. */
export interface ShopServices extends CustomerServices, ConsentServices, PurchaseServices, TokenServices {}

/** What this dialect asks of the core and the keys. */
export interface PatronServices {
  publishedKeys(): { readonly keys: readonly unknown[] }
  /** @throws Trouble `api_key_refused` */
  identify(key: string): Promise<{ readonly id: string; readonly tenantId: string }>
  shopOf(tenantId: string): Promise<ShopServices>
}

/**
 * Patron's own surface: what none of the contracts has. Errors are RFC 9457 problem details.
 *
 * @source docs/service-api.md
 */
export function createPatronDialect(services: PatronServices): Dialect {
  const call = callsWith(services)
  return {
    name: 'patron',
    pathPrefixes: ['/patron/'],
    routes: [
      publishedKeysRoute(() => services.publishedKeys()),
      ...routesOf([...customerCalls(call), ...consentCalls(call), ...purchaseCalls(call), ...tokenCalls(call)]),
    ],
    encodeTrouble,
    encodeUnknownPath: () => encodeTrouble({ code: 'not_found' }),
  }
}
