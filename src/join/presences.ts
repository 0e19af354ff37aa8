import type { Config } from '../config/config.ts'
import type { Presence } from '../core/tenants/presence.ts'
import { type TenantSettings, usualSettings } from '../core/tenants/settings.ts'
import type { Tenants } from './tenants.ts'

/** How the installation presents itself, where a tenant says nothing. */
export const ownPresence = <Url extends string | undefined>(
  { shopName, locale }: Pick<Config, 'shopName' | 'locale'>,
  publicUrl: Url,
): Presence<Url> => ({ shopName, locale, publicUrl })

/** What the tenant of a message decided. */
export const settingsIn = async (tenantId: string, tenants: Tenants): Promise<TenantSettings> =>
  (await tenants.byId(tenantId))?.settings ?? usualSettings
