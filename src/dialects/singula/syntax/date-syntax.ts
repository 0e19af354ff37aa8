import { isCalendarDay } from '../../../core/customers/calendar.ts'

/** A day of the calendar as `YYYY-MM-DD` and in no other notation, or `null`. */
export function readIsoDate(text: string): string | null {
  const [, year = 0, month = 0, day = 0] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number)
  return isCalendarDay(year, month, day) ? text : null
}
