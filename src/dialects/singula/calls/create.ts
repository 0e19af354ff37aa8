import { textOf } from '../../../core/customers/sent.ts'
import { readIdempotencyKey } from '../../../core/idempotency/idempotency-key.ts'
import { Trouble } from '../../../violations/trouble.ts'
import type { WireAnswer } from '../../dialect.ts'
import { encodeAnswered } from '../../repeating.ts'
import { readMembers, requireJson } from '../body/read-body.ts'
import { requireScope } from '../caller.ts'
import { type Call, evidenceFor } from '../context.ts'
import { decodeRegistration } from '../decode.ts'
import { encodeLink } from '../encode.ts'
import { encodeRefusal } from '../refusals.ts'

/**
 * `POST /customer`.
 *
 * @source docs/contracts/singula.md, section 4
 */
export async function create(call: Call): Promise<WireAnswer> {
  const { request, caller, services, policies, faults, base } = call
  if (caller.customerId !== undefined) throw new Trouble({ code: 'forbidden' })
  requireScope(caller, 'customers:write')
  requireJson(request)
  if (!caller.tenant.settings.registrationOpen) throw new Trouble({ code: 'registration_closed' })
  const key = readIdempotencyKey(request.headers['idempotency-key'])
  if (request.body.length === 0) throw new Trouble({ code: 'unreadable_body', detail: 'The body is not a JSON object' })
  const draft = decodeRegistration(readMembers(request))
  const { username, externalId } = draft.record?.particulars ?? {}
  const named = { username: textOf(username), externalId: textOf(externalId), email: textOf(draft.email) }
  const answered = await services.takeRegistration({
    draft,
    policy: policies.registration,
    clientNetwork: null,
    keyed:
      key === undefined ? undefined : { key, scope: `${caller.source} ${caller.actingId} POST customer`, body: request.body },
    registeredBy: caller.actingId,
    evidence: evidenceFor(call),
    answers: {
      registered: ({ id }) => encodeLink(201, id, base),
      refused: (violations) => encodeRefusal(violations, 'create', named, faults),
    },
  })
  return encodeAnswered(answered)
}
