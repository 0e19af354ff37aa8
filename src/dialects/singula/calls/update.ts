import { textOf } from '../../../core/customers/sent.ts'
import { Trouble } from '../../../violations/trouble.ts'
import type { Violation } from '../../../violations/violation.ts'
import type { WireAnswer } from '../../dialect.ts'
import { memberIn } from '../body/members.ts'
import { readMembers, requireJson } from '../body/read-body.ts'
import { requireScope } from '../caller.ts'
import { type Call, evidenceFor } from '../context.ts'
import { memberOf } from '../contract.ts'
import { decodeChange } from '../decode.ts'
import { encodeLink } from '../encode.ts'
import { encodeFault } from '../faults.ts'
import { encodeRefusal } from '../refusals.ts'
import { notLocated } from '../troubles.ts'
import { mayName } from './read.ts'

/**
 * `PATCH /customer/{customerId}`: only members that are there change.
 *
 * @source docs/contracts/singula.md, section 4.7
 */
export async function update(call: Call): Promise<WireAnswer> {
  const { request, caller, services, policies, faults, base, customerId } = call
  requireScope(caller, 'customers:write')
  requireJson(request)
  const before = mayName(call) ? await services.find(customerId) : undefined
  if (!before || before.state === 'deleted') return encodeFault(notLocated(customerId), faults)
  const members = readMembers(request)
  if (Object.keys(members).length === 0) return encodeLink(201, customerId, base)
  const isCustomer = caller.source === 'CUSTOMER'
  const notTheirs = isCustomer ? shopsOwn.filter((field) => memberIn(members, memberOf[field]) !== undefined) : []
  if (notTheirs.length > 0) {
    const violations = notTheirs.map((field): Violation => ({ code: 'not_allowed', field }))
    return encodeRefusal(violations, 'update', {}, faults)
  }
  const { draft, password, currentPassword } = decodeChange(members)
  try {
    const outcome = await services.changeRecord({
      customerId,
      sessionId: caller.sessionId,
      draft,
      policy: policies.profile,
      password,
      currentPassword,
      provesPassword: isCustomer,
      passwordPolicy: policies.password,
      clientNetwork: isCustomer ? request.clientNetwork : null,
      changedBy: isCustomer ? undefined : caller.actingId,
      evidence: evidenceFor(call),
    })
    if (outcome.ok) return encodeLink(201, customerId, base)
    const { username, externalId } = draft.record?.particulars ?? {}
    const named = { username: textOf(username), externalId: textOf(externalId), email: textOf(draft.email) }
    return encodeRefusal(outcome.violations, 'update', named, faults)
  } catch (error) {
    const isGone = error instanceof Trouble && error.value.code === 'no_such_customer'
    if (isGone) return encodeFault(notLocated(customerId), faults)
    throw error
  }
}

/** What customers are to the shop and what it keeps of them under names of its own is not for them to say. */
const shopsOwn = ['externalId', 'customerType', 'customAttributes'] as const
