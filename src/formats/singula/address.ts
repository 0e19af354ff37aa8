import type { IncomingAddress } from '../../core/migration/incoming.ts'
import { type Columns, present } from '../columns.ts'
import { isObject } from '../reading/parse-json.ts'
import { alpha2Of } from './countries.ts'

/** The live service shows these where nothing was given. */
const placeholders: readonly string[] = ['Address Line 1', 'Postcode']

/** The list of addresses, of which the first is the customer's default one. */
export function readAddresses(columns: Columns): readonly IncomingAddress[] {
  const list = columns.raw('addresses')
  if (list === undefined || list === null) return []
  if (!Array.isArray(list) || !list.every(isObject)) {
    columns.reject('addresses', 'The value is no list of addresses.')
    return []
  }
  return list.flatMap((one, index) => {
    const address = addressOf(columns.inside(one, 'addresses'))
    return Object.keys(address).length > 0 ? [{ ...address, isDefault: index === 0 }] : []
  })
}

function addressOf(members: Columns): IncomingAddress {
  const given = (member: string): string | undefined => {
    const text = members.text(member)
    return text === undefined || placeholders.includes(text) ? undefined : text
  }
  const lines = ['line1', 'line2', 'line3'].map(given).filter((line) => line !== undefined)
  const country = given('countryCode')
  const address = present({
    streetAddress: lines.length > 0 ? lines.join('\n') : undefined,
    postcode: given('postCode'),
    city: given('city'),
    state: given('county'),
  })
  // A country alone is what the tenant has where no address was given.
  if (Object.keys(address).length === 0) return {}
  return { ...address, ...present({ country: country && (alpha2Of(country) ?? country), kind: given('addressType') }) }
}
