import { isUuid } from '../../../core/tenants/uuid.ts'
import { Trouble } from '../../../violations/trouble.ts'
import type { WireAnswer } from '../../dialect.ts'
import { readMembers, requireJson } from '../body/read-body.ts'
import { requireScope } from '../caller.ts'
import type { Call } from '../context.ts'
import { faults } from '../contract.ts'
import { decodeSearch } from '../decode.ts'
import { encodeCustomer } from '../encode.ts'
import { encodeFault } from '../faults.ts'
import { encodeRefusal } from '../refusals.ts'
import { notLocated } from '../troubles.ts'

/**
 * `GET /customer/{customerId}`.
 *
 * @source docs/contracts/singula.md, section 4.6
 */
export async function read(call: Call): Promise<WireAnswer> {
  requireScope(call.caller, 'customers:read')
  const found = mayName(call) ? await call.services.read(call.customerId) : undefined
  return found ? encodeCustomer(found, call.writing) : encodeFault(notLocated(call.customerId), call.faults)
}

/** Whether the id in the path could be of somebody this caller sees: customers see themselves alone. */
export const mayName = ({ caller, customerId }: Call): boolean =>
  isUuid(customerId) && (caller.customerId === undefined || caller.customerId === customerId)

/**
 * `POST /customer/search`.
 *
 * @source docs/contracts/singula.md, section 4.7
 */
export async function locate({ request, caller, services, writing, faults: context }: Call): Promise<WireAnswer> {
  if (caller.customerId !== undefined) throw new Trouble({ code: 'forbidden' })
  requireScope(caller, 'customers:read')
  requireJson(request)
  const search = decodeSearch(readMembers(request))
  if (!search.ok && search.violations === 'no terms') {
    const developerMessage = 'A search names an id, an external id, an email address or a refer-a-friend code'
    return encodeFault({ ...faults.insufficientData, developerMessage }, context)
  }
  if (!search.ok) return encodeRefusal(search.violations, 'update', {}, context)
  const { terms, told } = search
  const customer = terms.id === undefined || isUuid(terms.id) ? await services.locate(terms) : undefined
  const found = customer && (await services.read(customer.id))
  return found ? encodeCustomer(found, writing) : encodeFault(notLocated(told), context)
}
