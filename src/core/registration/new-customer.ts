import type { Customer } from '../customers/customer.ts'
import { emailKeyVersion } from '../customers/email-key.ts'
import { storedEmail } from '../customers/stored-email.ts'
import type { TenantSettings } from '../tenants/settings.ts'
import type { RegistrationNames, TakenNames } from './names.ts'
import type { RegistrationDetails } from './review.ts'

export interface Beginning {
  readonly settings: Pick<TenantSettings, 'customerTypes'>
  /** Who registers the customer, when it is not the customer. */
  readonly registeredBy: string | undefined
  now(): Date
}

/** The customer as they begin. What a contract does not keep has no value. */
export function newCustomer(
  id: string,
  details: RegistrationDetails,
  { emailKey, usernameKey: key, emailIsShared, slug, number, referralCode }: RegistrationNames & TakenNames,
  { settings, registeredBy, now }: Beginning,
): Customer {
  const { username, externalId, title, displayName, phone, mobile, gender, nationality, currency, customerType } =
    details.record?.particulars ?? {}
  return {
    emailKey,
    slug,
    number,
    referralCode,
    id,
    state: 'active',
    email: storedEmail(details.email),
    emailKeyVersion,
    firstName: details.firstName,
    lastName: details.lastName,
    dateOfBirth: details.dateOfBirth,
    phone: phone ?? details.phone,
    gender: gender ?? details.gender,
    subscribedToNewsletter: details.subscribesToNewsletter,
    imageName: null,
    username: username ?? null,
    usernameKey: key,
    emailIsShared,
    externalId: externalId ?? null,
    title: title ?? null,
    displayName: displayName ?? null,
    customerType: customerType ?? (details.record ? settings.customerTypes[0] : null),
    currency: currency ?? null,
    nationality: nationality ?? null,
    mobile: mobile ?? null,
    createdBy: registeredBy ?? null,
    modifiedBy: null,
    modifiedAt: null,
    address: null,
    isVendor: false,
    lastPurchaseAt: null,
    productsBoughtCount: 0,
    totalUnitsBought: 0,
    productsBought: [],
    redeemedVouchers: [],
    emailVerifiedAt: null,
    lastSignInAt: null,
    createdAt: now(),
  }
}
