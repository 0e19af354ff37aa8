import { isCalendarDay } from '../core/customers/calendar.ts'
import type { Place, Rejected } from '../core/migration/incoming.ts'
import { brokenBytes } from './reading/open-text.ts'
import type { Values } from './reading/reading.ts'

/**
 * The columns of one record, read as what they stand for. `undefined`: the record does not have the column, or it is empty.
 * What cannot be that is noted in `rejected` and read as undefined; no value is quoted.
 */
export class Columns {
  readonly rejected: Rejected[]
  readonly #values: Values
  readonly #place: Place
  readonly #path: string

  constructor(values: Values, place: Place, within: { path: string; rejected: Rejected[] } = { path: '', rejected: [] }) {
    this.#values = values
    this.#place = place
    this.#path = within.path
    this.rejected = within.rejected
  }

  /** The members of an object that is a value, which stands under this name; what is wrong with them is noted here. */
  inside(values: Values, name: string): Columns {
    return new Columns(values, this.#place, { path: `${this.#path}${name}.`, rejected: this.rejected })
  }

  raw(column: string): unknown {
    return this.#values[column]
  }

  reject(field: string | null, reason: string): void {
    this.rejected.push({ kind: 'rejected', place: this.#place, field: field && `${this.#path}${field}`, reason })
  }

  /** Also where it is empty; `null` where the record says so. */
  given(column: string): string | null | undefined {
    const value = this.#values[column]
    if (value === undefined || value === null) return value
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    if (typeof value !== 'string') return this.#refuse(column, 'is no text.')
    const fault = faultOfText(value)
    return fault ? this.#refuse(column, fault) : value
  }

  text(column: string): string | undefined {
    const value = this.given(column)
    return value === null || value?.trim() === '' ? undefined : value
  }

  /** Also as MySQL's BIT, and as PostgreSQL and Python write it. */
  mark(column: string): boolean | undefined {
    const value = this.#values[column]
    if (value === undefined || value === null || value === '') return undefined
    const text = String(value).toLowerCase()
    if (['1', 'true', 't', 'yes', 'y', 'on', '\u0001'].includes(text)) return true
    if (['0', 'false', 'f', 'no', 'n', 'off', '\0'].includes(text)) return false
    return this.#refuse(column, 'is neither true nor false.')
  }

  count(column: string): number | undefined {
    const text = this.text(column)
    if (text === undefined) return undefined
    const value = /^\d{1,10}(?:\.0+)?$/.test(text) ? Number(text) : Number.NaN
    return value <= 2_147_483_647 ? value : this.#refuse(column, 'is no whole number from 0 to 2147483647.')
  }

  /** A date, also with midnight behind it. MySQL's 0000-00-00 is none. */
  day(column: string): string | undefined {
    const text = this.text(column)?.trim()
    if (text === undefined || /^0000-00-00/.test(text)) return undefined
    const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)(?:[T ][0:.]*(?:Z|\+00(?::?00)?)?)?$/.exec(text) ?? []
    const isDay = isCalendarDay(Number(year), Number(month), Number(day))
    return isDay ? `${year}-${month}-${day}` : this.#refuse(column, 'is no date as in 1815-12-10.')
  }

  /** A time, in UTC where it names no zone. MySQL's 0000-00-00 00:00:00 is none. */
  instant(column: string): Date | undefined {
    const text = this.text(column)?.trim()
    if (text === undefined || /^0000-00-00/.test(text)) return undefined
    return instantOf(text) ?? this.#refuse(column, 'is no time as in 2026-03-29 01:30:00.')
  }

  /** A list of texts: as JSON, as a text that is JSON, or as PostgreSQL writes an array of words. */
  list(column: string): readonly string[] | undefined {
    const value = this.#values[column]
    const list = Array.isArray(value) ? value : typeof value === 'string' ? listIn(value) : value === undefined ? undefined : []
    if (list === undefined && value !== undefined) return this.#refuse(column, 'is no list.')
    const isFlat = list?.every((one) => (typeof one === 'string' ? !faultOfText(one) : typeof one === 'number'))
    return isFlat === false ? this.#refuse(column, 'is no list of texts.') : list?.map(String)
  }

  #refuse(column: string, fault: string): undefined {
    this.reject(column, `The value ${fault}`)
    return undefined
  }
}

/** What no database stores as text. */
export function faultOfText(text: string): string | undefined {
  if (text.includes(brokenBytes)) return 'holds bytes that are not UTF-8.'
  if (text.includes('\0')) return 'holds a NUL character.'
  return text.isWellFormed() ? undefined : 'holds half of a surrogate pair.'
}

const time = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?\s*(?:Z|UTC|([+-])(\d\d):?(\d\d)?)?$/

function instantOf(text: string): Date | undefined {
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', sign, hours = '0', minutes = '0'] =
    time.exec(text) ?? []
  if (!isCalendarDay(Number(year), Number(month), Number(day))) return undefined
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || Number(hours) > 15) return undefined
  const offsetMinutes = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
  const instant = new Date(0)
  instant.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  instant.setUTCHours(Number(hour), Number(minute) - offsetMinutes, Number(second), Number(fraction.slice(0, 3).padEnd(3, '0')))
  return instant
}

function listIn(text: string): unknown[] | undefined {
  if (text.trim() === '') return []
  const words = /^\{([^{}"\\]*)\}$/.exec(text)?.[1]
  if (words !== undefined) return words === '' ? [] : words.split(',')
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

type Present<Members> = { [Name in keyof Members]?: Exclude<Members[Name], undefined> }

/** The members that are there; a spread of the others would say that they are. */
export function present<Members extends object>(members: Members): Present<Members> {
  const there: Present<Members> = {}
  for (const name in members) {
    const value = members[name]
    if (value !== undefined) there[name] = value as Exclude<Members[typeof name], undefined>
  }
  return there
}
