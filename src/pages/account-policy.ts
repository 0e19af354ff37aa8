import type { ProfilePolicy } from '../core/account/profile-policy.ts'
import type { AddressPolicy } from '../core/account/review-address.ts'
import { calendarDate, isCalendarDay } from '../core/customers/calendar.ts'

/** As the core keeps them, whatever language they are shown in. */
export const genders = ['Male', 'Female', 'Other'] as const

// 255 as the widest contract has it, so that nobody's name is too long for the form it is changed by.
const column = 255

/**
 * What our own pages ask of a profile: what is there may be taken away but for names and mailbox, and a day of birth is one
 * that can be. The mailbox has a page of its own.
 */
export const accountProfile: ProfilePolicy = {
  maximumCharacters: { email: 254, name: column },
  emailIsRequired: false,
  isEmail: isMailbox,
  readDate: readFormDate,
  personalFields: { isPhone, genders, readGender: (text) => genders.find((gender) => gender === text) ?? null },
  datesOfBirth: 'believable',
  loginsStayIfPrivate: true,
  takenNames: 'only_if_clean',
}

/** Of an address: enough to be delivered to. Which countries there are, the form says. */
export const accountAddress = (isCountry: (code: string) => boolean): AddressPolicy => ({
  isEmail: isMailbox,
  isCountry,
  required: ['streetAddress', 'country'],
  maximumCharacters: {
    email: 254,
    firstName: column,
    lastName: column,
    companyName: column,
    vatId: 64,
    phone: 64,
    streetAddress: 2 * column + 1,
    postcode: 64,
    city: column,
    state: column,
    country: column,
  },
})

/** Something before and after one `@`, and a dot behind it; the canonical key says the rest. */
function isMailbox(text: string): boolean {
  return /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\.]+(\.[^\s@<>(),;:"[\]\\.]+)+$/.test(text)
}

/** Digits as people group them, at least three, with a plus sign in front or without. */
function isPhone(text: string): boolean {
  return /^\+?[\d ()./-]+$/.test(text) && text.replace(/\D/g, '').length >= 3
}

/** As fields for dates send it. */
function readFormDate(text: string): string | null {
  const [year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).slice(1).map(Number)
  if (year === undefined || month === undefined || day === undefined) return null
  return isCalendarDay(year, month, day) ? calendarDate(year, month, day) : null
}
