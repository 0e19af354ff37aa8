import type { Violation } from '../../violations/violation.ts'
import type { TenantSettings } from '../tenants/settings.ts'
import { reviewAge } from './birth-date.ts'

/** What a day of birth is held against. */
export interface BirthRules {
  readonly settings: Pick<TenantSettings, 'minimumAgeYears' | 'maximumAgeYears'>
  /** In the tenant's time zone, `YYYY-MM-DD`. */
  today(): string
}

/**
 * What is wrong with a day of birth that is a day of the calendar. How young customers may be is asked on every surface; days
 * to come and ages nobody reaches only where the contract refuses them.
 *
 * @param kept  `believable`, or `undefined` where the contract takes days as they come
 */
export function reviewBirth(date: string, { settings, today }: BirthRules, kept: 'believable' | undefined): readonly Violation[] {
  const { minimumAgeYears, maximumAgeYears } = settings
  if (kept === undefined && minimumAgeYears === null) return []
  const field = 'dateOfBirth'
  const fault = reviewAge(date, { today: today(), minimumAgeYears, maximumAgeYears })
  if (fault === 'too_young') return [{ code: fault, field, minimumYears: minimumAgeYears ?? 0 }]
  if (fault === null || kept === undefined) return []
  return [fault === 'too_old' ? { code: fault, field, maximumYears: maximumAgeYears } : { code: fault, field }]
}
