import type { Config } from '../config/config.ts'
import type { ShopSettings } from '../dialects/bagisto/policy.ts'
import { unverifiedAre } from './proving.ts'

/** What the configuration says about the shop API. */
export const shopSettings = (config: Config): ShopSettings => ({
  minimumPasswordCharacters: config.storefrontMinimumPassword,
  repeatedPassword: config.storefrontRepeatedPassword,
  phones: config.storefrontPhones,
  refuseCommonPasswords: config.storefrontRefuseCommonPasswords,
  keepsUnverified: unverifiedAre(config) === 'refused',
  dataRequests: config.dataRequests,
})

/** Makes what a tenant has of its own once, at the first request that is for it. */
export function perTenant<Own>(make: (tenantId: string) => Own): (tenantId: string) => Own {
  const made = new Map<string, Own>()
  return (tenantId) => {
    const known = made.get(tenantId)
    if (known !== undefined) return known
    const own = make(tenantId)
    made.set(tenantId, own)
    return own
  }
}
