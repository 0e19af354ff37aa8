import type { IncomingCustomer, IncomingRow, Place } from '../../core/migration/incoming.ts'
import { Columns, present } from '../columns.ts'
import { numberOfKey } from '../number-of-key.ts'
import type { Values } from '../reading/reading.ts'

/** What a customer's group comes to. */
export type Grouping = Pick<IncomingCustomer['profile'], 'customerType'> & Pick<IncomingCustomer['beside'], 'customAttributes'>

/**
 * A row of `customers`. Text that is empty was never given: an API account has "" for a phone.
 *
 * @source docs/contracts/bagisto.md, section 11
 */
export function readCustomer(values: Values, grouping: Grouping, place: Place): readonly IncomingRow[] {
  const columns = new Columns(values, place)
  const key = columns.text('id')
  const email = columns.text('email')?.trim()
  const password = columns.given('password')
  const { customerType, customAttributes } = grouping
  const number = numberOfKey(key)
  const profile = {
    ...(number !== undefined && { number }),
    ...profileOf(columns),
    ...(customerType !== undefined && { customerType }),
  }
  if (columns.rejected.length === 0 && key === undefined) columns.reject('id', 'Nothing names the customer.')
  if (columns.rejected.length === 0 && email === undefined) columns.reject('email', 'The customer has no e-mail address.')
  if (columns.rejected.length > 0 || key === undefined || email === undefined) return columns.rejected
  const customer: IncomingCustomer = {
    ...{ kind: 'customer', place, key, addresses: [], profile: { ...profile, email } },
    beside: customAttributes ? { customAttributes } : {},
  }
  // Null for whoever signs in with an account of elsewhere.
  return [password === undefined ? customer : { ...customer, passwordHash: password === '' ? null : password }]
}

function profileOf(columns: Columns) {
  const createdAt = columns.instant('created_at')
  const modifiedAt = columns.instant('updated_at')
  const isVerified = columns.mark('is_verified')
  return present({
    firstName: columns.given('first_name') ?? undefined,
    lastName: columns.given('last_name') ?? undefined,
    gender: columns.text('gender'),
    dateOfBirth: columns.day('date_of_birth'),
    phone: columns.text('phone'),
    mobile: columns.text('mobile'),
    title: columns.text('title'),
    displayName: columns.text('display_name'),
    username: columns.text('username'),
    externalId: columns.text('external_id'),
    state: stateOf(columns),
    subscribedToNewsletter: columns.mark('subscribed_to_news_letter'),
    createdAt,
    modifiedAt,
    // It is not written down when it was proven; it was not before the account was there.
    emailVerifiedAt: isVerified === undefined ? undefined : isVerified ? (createdAt ?? modifiedAt ?? new Date(0)) : null,
  })
}

/** Who is suspended is that, whatever their status; a status of 0 is an account that was switched off. */
function stateOf(columns: Columns): 'active' | 'suspended' | 'deactivated' | undefined {
  const status = columns.mark('status')
  if (columns.mark('is_suspended')) return 'suspended'
  return status === undefined ? undefined : status ? 'active' : 'deactivated'
}
