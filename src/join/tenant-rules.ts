import { todayIn } from '../adapters/clock/today.ts'
import { toAscii } from '../adapters/network/idna.ts'
import type { TenantSettings } from '../core/tenants/settings.ts'

/** What customers' fields are held against in one tenant. */
export const tenantRules = (settings: TenantSettings) => ({
  settings,
  toAscii,
  today: () => todayIn(settings.timeZone, new Date()),
})
