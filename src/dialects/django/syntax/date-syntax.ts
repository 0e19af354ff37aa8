import { calendarDate, isCalendarDay } from '../../../core/customers/calendar.ts'

const dateForm = /^(\p{Nd}{4})-(\p{Nd}{1,2})-(\p{Nd}{1,2})\n?$/u
const digit = /^\p{Nd}$/u

/**
 * Reads a date the way Django does, and writes it as `YYYY-MM-DD`.
 * One final line feed and the decimal digits of any script pass, as they do in Python's `\d` and `$`.
 *
 * @returns `null` for anything that is no calendar date in the years 0001 to 9999
 * @source docs/contracts/django.md#53-date-of-birth
 */
export function readDjangoDate(text: string): string | null {
  const match = dateForm.exec(text)
  if (match === null) return null
  const [year = 0, month = 0, day = 0] = match.slice(1).map(readDigits)
  return isCalendarDay(year, month, day) ? calendarDate(year, month, day) : null
}

function readDigits(digits: string): number {
  return [...digits].reduce((number, character) => number * 10 + digitValue(character), 0)
}

/** Unicode keeps decimal digits in runs of ten from zero up, so the way back to the start of the run tells the value. */
function digitValue(character: string): number {
  const codePoint = character.codePointAt(0) ?? 0
  let first = codePoint
  while (digit.test(String.fromCodePoint(first - 1))) first--
  return (codePoint - first) % 10 // runs may touch: U+1D7CE to 1D7FF are five
}
