import type { IncomingRow, Place } from '../../core/migration/incoming.ts'
import { Columns, present } from '../columns.ts'
import type { Values } from '../reading/reading.ts'

/** Carts and orders keep their addresses in the same table. */
export function readAddress(values: Values, place: Place): readonly IncomingRow[] {
  const columns = new Columns(values, place)
  const type = columns.text('address_type') ?? 'customer'
  if (type !== 'customer') return skipped(place, 'The address is none of a customer’s own: it belongs to a cart or an order.')
  const customerKey = columns.text('customer_id')
  if (customerKey === undefined) return skipped(place, 'The address belongs to no customer.')
  const lines = [columns.text('address') ?? columns.text('address1'), columns.text('address2')]
  const address = present({
    streetAddress: lines.filter((line) => line !== undefined).join('\n') || undefined,
    firstName: columns.text('first_name'),
    lastName: columns.text('last_name'),
    companyName: columns.text('company_name'),
    vatId: columns.text('vat_id'),
    city: columns.text('city'),
    state: columns.text('state'),
    country: columns.text('country'),
    postcode: columns.text('postcode'),
    email: columns.text('email'),
    phone: columns.text('phone'),
    isDefault: columns.mark('default_address'),
    usesForShipping: columns.mark('use_for_shipping'),
    createdAt: columns.instant('created_at'),
    updatedAt: columns.instant('updated_at'),
  })
  return columns.rejected.length > 0 ? columns.rejected : [{ kind: 'address', place, customerKey, address }]
}

export function readSubscriber(values: Values, place: Place): readonly IncomingRow[] {
  const columns = new Columns(values, place)
  const email = columns.text('email')?.trim()
  const customerKey = columns.text('customer_id')
  const subscribedAt = columns.instant('created_at') ?? null
  if (columns.mark('is_subscribed') === false) return skipped(place, 'The mailbox was unsubscribed.')
  if (customerKey === undefined) return skipped(place, 'The mailbox belongs to no customer.')
  if (email === undefined && columns.rejected.length === 0) columns.reject('email', 'The subscription has no e-mail address.')
  if (columns.rejected.length > 0 || email === undefined) return columns.rejected
  return [{ kind: 'subscription', place, customerKey, email, subscribedAt }]
}

/** Sanctum keeps tokens of everybody in one table. What it keeps of the secret is enough to know it again. */
export function readToken(values: Values, place: Place): readonly IncomingRow[] {
  const columns = new Columns(values, place)
  const type = columns.text('tokenable_type') ?? 'Customer'
  if (!/(?:^|\\)customer$/i.test(type)) return skipped(place, 'The token is no customer’s.')
  const customerKey = columns.text('tokenable_id')
  const number = columns.count('id') ?? 0
  const token = columns.text('token') ?? ''
  if (!/^[\da-f]{64}$/i.test(token)) columns.reject('token', 'The value is no SHA-256.')
  if (number < 1 && columns.rejected.length === 0) columns.reject('id', 'The token has no number, which stands in front of it.')
  if (customerKey === undefined) columns.reject('tokenable_id', 'Nothing names the customer.')
  const createdAt = columns.instant('created_at') ?? new Date(0)
  const expiresAt = columns.instant('expires_at') ?? null
  if (columns.rejected.length > 0 || customerKey === undefined) return columns.rejected
  const digest = Uint8Array.from(Buffer.from(token, 'hex'))
  return [{ kind: 'token', place, customerKey, number, digest, createdAt, expiresAt }]
}

const skipped = (place: Place, reason: string): readonly IncomingRow[] => [{ kind: 'skipped', place, reason }]
