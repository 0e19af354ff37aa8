import { isCalendarDay } from '../core/customers/calendar.ts'

/** A day as date fields of browsers send it, `YYYY-MM-DD`, or `null`. */
export function readTypedDate(text: string): string | null {
  const [, year = 0, month = 0, day = 0] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number)
  return isCalendarDay(year, month, day) ? text : null
}
