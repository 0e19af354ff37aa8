import type { IncomingAddress, IncomingCustomer, IncomingRow, Place } from '../../core/migration/incoming.ts'
import { Columns, present } from '../columns.ts'
import { numberOfKey } from '../number-of-key.ts'
import type { Values } from '../reading/reading.ts'

/** What a row of a customer comes to, and which row of the addresses is theirs. */
export interface DjangoCustomer {
  readonly rows: readonly IncomingRow[]
  readonly key: string | undefined
}

/**
 * A customer of the Django contract: Django's user with the columns that its customers have.
 *
 * @source docs/contracts/django.md, sections 4, 8 and 9
 */
export function readCustomer(values: Values, key: string | undefined, place: Place): DjangoCustomer {
  const columns = new Columns(values, place)
  const email = columns.text('email')
  if (email === undefined && columns.rejected.length === 0) columns.reject('email', 'The customer has no e-mail address.')
  if (key === undefined) columns.reject('id', 'Nothing names the customer: neither a key nor a natural one.')
  const profile = { ...present({ number: numberOfKey(key) }), ...profileOf(columns) }
  const customer = { kind: 'customer', place, key: key ?? '', passwordHash: passwordOf(columns), beside: {} } as const
  const addresses = addressWithin(columns)
  if (columns.rejected.length > 0 || email === undefined) return { rows: columns.rejected, key: undefined }
  return { rows: [withoutAbsent({ ...customer, addresses, profile: { ...profile, email: email.trim() } })], key }
}

/** A customer without a password has one that begins with `!`. */
function passwordOf(columns: Columns): string | null | undefined {
  const stored = columns.given('password')
  return stored === '' || stored?.startsWith('!') ? null : stored
}

function withoutAbsent({
  passwordHash,
  ...customer
}: Omit<IncomingCustomer, 'passwordHash'> & { passwordHash: string | null | undefined }): IncomingCustomer {
  return passwordHash === undefined ? customer : { ...customer, passwordHash }
}

function profileOf(columns: Columns) {
  const isActive = columns.mark('is_active')
  const username = columns.text('username')
  return present({
    firstName: columns.given('first_name') ?? undefined,
    lastName: columns.given('last_name') ?? undefined,
    username: username === columns.text('email') ? undefined : username,
    slug: columns.text('slug'),
    dateOfBirth: columns.day('date_of_birth'),
    state: isActive === undefined ? undefined : isActive ? ('active' as const) : ('deactivated' as const),
    isVendor: columns.mark('is_vendor'),
    createdAt: columns.instant('date_joined'),
    lastSignInAt: columns.instant('last_login'),
    emailVerifiedAt: columns.instant('email_verified_at'),
    ...purchasesOf(columns),
    phone: columns.text('phone'),
    mobile: columns.text('mobile'),
    gender: columns.text('gender'),
    title: columns.text('title'),
    displayName: columns.text('display_name'),
    externalId: columns.text('external_id'),
    subscribedToNewsletter: columns.mark('subscribed_to_newsletter'),
  })
}

/** The code of the contract once called the units items. */
const purchasesOf = (columns: Columns) => ({
  productsBoughtCount: columns.count('products_bought_count'),
  totalUnitsBought: columns.count('total_units_bought') ?? columns.count('total_items_bought'),
  productsBought: columns.list('products_bought'),
  redeemedVouchers: columns.list('redeemed_vouchers'),
  lastPurchaseAt: columns.instant('last_purchase_date'),
})

/** The one address may stand in the customer's own row, too. */
function addressWithin(columns: Columns): readonly IncomingAddress[] {
  const address = addressOf(columns)
  return address.streetAddress || address.city ? [{ ...address, isDefault: true }] : []
}

export const addressOf = (columns: Columns): IncomingAddress =>
  present({
    streetAddress: columns.text('street_address'),
    postcode: columns.text('postal_code'),
    city: columns.text('city'),
    state: columns.text('state'),
    country: columns.text('country'),
  })
