import type { IncomingRow, Place } from '../../core/migration/incoming.ts'
import { Columns, present } from '../columns.ts'
import { isObject } from '../reading/parse-json.ts'
import type { Values } from '../reading/reading.ts'
import type { SourceSystem, SourceTable } from '../source-system.ts'
import { readAddresses } from './address.ts'
import { readAttributes } from './attributes.ts'
import { readConsents } from './consents.ts'
import { alpha2Of } from './countries.ts'

const customers: SourceTable = {
  name: 'customers',
  stage: 'customers',
  columns: [
    ...['customerId', 'externalUniqueIdentifier', 'username', 'email', 'passwordHash', 'title', 'firstName', 'lastName'],
    ...['dateOfBirth', 'phone', 'mobile', 'mobilePhone', 'displayName', 'customerType', 'currency', 'gender', 'nationality'],
    ...['active', 'addresses', 'customAttributes', 'consents', 'auditInfo', 'referAFriend'],
  ],
}

/** Customers in the shape that the Singula contract answers with, a JSON object each. */
export const singula: SourceSystem = {
  name: 'singula',
  tables: [customers],
  tableOf: (_, columns) =>
    columns.has('email') && (columns.has('customerId') || columns.has('externalUniqueIdentifier') || columns.has('lastName'))
      ? customers
      : undefined,
  startReading: () => (values, _, place) => readCustomer(values, place),
}

/**
 * A customer of the Singula contract. What the live service fills in where nothing was given is taken for nothing.
 *
 * @source docs/contracts/singula.md, sections 4.1 to 4.6
 */
function readCustomer(values: Values, place: Place): readonly IncomingRow[] {
  const columns = new Columns(withoutPlaceholders(values), place)
  const email = columns.text('email')?.trim()
  const id = columns.text('customerId')
  if (columns.mark('active') === false && email === undefined) {
    return [{ kind: 'skipped', place, reason: 'The customer was anonymised: nothing is left but the id.' }]
  }
  const key = id ?? columns.text('externalUniqueIdentifier') ?? columns.text('username') ?? email
  const profile = profileOf(columns)
  const addresses = readAddresses(columns)
  const customAttributes = readAttributes(columns)
  const consents = readConsents(columns, { key: key ?? '', answeredAt: profile.modifiedAt ?? profile.createdAt ?? new Date(0) })
  const passwordHash = columns.given('passwordHash')
  if (columns.rejected.length === 0 && email === undefined) columns.reject('email', 'The customer has no e-mail address.')
  if (columns.rejected.length > 0 || email === undefined || key === undefined) return columns.rejected
  const beside = present({ customAttributes, consents })
  const customer = { kind: 'customer', place, key, profile: { ...profile, email }, beside, addresses } as const
  return [passwordHash === undefined ? customer : { ...customer, passwordHash: passwordHash === '' ? null : passwordHash }]
}

/** The live service has "Forename" and 0 where there is no first name and no phone. */
const withoutPlaceholders = ({ firstName, phone, ...values }: Values): Values => ({
  ...values,
  ...(firstName !== 'Forename' && { firstName }),
  ...(phone !== 0 && { phone }),
})

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

function profileOf(columns: Columns) {
  const [email, username, id] = [columns.text('email'), columns.text('username'), columns.text('customerId')]
  const active = columns.mark('active')
  return present({
    ...auditOf(columns),
    // Clients hold these ids, so that they stay what they are.
    id: id && uuid.test(id) ? id.toLowerCase() : undefined,
    externalId: columns.text('externalUniqueIdentifier'),
    username: username === email ? undefined : username,
    title: columns.text('title'),
    firstName: columns.text('firstName'),
    lastName: columns.text('lastName'),
    dateOfBirth: columns.day('dateOfBirth'),
    phone: columns.text('phone'),
    mobile: columns.text('mobile') ?? columns.text('mobilePhone'),
    displayName: columns.text('displayName'),
    customerType: columns.text('customerType'),
    currency: columns.text('currency')?.toUpperCase(),
    gender: columns.text('gender'),
    nationality: nationalityOf(columns),
    state: active === undefined ? undefined : active ? ('active' as const) : ('deactivated' as const),
    referralCode: within(columns, 'referAFriend').text('code'),
  })
}

function nationalityOf(columns: Columns): string | undefined {
  const text = columns.text('nationality')
  const country = text === undefined ? undefined : alpha2Of(text)
  if (text !== undefined && country === undefined) columns.reject('nationality', 'The value is no country of ISO 3166.')
  return country
}

function auditOf(columns: Columns) {
  const audit = within(columns, 'auditInfo')
  return {
    createdAt: audit.instant('creationDate'),
    createdBy: audit.text('createdByUser'),
    modifiedAt: audit.instant('modifiedDate'),
    modifiedBy: audit.text('modifiedByUser'),
  }
}

/** The members of an object that is a value; none where it is absent. What is wrong within is told of the member itself. */
function within(columns: Columns, member: string): Columns {
  const value = columns.raw(member)
  const isAbsent = value === undefined || value === null
  if (!isAbsent && !isObject(value)) columns.reject(member, 'The value is no object.')
  return columns.inside(isObject(value) ? value : {}, member)
}
