import { todayIn } from '../adapters/clock/today.ts'
import { textDigest } from '../adapters/digests/text-digest.ts'
import { toAscii } from '../adapters/network/idna.ts'
import type { TenantSettings } from '../core/tenants/settings.ts'

/** What customers' fields are held against in one tenant. */
export const tenantRules = (settings: TenantSettings, now: () => Date) => ({
  settings,
  toAscii,
  digestOf: textDigest,
  today: () => todayIn(settings.timeZone, now()),
})
