import type { Dialect } from '../dialect.ts'
import { type CustomerServices, customerRoute } from './calls/customer.ts'
import { type RegistrationServices, registrationRoute } from './calls/registration.ts'
import { type TokenServices, tokenRoutes } from './calls/tokens.ts'
import { encodeTrouble, encodeUnknownPath } from './refusals.ts'

/** What this dialect asks of the core. */
export interface DjangoServices extends RegistrationServices, TokenServices, CustomerServices {}

/**
 * The Django REST customers API.
 *
 * @source docs/contracts/django.md
 */
export const createDjangoDialect = (services: DjangoServices): Dialect => ({
  name: 'django',
  pathPrefixes: ['/api/v1/', '/auth/'],
  routes: [registrationRoute(services), customerRoute(services), ...tokenRoutes(services)],
  encodeTrouble,
  encodeUnknownPath,
})
