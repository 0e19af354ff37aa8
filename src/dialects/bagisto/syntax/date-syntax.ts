import { calendarDate, isCalendarDay } from '../../../core/customers/calendar.ts'

const monthFirst = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/
const yearFirst = /^(\d{4})-(\d{2})-(\d{2})$/

/**
 * Reads `MM/DD/YYYY`, as the page has it, and `YYYY-MM-DD`, as the profile forms of the clients send it.
 *
 * @returns `YYYY-MM-DD`, or `null` for anything else
 * @source docs/contracts/bagisto.md, sections 0 and 2
 */
export function readShopDate(text: string): string | null {
  const [, month, day, year] = monthFirst.exec(text) ?? rearranged(yearFirst.exec(text))
  const parts = [Number(year), Number(month), Number(day)] as const
  return isCalendarDay(...parts) ? calendarDate(...parts) : null
}

const rearranged = (match: readonly string[] | null): readonly (string | undefined)[] =>
  match === null ? [] : ['', match[2], match[3], match[1]]
