import { readStoredHash } from '../credentials/stored-hash.ts'
import type { CustomerState } from '../customers/customer.ts'
import { emailKey, emailKeyVersion } from '../customers/email-key.ts'
import { slugStem } from '../customers/slug.ts'
import { storedEmail } from '../customers/stored-email.ts'
import { usernameKey } from '../customers/username.ts'
import { isUuid } from '../tenants/uuid.ts'
import type { IncomingCustomer } from './incoming.ts'
import { reviewBeside } from './review-beside.ts'
import {
  birthDate,
  instantOrNull,
  isBelievable,
  NotStorable,
  reviewing,
  storableText,
  textOrNull,
  wholeNumber,
  writtenText,
} from './review-values.ts'
import type { Review, ReviewedCustomer, ReviewRules, WantedNames } from './reviewed.ts'

/** What columns and contracts bear: 254 and 255 are Bagisto's, 64 is room for a phone number with its extension. */
const longest = {
  key: 255,
  email: 254,
  name: 255,
  phone: 64,
  word: 255,
  username: 254,
  currency: 3,
  nationality: 64,
  referral: 64,
}

/** Half of what 32 bits hold, so that numbers are left to be drawn. */
export const largestKeptNumber = 1_000_000_000

type Warn = (text: string) => void

/**
 * Says what is to be stored of a customer who comes from another system: everything they had, or why they cannot come. What can
 * be mended without losing anything is mended, with a warning. Whose the names are is not known yet.
 */
export const reviewIncoming = (incoming: IncomingCustomer, rules: ReviewRules): Review<ReviewedCustomer> =>
  reviewing((warn) => {
    const key = storableText('key', incoming.key, longest.key)
    if (key === '') throw new NotStorable('key', 'is empty, so that nothing else can be told to be of this customer')
    const customer = reviewProfile(incoming, rules, warn)
    const names = reviewNames(incoming, customer, rules, warn)
    const { emailKey: mailbox, usernameKey: login, emailIsShared } = names
    const beside = reviewBeside(incoming, { ...customer, emailKey: mailbox }, rules, warn)
    return {
      place: incoming.place,
      key,
      names,
      changedAt: customer.modifiedAt ?? customer.createdAt,
      customer: { ...customer, emailKey: mailbox, usernameKey: login, emailIsShared, emailKeyVersion },
      password: reviewPassword(incoming.passwordHash, customer.createdAt, warn),
      beside,
    }
  })

type Profile = Omit<ReviewedCustomer['customer'], 'emailKey' | 'emailKeyVersion' | 'usernameKey' | 'emailIsShared'>

function reviewProfile({ profile, beside }: IncomingCustomer, rules: ReviewRules, warn: Warn): Profile {
  const { now, system, settings } = rules
  const text = (field: keyof typeof profile, maximum = longest.word) => writtenText(field, profile[field], maximum, system)
  const instant = (field: keyof typeof profile) => instantOrNull(field, profile[field], now, warn)
  const createdAt = isBelievable(profile.createdAt, now) ? profile.createdAt : null
  if (!createdAt) warn('createdAt is not noted, or cannot have been then: taken as now')
  const customerType = text('customerType')
  if (customerType !== null && !settings.customerTypes.includes(customerType)) warn('customerType is none of the tenant’s')
  const gender = text('gender', longest.phone)
  if (gender !== null && !knownGenders.has(gender)) warn('gender is none that contracts know: kept as it is')
  return {
    state: reviewState(profile.state),
    email: storedEmail(storableText('email', profile.email, longest.email)),
    firstName: text('firstName', longest.name) ?? '',
    lastName: text('lastName', longest.name) ?? '',
    username: text('username', longest.username),
    externalId: text('externalId'),
    title: text('title'),
    displayName: text('displayName'),
    customerType,
    currency: text('currency', longest.currency),
    nationality: text('nationality', longest.nationality),
    mobile: text('mobile', longest.phone),
    phone: text('phone', longest.phone),
    gender,
    dateOfBirth: system === 'patron' ? text('dateOfBirth', 10) : birthDate(profile.dateOfBirth, warn),
    subscribedToNewsletter: profile.subscribedToNewsletter === true,
    imageName: beside.image ? text('imageName') : null,
    isVendor: profile.isVendor === true,
    lastPurchaseAt: instant('lastPurchaseAt'),
    productsBoughtCount: wholeNumber('productsBoughtCount', profile.productsBoughtCount),
    totalUnitsBought: wholeNumber('totalUnitsBought', profile.totalUnitsBought),
    productsBought: profile.productsBought ?? [],
    redeemedVouchers: profile.redeemedVouchers ?? [],
    emailVerifiedAt: instant('emailVerifiedAt'),
    lastSignInAt: instant('lastSignInAt'),
    createdAt: createdAt ?? now,
    createdBy: text('createdBy'),
    modifiedBy: text('modifiedBy'),
    modifiedAt: instant('modifiedAt'),
  }
}

