import { isCalendarDay } from '../customers/calendar.ts'
import { askAll, notLonger, storable } from '../customers/text-rules.ts'
import type { Refused, System } from './reviewed.ts'

/** Thrown while a row is reviewed, at the first thing that keeps it from being stored. */
export class NotStorable extends Error {
  readonly refused: Refused

  constructor(field: string | null, reason: string) {
    super(reason)
    this.refused = { field, reason }
  }
}

/** Runs the review of one row. @returns what it came to, with what was mended on the way */
export function reviewing<Value>(review: (warn: (text: string) => void) => Value) {
  const warnings: string[] = []
  try {
    return { ok: true as const, value: review((text) => warnings.push(text)), warnings }
  } catch (error) {
    if (error instanceof NotStorable) return { ok: false as const, refused: error.refused }
    throw error
  }
}

/**
 * A text that a column and every contract can bear.
 *
 * @param field  as the core calls it
 * @throws NotStorable
 */
export function storableText(field: string, value: unknown, maximumCharacters: number): string {
  if (typeof value !== 'string') throw new NotStorable(field, 'is no text')
  if (value.length <= maximumCharacters && !value.includes('\0') && value.isWellFormed()) return value
  const [violation] = askAll([notLonger('email', maximumCharacters), ...storable('email')], value)
  if (violation?.code === 'too_long') throw new NotStorable(field, `is longer than ${maximumCharacters} characters`)
  if (violation) throw new NotStorable(field, 'holds characters that no text can hold (U+0000, or half a surrogate pair)')
  return value
}

/** As `storableText`; what is absent or empty is `null`. */
export const textOrNull = (field: string, value: unknown, maximumCharacters: number): string | null =>
  value === undefined || value === null || value === '' ? null : storableText(field, value, maximumCharacters)

/** As `textOrNull`, but what Patron wrote down as empty is empty, and not unknown. */
export const writtenText = (field: string, value: unknown, maximumCharacters: number, system: System): string | null =>
  system === 'patron' && value === '' ? '' : textOrNull(field, value, maximumCharacters)

/** Nothing that people did with computers is older. */
const firstBelievable = Date.UTC(1970, 0, 1)
const toleratedMilliseconds = 86_400_000

/** Whether something can have happened then, seen from the moment of the import; clocks and time zones may be off by a day. */
export const isBelievable = (instant: unknown, now: Date): instant is Date =>
  instant instanceof Date && instant.getTime() >= firstBelievable && instant.getTime() <= now.getTime() + toleratedMilliseconds

/**
 * An instant that may be none. One that cannot have been is as good as none, and a warning.
 *
 * @param warn  told what was mended
 */
export function instantOrNull(field: string, value: unknown, now: Date, warn: (text: string) => void): Date | null {
  if (value === undefined || value === null) return null
  if (isBelievable(value, now)) return value
  warn(`${field} cannot have been then: taken as not noted`)
  return null
}

const dayForm = /^(\d{4})-(\d\d)-(\d\d)$/

/**
 * A date of birth; MySQL's `0000-00-00` and the empty text are none.
 *
 * @throws NotStorable for what is no day. One on which nobody of today was born is kept: contracts take it
 * @source docs/contracts/django.md, section 5.3
 */
export function birthDate(value: unknown, warn: (text: string) => void): string | null {
  if (value === undefined || value === null || value === '') return null
  const [, year, month, day] = (dayForm.exec(String(value)) ?? []).map(Number)
  if (year === 0 && month === 0 && day === 0) {
    warn('dateOfBirth was 0000-00-00: taken as not told')
    return null
  }
  if (year === undefined || month === undefined || day === undefined || !isCalendarDay(year, month, day)) {
    throw new NotStorable('dateOfBirth', 'is no day of the calendar as YYYY-MM-DD')
  }
  return String(value)
}

/** A whole number from 0; what is absent is 0. @throws NotStorable */
export function wholeNumber(field: string, value: unknown): number {
  if (value === undefined || value === null) return 0
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 31) return value
  throw new NotStorable(field, 'is no whole number from 0 to 2147483647')
}
