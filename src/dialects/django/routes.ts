import type { Dialect } from '../dialect.ts'
import { type CustomerServices, customerRoute } from './calls/customer.ts'
import { type RegistrationServices, registrationRoute } from './calls/registration.ts'
import { type TokenServices, tokenRoutes } from './calls/tokens.ts'
import { encodeTrouble, encodeUnknownPath } from './refusals.ts'

/** What this dialect asks of the core for the customers of one tenant. */
export interface DjangoServices extends RegistrationServices, TokenServices, CustomerServices {}

export interface DjangoOptions {
  /** Of the tenant that a host leads to. @throws Trouble `forbidden` where this contract is not for its customers */
  servicesAt(host: string): Promise<DjangoServices>
  isCommonPassword(password: string): boolean
}

/**
 * The Django REST customers API.
 *
 * @source docs/contracts/django.md
 */
export const createDjangoDialect = (options: DjangoOptions): Dialect => ({
  name: 'django',
  pathPrefixes: ['/api/v1/', '/auth/'],
  routes: [registrationRoute(options), customerRoute(options), ...tokenRoutes(options)],
  encodeTrouble,
  encodeUnknownPath,
})
