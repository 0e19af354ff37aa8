import { Trouble } from '../../violations/trouble.ts'
import type { Tenant } from './tenant.ts'

/**
 * Keeps the contracts that know customers by their e-mail address from tenants in which several may have the same.
 *
 * @returns the tenant
 * @throws Trouble `forbidden`
 */
export function requireOwnAddresses(tenant: Tenant): Tenant {
  if (!tenant.settings.emailUnique) throw new Trouble({ code: 'forbidden' })
  return tenant
}
