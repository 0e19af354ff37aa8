import type { SoleAddressDraft } from '../../../core/account/sole-address.ts'
import type { Violation } from '../../../violations/violation.ts'
import { isObject, kindOf, lineIn, memberIn, textIn } from './members.ts'
import type { Members } from './read-body.ts'

export interface AddressRead {
  /** `null`: none; `undefined`: nothing was said. */
  readonly address: SoleAddressDraft | null | undefined
  readonly faults: readonly Violation[]
}

const field = 'address'

/** The list of addresses, which has one at most. */
export function addressIn(members: Members): AddressRead {
  const sent = memberIn(members, 'addresses')
  if (sent === undefined || sent === null) return { address: sent, faults: [] }
  if (!Array.isArray(sent)) return { address: undefined, faults: [{ code: 'not_a_list', field }] }
  if (sent.length > 1) return { address: undefined, faults: [{ code: 'too_many', field, maximum: 1 }] }
  const [one]: unknown[] = sent
  if (one === undefined) return { address: null, faults: [] }
  if (!isObject(one)) return { address: undefined, faults: [{ code: 'not_an_object', field, given: kindOf(one) }] }
  const address: SoleAddressDraft = {
    lines: ['line1', 'line2', 'line3'].map((line) => lineIn(one, line)),
    postcode: lineIn(one, 'postCode'),
    city: lineIn(one, 'city'),
    state: lineIn(one, 'county'),
    country: textIn(one, 'countryCode'),
    kind: textIn(one, 'addressType'),
  }
  return { address, faults: [] }
}
