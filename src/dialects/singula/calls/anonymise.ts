import { Trouble } from '../../../violations/trouble.ts'
import type { WireAnswer } from '../../dialect.ts'
import { requireScope } from '../caller.ts'
import type { Call } from '../context.ts'
import { encodeLink } from '../encode.ts'
import { encodeFault } from '../faults.ts'
import { notLocated } from '../troubles.ts'
import { mayName } from './read.ts'

/**
 * `POST /customer/{customerId}/anonymise`: for good, and as good the second time. Whatever the body holds is not looked at:
 * live clients send an empty one labelled as JSON.
 *
 * @source docs/contracts/singula.md, section 4.7
 */
export async function anonymise(call: Call): Promise<WireAnswer> {
  const { caller, services, faults, base, customerId } = call
  if (caller.customerId !== undefined) throw new Trouble({ code: 'forbidden' })
  requireScope(caller, 'customers:anonymise')
  const found = mayName(call) ? await services.find(customerId) : undefined
  if (!found) return encodeFault(notLocated(customerId), faults)
  await services.anonymise(customerId)
  return encodeLink(200, customerId, base)
}
