import type { Tenant } from '../core/tenants/tenant.ts'

/**
 * Makes what a tenant has of its own, and keeps it from the second request on that finds the tenant unchanged. A tenant that
 * changed is another value, for which it is made anew; of tenants that nobody asks for any more nothing stays in memory.
 *
 * Where there are many tenants, most requests are for one that is forgotten before the next one comes. Whatever a WeakMap holds
 * lives until the whole heap is looked through, so what is used once is better not put there: it takes less to make than to keep.
 */
export function perTenant<Own>(make: (tenant: Tenant) => Own): (tenant: Tenant) => Own {
  const asked = new WeakSet<Tenant>()
  const made = new WeakMap<Tenant, Own>()
  return (tenant) => {
    const known = made.get(tenant)
    if (known !== undefined) return known
    const own = make(tenant)
    if (asked.has(tenant)) made.set(tenant, own)
    else asked.add(tenant)
    return own
  }
}