const knownGenders: ReadonlySet<string> = new Set(['Male', 'Female', 'Other'])

const states: ReadonlySet<string> = new Set<CustomerState>(['active', 'suspended', 'deactivated'])

function reviewState(state: CustomerState = 'active'): CustomerState {
  if (state === 'deleted') throw new NotStorable('state', 'is deleted: there is nobody to come')
  if (!states.has(state)) throw new NotStorable('state', 'is none that a customer can be in')
  return state
}

function reviewNames({ profile }: IncomingCustomer, customer: Profile, rules: ReviewRules, warn: Warn): WantedNames {
  const { settings, toAscii, system } = rules
  const mailbox = emailKey(customer.email, toAscii)
  if (mailbox === null) throw new NotStorable('email', 'is no address of a mailbox')
  const { username, externalId } = customer
  const login = username === null ? null : usernameKey(username, toAscii)
  if (username !== null && login === null)
    throw new NotStorable('username', 'cannot tell anybody apart: it is too long, or hides characters')
  const emailIsShared = !settings.emailUnique
  if (emailIsShared && login === null) throw new NotStorable('username', 'is missing, and the tenant tells customers apart by it')
  return {
    // Clients of both know the customer by it.
    id: (system === 'patron' || system === 'singula') && isUuid(profile.id) ? profile.id : null,
    emailKey: mailbox,
    usernameKey: login,
    emailIsShared,
    externalId: settings.externalIdUnique ? externalId : null,
    referralCode: textOrNull('referralCode', profile.referralCode, longest.referral),
    number: keptNumber(profile.number, warn),
    slug: keptSlug(profile.slug, warn) ?? slugStem(`${customer.firstName} ${customer.lastName}`),
  }
}

function keptNumber(number: number | undefined, warn: Warn): number | null {
  if (number === undefined) return null
  if (Number.isInteger(number) && number >= 1 && number <= largestKeptNumber) return number
  warn('number is none that can be kept: a new one is drawn')
  return null
}

const slugForm = /^[a-zA-Z0-9_-]{1,50}$/

function keptSlug(slug: string | undefined, warn: Warn): string | null {
  if (slug === undefined || slug === '') return null
  if (slugForm.test(slug)) return slug
  warn('slug is none that contracts can show: made anew from the name')
  return null
}

/** Django's mark for an account without a password, whatever stands behind it. */
const isUnusable = (hash: string): boolean => hash.startsWith('!')

function reviewPassword(hash: string | null | undefined, changedAt: Date, warn: Warn): ReviewedCustomer['password'] {
  if (hash === undefined || hash === null || hash === '' || isUnusable(hash)) {
    warn('there is no password: they sign in once they have asked for a new one')
    return null
  }
  const read = readStoredHash(hash)
  if (!read) throw new NotStorable('passwordHash', 'is of no known form, malformed, or costs too much to verify')
  return { hash, scheme: read.scheme, changedAt }
}
