import { calendarDate, isCalendarDay } from './calendar.ts'

export interface AgeRules {
  /** The day it is where the tenant is, `YYYY-MM-DD`. */
  readonly today: string
  /** Whole years; `null`: of any age. */
  readonly minimumAgeYears: number | null
  readonly maximumAgeYears: number
}

/**
 * What is wrong with a day as a date of birth, by the calendar and not by the clock. Who has the minimum age on this very day
 * is old enough, and who has the maximum age on this day not too old: the day after, they are.
 *
 * @param date  a day there is, `YYYY-MM-DD`
 * @source docs/contracts/singula.md
 */
export function reviewAge(date: string, rules: AgeRules): 'in_the_future' | 'too_old' | 'too_young' | null {
  const { today, minimumAgeYears, maximumAgeYears } = rules
  if (date > today) return 'in_the_future'
  if (today > birthday(date, maximumAgeYears)) return 'too_old'
  return minimumAgeYears !== null && today < birthday(date, minimumAgeYears) ? 'too_young' : null
}

/** The day on which whoever was born on that date has so many years; of a 29 February, 1 March where there is none. */
function birthday(date: string, years: number): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  return isCalendarDay(year + years, month, day) ? calendarDate(year + years, month, day) : calendarDate(year + years, 3, 1)
}
