import { CountsPerMinute } from '../adapters/limits/counts-per-minute.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import { Trouble } from '../violations/trouble.ts'
import { unverifiedAre } from './proving.ts'
import type { CoreParts } from './registration.ts'

// Somebody who types without a pause is scored three times a second at most, and few choose a password for a whole minute.
const scoresPerMinute = 120

/** What a tenant's ways in need beside what its storefronts do. What is counted, is counted for all tenants together. */
export function joinEntrance({ scoring, config }: Pick<CoreParts, 'scoring' | 'config'>) {
  const counts = new CountsPerMinute(() => performance.now())
  return ({ settings }: Tenant) => ({
    asksForProof: unverifiedAre(config, settings) !== 'accepted',
    sessionSeconds: config.storefrontTokenSeconds,
    scorePassword: (password: string, ownWords: readonly string[]) => scoring.score(password, ownWords),
    countScore(clientNetwork: string): void {
      if (!config.rateLimits) return
      const { isWithin, secondsLeft } = counts.take(clientNetwork, 1, scoresPerMinute)
      if (!isWithin) throw new Trouble({ code: 'too_many_requests', retryAfterSeconds: Math.ceil(secondsLeft) })
    },
  })
}
