import { apiKeyTexts } from '../adapters/secrets/api-key-texts.ts'
import { identifyProgram } from '../core/tenants/identify-program.ts'
import { apiKeyStore } from '../storage/api-keys.ts'
import { Trouble } from '../violations/trouble.ts'
import { perTenant } from './per-tenant.ts'
import { joinShop, type ShopParts } from './shop.ts'
import type { Tenants } from './tenants.ts'

/** Whose program sends a key, and what it may do there. */
export function joinPrograms({ tenants, ...parts }: ShopParts & { readonly tenants: Tenants }) {
  const identification = { store: apiKeyStore(parts.engine), texts: apiKeyTexts }
  const shopOf = perTenant((tenant) => joinShop(parts, tenant))
  return {
    identify: (key: string) => identifyProgram(key, identification),
    async shopOf(tenantId: string) {
      const tenant = await tenants.byId(tenantId)
      if (!tenant) throw new Trouble({ code: 'api_key_refused', fault: 'unknown' })
      return shopOf(tenant)
    },
  }
}
