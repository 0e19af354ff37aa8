import type { ProfilePolicy } from '../core/account/profile-policy.ts'
import { type AddressPolicy, longestOfAddress } from '../core/account/review-address.ts'
import { readTypedDate } from './date-syntax.ts'
import { isTypedEmail } from './email-syntax.ts'

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
  isEmail: isTypedEmail,
  readDate: readTypedDate,
  personalFields: { isPhone, genders, readGender: (text) => genders.find((gender) => gender === text) ?? null },
  datesOfBirth: 'believable',
  loginsStayIfPrivate: true,
  takenNames: 'only_if_clean',
}

/** Of an address: enough to be delivered to. Which countries there are, the form says. */
export const accountAddress = (isCountry: (code: string) => boolean): AddressPolicy => ({
  isEmail: isTypedEmail,
  isCountry,
  required: ['streetAddress', 'country'],
  maximumCharacters: longestOfAddress,
})

/** Digits as people group them, at least three, with a plus sign in front or without. */
function isPhone(text: string): boolean {
  return /^\+?[\d ()./-]+$/.test(text) && text.replace(/\D/g, '').length >= 3
}
