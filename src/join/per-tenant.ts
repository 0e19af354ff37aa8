import type { Tenant } from '../core/tenants/tenant.ts'

/**
 * Makes what a tenant has of its own once, at the first request that is for it. A tenant that changed is another value, for
 * which it is made anew; of tenants that nobody asks for any more nothing stays in memory.
 */
export function perTenant<Own>(make: (tenant: Tenant) => Own): (tenant: Tenant) => Own {
  const made = new WeakMap<Tenant, Own>()
  return (tenant) => {
    const known = made.get(tenant)
    if (known !== undefined) return known
    const own = make(tenant)
    made.set(tenant, own)
    return own
  }
}
